import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { standardErrorDialogProps } from "@web/core/errors/error_dialogs";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** Says why clients cannot move, with the button that mends each thing, as the checklist on the card does. */
export class LadderRefusalDialog extends Component {
    static template = "sales_technology.LadderRefusalDialog";
    static components = { Dialog };
    static props = { ...standardErrorDialogProps };

    setup() {
        this.orm = useService("orm");
        // Not by useService: the action's end is awaited when this dialog is long closed.
        this.action = this.env.services.action;
        this.stage = this.props.data.context.stage;
        this.leads = this.props.data.context.leads;
        this.title = _t("Not yet: %s", this.stage.name);
    }

    /** Only the reason is wanting: all refused clients are on their way back. */
    get isBack() {
        return this.leads.every((lead) => lead.faults.every((fault) => fault.kind === "back"));
    }

    get mayOverride() {
        return !this.isBack && this.leads.every((lead) => lead.may_override);
    }

    async mend(lead, fault) {
        const action = await this.orm.call("crm.lead", "action_mend_gate", [[lead.id], fault.gate]);
        this.props.close();
        // The screen behind shows what was mended.
        await this.action.doAction(action, { onClose: () => this.action.doAction("soft_reload") });
    }

    async openLead(lead) {
        this.props.close();
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            res_id: lead.id,
            views: [[false, "form"]],
        });
    }

    async pass(override) {
        const missing = this.leads.flatMap((lead) => lead.faults.map((fault) => (this.leads.length > 1 ? `${lead.name}: ` : "") + fault.sentence));
        this.props.close();
        await this.action.doAction("sales_technology.salestech_ladder_pass_action", {
            onClose: () => this.action.doAction("soft_reload"),
            additionalContext: {
                default_lead_ids: this.leads.map((lead) => lead.id),
                default_stage_id: this.stage.id,
                default_override: override,
                default_missing: override ? missing.join("\n") : false,
            },
        });
    }
}

registry
    .category("error_dialogs")
    .add("odoo.addons.sales_technology.exceptions.LadderRefusal", LadderRefusalDialog);
