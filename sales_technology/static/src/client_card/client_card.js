import { Component, onWillStart, onWillUpdateProps, status, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const TONES = { good: "text-success", warn: "text-warning-emphasis", bad: "text-danger" };
const ICONS = { good: "fa-check-circle", warn: "fa-exclamation-circle", bad: "fa-exclamation-triangle" };

/** What we have with an organisation on one screen: tiles, amounts by year, the key people and who is missing. */
export class ClientCard extends Component {
    static template = "sales_technology.ClientCard";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ card: null });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps(async (nextProps) => {
            if (nextProps.record.resId !== this.props.record.resId) {
                await this.load(nextProps.record.resId);
            }
        });
    }

    /** Read when the page is shown, so that other forms of contacts pay nothing for it. */
    async load(resId) {
        this.state.card = resId ? await this.orm.call("res.partner", "get_client_card", [[resId]]) : null;
    }

    get gaps() {
        return this.state.card.people.filter((role) => !role.covered).length;
    }

    tone(tile) {
        return TONES[tile.tone] || "";
    }

    icon(tile) {
        return ICONS[tile.tone];
    }

    /** Call a method of the organisation and do what it answers; what it changed is shown. */
    async call(method) {
        const record = this.props.record;
        if (!(await record.save())) {
            return;
        }
        const resId = record.resId;
        const action = await this.orm.call("res.partner", method, [[resId]]);
        await this.action.doAction(action, { onClose: () => this.refresh(resId) });
        if (action.type === "ir.actions.client") {
            await this.refresh(resId);
        }
    }

    /** Show what was changed, unless the user has gone on to another screen. */
    async refresh(resId) {
        if (status(this) !== "destroyed") {
            await this.load(resId);
        }
        if (status(this) !== "destroyed") {
            await this.props.record.load();
        }
    }

    openPerson(person) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: person.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("salestech_client_card", { component: ClientCard });
