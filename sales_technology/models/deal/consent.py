from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools.misc import format_date

PROCESS = "2.1.8"


class SalestechConsent(models.Model):
    """The client's consent to work together: who gave it, when, how. Recorded once, never rewritten."""

    _name = "salestech.consent"
    _description = "Client's Consent"
    _inherit = ["salestech.process.guard"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="lead_id.company_id", store=True, precompute=True, index="btree_not_null")
    partner_id = fields.Many2one(
        "res.partner", string="Who consented", required=True, index=True, ondelete="restrict", check_company=True
    )
    date = fields.Date(string="When", required=True, default=fields.Date.context_today)
    how = fields.Selection(
        [
            ("meeting", "In a meeting"),
            ("call", "By phone"),
            ("email", "By e-mail"),
            ("letter", "By letter"),
        ],
        required=True,
        default="meeting",
    )
    note = fields.Text(string="In the client's words")
    file = fields.Binary(attachment=True)
    file_name = fields.Char()

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        if any(consent.date > today for consent in self):
            raise ValidationError(self.env._("A consent cannot be dated in the future."))

    @api.model_create_multi
    def create(self, vals_list):
        self._require_process(PROCESS)
        consents = super().create(vals_list)
        consents.lead_id.check_access("write")
        consents.partner_id.check_access("read")
        ways = dict(self._fields["how"]._description_selection(self.env))
        for consent in consents:
            consent.lead_id.message_post(
                body=self.env._(
                    "Consent to work together: %(who)s, %(how)s, %(date)s",
                    who=consent.partner_id.name,
                    how=ways[consent.how].lower(),
                    date=format_date(self.env, consent.date),
                )
            )
        return consents

    def write(self, vals):
        if vals.keys() - {"lead_id"} or not self.env.su:
            raise AccessError(self.env._("A recorded consent is not rewritten. Record the new one beside it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_process(self):
        self._require_process(PROCESS)
        self.lead_id.check_access("write")
