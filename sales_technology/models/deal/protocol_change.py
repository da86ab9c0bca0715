from odoo import fields, models
from odoo.exceptions import UserError


class SalestechProtocolChange(models.Model):
    """What the client proposes instead; accepted, it becomes the next version."""

    _name = "salestech.protocol.change"
    _description = "Change Proposed by the Client"
    _order = "id desc"
    _rec_name = "partner_id"

    protocol_id = fields.Many2one("salestech.protocol", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="protocol_id.company_id", store=True, precompute=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Proposed by", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    note = fields.Text(readonly=True)
    line_ids = fields.One2many("salestech.protocol.change.line", "change_id", readonly=True)
    state = fields.Selection(
        [("open", "Waits for us"), ("accepted", "Accepted"), ("declined", "Declined"), ("withdrawn", "Withdrawn")],
        required=True,
        default="open",
        readonly=True,
    )
    new_version_id = fields.Many2one(
        "salestech.protocol", string="New version", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _one_open_uniq = models.UniqueIndex(
        "(protocol_id, partner_id) WHERE state = 'open'", "This person's proposal waits for an answer already."
    )

    def action_accept(self):
        """Make the next version with what the client proposes, as a draft to look over and send."""
        self.ensure_one()
        self._check_may_answer()
        version = self.protocol_id._new_version(changes=self)
        self._settle("accepted", new_version_id=version.id)
        return version._action_open_form()

    def action_decline(self):
        """Leave the version as it is, and tell the client so: it can still be signed or refused."""
        self._check_may_answer()
        self._settle("declined")
        for change in self:
            change.protocol_id.message_post(
                body=self.env._("The proposed change was declined; the version stands as it was sent.")
            )
            change._tell_declined()
        return True

    def _settle(self, state, **facts):
        """Give these proposals their end; where none is left open nobody has to answer any more."""
        # sudo: nobody may write proposals; the callers checked the right to the protocol, or the client's link.
        self.sudo().write({"state": state, **facts})
        for protocol in self.protocol_id.sudo():
            if not protocol.change_ids.filtered(lambda change: change.state == "open"):
                protocol.activity_unlink(["mail.mail_activity_data_todo"])

    def _tell_declined(self):
        """Write to the person who proposed it, in that person's language."""
        self.ensure_one()
        partner = self.partner_id
        protocol = self.protocol_id.with_context(lang=partner.lang or self.env.lang)
        if partner.email_normalized:
            protocol.message_notify(
                partner_ids=partner.ids,
                subject=protocol.env._("Your proposal to protocol %s", protocol.name),
                body=protocol.env._(
                    "Thank you for your proposal. We cannot agree to it and leave protocol %s as it was sent: please"
                    " sign it or refuse it by the link that you have, or call us.",
                    protocol.name,
                ),
            )

    def _check_may_answer(self):
        self.protocol_id.check_access("write")
        self.protocol_id._require_own_process()
        self.protocol_id._lock()
        if any(change.state != "open" for change in self):
            raise UserError(self.env._("This proposal was answered already. Reload the page to see how."))
