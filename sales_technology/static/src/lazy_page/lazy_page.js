import { Component, toRaw, useState, useSubEnv } from "@odoo/owl";
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
        const { save, reload } = this.props.outer;
        useViewButtons(this.rootRef, { beforeExecuteAction: save, reload });
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
        // The name in the breadcrumb is the outer form's to give. No cache: what an action has just changed is read
        // anew, and never shown for a moment (or for good) as it was before.
        useSubEnv({ config: { ...this.env.config, cache: false, setDisplayName: () => {} } });
        this.state = useState({ reading: 0 });
        // The values are a new object each time the outer form was read or saved: then the page is read again.
        useRecordObserver((record) => {
            const values = toRaw(record.data);
            if (this.values && this.values !== values) {
                this.state.reading++;
            }
            this.values = values;
        });
        this.outer = {
            save: async () => {
                const saved = await this.props.record.save();
                // The button that is pressed stays: the page is read again after what it does, not before.
                this.values = toRaw(this.props.record.data);
                return saved;
            },
            reload: () => this.props.record.model.load(),
        };
    }

    /** The same object as long as the record is the same, so that drawing the outer form again reads nothing. */
    get viewProps() {
        const { record, view } = this.props;
        if (this.inner?.resId !== record.resId) {
            this.inner = {
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
                outer: this.outer,
            };
        }
        return this.inner;
    }
}

registry.category("view_widgets").add("salestech_lazy_page", {
    component: LazyPage,
    extractProps: ({ attrs }) => ({ view: Number(attrs.view) }),
});
