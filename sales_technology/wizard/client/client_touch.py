from odoo import api, fields, models
from odoo.exceptions import UserError

TYPES = {
    "call": "mail.mail_activity_data_call",
    "meeting": "mail.mail_activity_data_meeting",
    "letter": "mail.mail_activity_data_email",
}


class SalestechClientTouch(models.TransientModel):
    """Records a touch of a current client that has taken place: whom, how, one line; then what is next."""

    _name = "salestech.client.touch"
    _description = "Log a Touch of a Client"

    partner_id = fields.Many2one("res.partner", string="Client", required=True, ondelete="cascade")
    kind = fields.Selection(
        [("call", "Call"), ("meeting", "Meeting"), ("letter", "Letter")], string="How", required=True, default="call"
    )
    contact_id = fields.Many2one(
        "res.partner", string="With whom", domain="[('id', 'child_of', partner_id), ('is_company', '=', False)]"
    )
    note = fields.Char(string="In one line")
    next_date = fields.Date(string="Next touch on", compute="_compute_next_date", store=True, readonly=False)
    next_summary = fields.Char(string="What for")

    @api.depends("partner_id")
    def _compute_next_date(self):
        """A working day after which the client would be due again."""
        company = self.env.company
        today = company._local_day(fields.Datetime.now())
        for wizard in self:
            days = wizard.partner_id.commercial_partner_id.segment_id.touch_days or company.sudo().salestech_touch_days
            target = fields.Date.add(today, days=max(days - 1, 1))
            wizard.next_date = company._working_day_after(target, 0)

    def action_save(self):
        """Record the touch, and plan the next one where a day is given."""
        self.ensure_one()
        partner = self.partner_id
        partner.check_access("read")
        if self.contact_id and self.contact_id.commercial_partner_id != partner.commercial_partner_id:
            raise UserError(
                self.env._(
                    "“%(person)s” does not work at “%(client)s”. Choose one of its people.",
                    person=self.contact_id.name,
                    client=partner.commercial_partner_id.name,
                )
            )
        today = self.env.company._local_day(fields.Datetime.now())
        if self.next_date and self.next_date < today:
            raise UserError(self.env._("The next touch cannot be planned for a day that has passed."))
        who = self.contact_id or partner
        activity = who.activity_schedule(TYPES[self.kind], date_deadline=today, summary=self.note or False)
        activity._action_done(feedback=self.note or False)
        if self.next_date:
            partner.activity_schedule(
                "mail.mail_activity_data_call", date_deadline=self.next_date, summary=self.next_summary or False
            )
        return {"type": "ir.actions.act_window_close"}
