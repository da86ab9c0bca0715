import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A mark on a row of a list; clicking it calls a method of the record that opens what lies behind. */
export class SalestechMark extends Component {
    static template = "sales_technology.SalestechMark";
    static props = {
        ...standardFieldProps,
        icon: { type: String, optional: true },
        method: { type: String, optional: true },
    };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get isMarked() {
        return this.props.record.data[this.props.name];
    }

    get title() {
        return this.props.record.fields[this.props.name].string;
    }

    async onClick() {
        const { resModel, resId } = this.props.record;
        this.action.doAction(await this.orm.call(resModel, this.props.method, [[resId]]));
    }
}

registry.category("fields").add("salestech_mark", {
    component: SalestechMark,
    displayName: _t("Mark"),
    supportedTypes: ["boolean"],
    extractProps: ({ options }) => ({ icon: options.icon, method: options.action }),
});
