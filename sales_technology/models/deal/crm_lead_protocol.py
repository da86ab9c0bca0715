from odoo import api, fields, models

from ...tools.seal import Seal

ROLE = "sales_technology.group_salestech_user"


class CrmLead(models.Model):
    """Protocols, development plan and consent of a client (process 2.1.8)."""

    _inherit = "crm.lead"

    protocol_ids = fields.One2many("salestech.protocol", "lead_id", groups=ROLE)
    protocol_item_ids = fields.One2many("salestech.protocol.item", "lead_id", string="Agreed items", groups=ROLE)
    consent_ids = fields.One2many("salestech.consent", "lead_id", string="Consents", groups=ROLE)
    plan_item_count = fields.Integer(string="Items of the plan", compute="_compute_plan_progress", groups=ROLE)
    plan_done_count = fields.Integer(string="Items done", compute="_compute_plan_progress", groups=ROLE)
    plan_progress = fields.Float(string="Plan carried out", compute="_compute_plan_progress", groups=ROLE)

    @api.depends("protocol_item_ids.state")
    def _compute_plan_progress(self):
        progress = self.env["salestech.protocol.item"]._plan_progress("lead_id", self.ids)
        for lead in self:
            lead.plan_done_count, lead.plan_item_count = progress.get(lead.id, (0, 0))
            lead.plan_progress = 100 * lead.plan_done_count / lead.plan_item_count if lead.plan_item_count else 0

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_make_protocol(self):
        """Open the protocol being written, or a new one with everything known filled in."""
        self.ensure_one()
        self.check_access("write")
        self._require_process("2.1.8")
        protocol = self.protocol_ids.filtered(lambda p: p.state == "draft")[:1]
        if not protocol:
            held = self.calendar_event_ids.filtered(lambda e: e.meeting_state == "held" and not e.protocol_ids)
            meeting = held.sorted("start")[-1:]
            vals = meeting._prepare_protocol() if meeting else self._prepare_protocol()
            protocol = self.env["salestech.protocol"].create(vals)
        return protocol._action_open_form()

    def action_open_plan(self):
        """Open the development plan of this client."""
        self.ensure_one()
        self.check_access("read")
        self.env["salestech.protocol.item"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.salestech_protocol_item_action")
        return {
            **action,
            "domain": [("lead_id", "=", self.id), ("state", "in", ["open", "done", "cancelled"])],
            "context": {},
        }

    def action_record_consent(self):
        """Record that the client consents to work together."""
        self.ensure_one()
        self.check_access("write")
        self._require_process("2.1.8")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("The Client's Consent"),
            "res_model": "salestech.consent",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_lead_id": self.id,
                "default_partner_id": (self.decision_maker_id or self.partner_id).id,
                "dialog_size": "medium",
            },
        }

    def _mend_protocol(self, gate):
        """Open the protocol that waits to be sent or signed, or make one."""
        waiting = self.protocol_ids.filtered(lambda p: p.state in ("sent", "agreed", "signed_us"))[:1]
        return waiting._action_open_form() if waiting else self.action_make_protocol()

    def _mend_plan(self, gate):
        return self.action_open_plan()

    def _mend_consent(self, gate):
        return self.action_record_consent()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _prepare_protocol(self):
        """Return the values of a protocol with this client: parties, needs, risks, a first item for each need."""
        needs = self.need_ids.filtered(lambda n: n.kind == "need")
        risks = self.need_ids.filtered(lambda n: n.kind == "risk")
        user = self.user_id or self.env.user
        return {
            "lead_id": self.id,
            "user_id": user.id,
            "title": self.env._("Agreements with %s", self.partner_name or self.partner_id.name or self.name),
            "our_participant_ids": [fields.Command.set(user.partner_id.ids)],
            "client_participant_ids": [fields.Command.set(self.decision_maker_id.ids)],
            "signer_ids": [fields.Command.set(self.decision_maker_id.ids)],
            "needs": "\n".join(f"• {need.name}" for need in needs) or False,
            "risks": "\n".join(f"• {risk.name}" for risk in risks) or False,
            "item_ids": [
                fields.Command.create(
                    {"name": need.name, "side": "ours", "user_id": user.id, "sequence": 10 * position}
                )
                for position, need in enumerate(needs, 1)
            ],
        }

    def _merge_dependences(self, opportunities):
        super()._merge_dependences(opportunities)
        # sudo and seal: core merges what the user may see and deletes the rest; documents follow the client.
        others = opportunities.sudo()
        Seal.on(others.protocol_ids).write({"lead_id": self.id})
        others.consent_ids.write({"lead_id": self.id})
