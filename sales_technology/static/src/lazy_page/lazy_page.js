import { Component, onWillUpdateProps, toRaw, useState, useSubEnv } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { View } from "@web/views/view";
import { useViewButtons } from "@web/views/view_button/view_button_hook";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The form inside a page: its buttons save the form around it first, and have it read again afterwards. */
class LazyPageController extends FormController {
    static props = { ...FormController.props, outer: Object };

    setup() {
        super.setup();
        useViewButtons(this.rootRef, {
            beforeExecuteAction: () => this.props.outer.save(),
            reload: () => this.props.outer.reload(),
        });
    }
}

registry.category("views").add("salestech_lazy_page", { ...formView, Controller: LazyPageController });

/**
 * A page of a form that is read when it is opened, so that opening the form costs nothing for it.
 *
 *     <page string="History"><widget name="salestech_lazy_page" view="%(xml_id_of_a_form_of_the_same_model)d"/></page>
 *
 * That form has js_class="salestech_lazy_page" and only shows; whatever is changed in it is changed by its buttons.
 */
export class LazyPage extends Component {
    static template = "sales_technology.LazyPage";
    static components = { View };
    static props = { ...standardWidgetProps, view: Number };

    setup() {
        this.state = useState({ reading: 0 });
        // The name in the breadcrumb is the outer form's to give.
        useSubEnv({ config: { ...this.env.config, setDisplayName: () => {} } });
        onWillUpdateProps((next) => {
            if (next.record !== this.props.record) {
                this.state.reading++;
            }
        });
        // Its values are a new object each time the record was read or saved.
        let values = toRaw(this.props.record).data;
        useRecordObserver((record) => {
            if (toRaw(record.data) !== toRaw(values)) {
                values = record.data;
                this.state.reading++;
            }
        });
    }

    get viewProps() {
        const { record, view } = this.props;
        return {
            type: "form",
            viewId: view,
            views: [[view, "form"]],
            resModel: record.resModel,
            resId: record.resId,
            context: record.context,
            display: { controlPanel: false },
            readonly: true,
            preventCreate: true,
            preventEdit: true,
            className: "o_salestech_lazy_page",
            outer: { save: () => record.save(), reload: () => record.load() },
        };
    }
}

registry.category("view_widgets").add("salestech_lazy_page", {
    component: LazyPage,
    extractProps: ({ attrs }) => ({ view: Number(attrs.view) }),
});
