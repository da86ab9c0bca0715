import { Component, markup, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What is done and what is missing on the present step, each missing thing with the button that mends it. */
export class LadderChecklist extends Component {
    static template = "sales_technology.LadderChecklist";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ script: false });
    }

    get step() {
        return this.props.record.data[this.props.name];
    }

    get script() {
        // Cleaned by the server: crm.stage.script is a sanitised Html field.
        return markup(this.step.script);
    }

    get missing() {
        return this.step.items.filter((item) => !item.done).length;
    }

    async goOn() {
        await this.move(() => this.orm.call("crm.lead", "action_ladder_next", [[this.props.record.resId]]));
    }

    async goTo(step) {
        if (step.state !== "here") {
            await this.move(() => this.orm.write("crm.lead", [this.props.record.resId], { stage_id: step.id }));
        }
    }

    async move(call) {
        if (await this.props.record.save()) {
            await call();
            await this.props.record.load();
        }
    }

    async mend(item) {
        const record = this.props.record;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call("crm.lead", "action_mend_gate", [[record.resId], item.id]);
        if (action) {
            await this.action.doAction(action, { onClose: () => record.load() });
        }
    }
}

registry.category("fields").add("salestech_ladder_checklist", {
    component: LadderChecklist,
    supportedTypes: ["json"],
});
