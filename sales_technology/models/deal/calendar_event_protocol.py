import re

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

# Odoo writes the guests' contact details at the end of a new meeting's description.
CONTACT_DETAILS = re.compile(r"<strong>[^<]*</strong>\s*<br\s*/?>(?=.*(?:mailto:|tel:)).*", re.DOTALL)


class CalendarEvent(models.Model):
    """A held meeting leads to its protocol."""

    _inherit = "calendar.event"

    protocol_ids = fields.One2many(
        "salestech.protocol", "event_id", string="Protocols", groups="sales_technology.group_salestech_user"
    )
    protocol_count = fields.Integer(compute="_compute_protocol_count")

    def _compute_protocol_count(self):
        if not self.env["salestech.protocol"].has_access("read"):
            self.protocol_count = 0
            return
        counts = dict(
            self.env["salestech.protocol"]._read_group([("event_id", "in", self.ids)], ["event_id"], ["__count"])
        )
        for event in self:
            event.protocol_count = counts.get(event, 0)

    def action_make_protocol(self):
        """Open the protocol of a held meeting, made with everything that is known of it."""
        self.ensure_one()
        self.env["salestech.process.guard"]._require_process("2.1.8")
        self.opportunity_id.check_access("write")
        if self.meeting_state != "held":
            raise UserError(self.env._("“%s” was not held yet. Mark it as held, then make its protocol.", self.name))
        existing = self.protocol_ids.sorted("version")[-1:]
        protocol = existing or self.env["salestech.protocol"].create(self._prepare_protocol())
        return protocol._action_open_form()

    def action_open_protocols(self):
        """Open the protocols of the meeting."""
        self.ensure_one()
        self.check_access("read")
        self.env["salestech.protocol"].check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Protocols"),
            "res_model": "salestech.protocol",
            "view_mode": "list,form",
            "domain": [("event_id", "=", self.id)],
        }

    def _prepare_protocol(self):
        """Return the values of the protocol of this meeting."""
        lead = self.opportunity_id
        return {
            **lead._prepare_protocol(),
            "event_id": self.id,
            "title": self.name,
            "date": fields.Datetime.context_timestamp(self, self.start).date() if not self.allday else self.start_date,
            "place": self.location or self.videocall_location or False,
            "agenda": self._prepare_agenda(),
            **self._prepare_protocol_people(),
        }

    def _prepare_agenda(self):
        """Return the description without the addresses in it: the client reads the agenda."""
        return html2plaintext(CONTACT_DETAILS.sub("", self.description or "")).strip() or False

    def _prepare_protocol_people(self):
        # sudo: who of the guests is one of ours does not depend on who may read users.
        ours = self.partner_ids.sudo().filtered(lambda p: any(not user.share for user in p.user_ids))
        return {
            "our_participant_ids": [fields.Command.set(ours.ids)],
            "client_participant_ids": [fields.Command.set((self.partner_ids - ours).ids)],
        }
