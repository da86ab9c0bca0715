import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const BADGES = {
    signed: "success",
    agreed: "success",
    won: "success",
    closed: "success",
    finished: "success",
    sent: "info",
    at_client: "info",
    submitted: "info",
    running: "info",
};

/** The documents of a client, of all kinds in the order of the steps; new ones are begun from here. */
export class DealDocuments extends Component {
    static template = "sales_technology.DealDocuments";
    static components = { Dropdown, DropdownItem };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ rows: [], ladder: "client" });
        this.mayWrite = false;
        onWillStart(async () => {
            this.mayWrite = await user.hasGroup("sales_technology.group_reach_own");
            await this.load(this.props.record);
        });
        onWillUpdateProps(async (nextProps) => {
            if (nextProps.record.resId !== this.props.record.resId) {
                await this.load(nextProps.record);
            }
        });
    }

    /** Read when the page is opened, so that opening the client costs nothing for it. */
    async load(record) {
        if (record.resId) {
            Object.assign(this.state, await this.orm.call(record.resModel, "get_documents", [[record.resId]]));
        }
    }

    get rows() {
        return this.state.rows;
    }

    get mayAdd() {
        return this.mayWrite && this.props.record.resModel === "crm.lead" && this.props.record.resId;
    }

    get kinds() {
        if (this.state.ladder === "partner") {
            return [
                { model: "salestech.proposal", kind: "partner_terms", label: _t("Terms of partnership") },
                { model: "salestech.contract", kind: "partner_agreement", label: _t("Partner agreement") },
            ];
        }
        return [
            { model: "salestech.proposal", kind: "commercial", label: _t("Commercial proposal") },
            { model: "salestech.proposal", kind: "technical", label: _t("Technical proposal") },
            { model: "salestech.pilot", kind: null, label: _t("Pilot") },
            { model: "salestech.tender", kind: null, label: _t("Tender") },
            { model: "salestech.contract", kind: "contract", label: _t("Contract") },
            { model: "salestech.contract", kind: "guarantee_letter", label: _t("Guarantee letter") },
        ];
    }

    badge(row) {
        return `badge rounded-pill text-bg-${row.past ? "light" : BADGES[row.state] || "secondary"}`;
    }

    open(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    async add(kind) {
        const record = this.props.record;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call("crm.lead", "action_new_document", [[record.resId], kind.model, kind.kind]);
        await this.action.doAction(action);
    }
}

registry.category("view_widgets").add("salestech_documents", { component: DealDocuments });
