from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalestechEvidence(models.Model):
    """A dated document that shows a result of a step: proposal sent, protocol signed, contract signed."""

    _name = "salestech.evidence"
    _description = "Evidence on the Ladder"
    _inherit = ["salestech.process.guard"]
    _order = "date desc, id desc"
    _rec_name = "type_id"

    lead_id = fields.Many2one("crm.lead", string="Client", required=True, index=True, ondelete="cascade")
    type_id = fields.Many2one(
        "salestech.evidence.type", string="Document", required=True, ondelete="restrict", index=True
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    note = fields.Char()
    needs_file = fields.Boolean(related="type_id.needs_file")
    # Not stored: a stored one would cost a query whenever any lead changes hands.
    company_id = fields.Many2one(related="lead_id.company_id")

    @api.constrains("type_id", "file")
    def _check_file(self):
        for evidence in self.with_context(bin_size=True):
            if evidence.type_id.needs_file and not evidence.file:
                raise ValidationError(self.env._("Attach the file of “%s”.", evidence.type_id.name))

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        for evidence in self:
            if evidence.date > today:
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be dated in the future. Enter the day it was really done.", evidence.type_id.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        evidence = super().create(vals_list)
        evidence._require_own_process()
        evidence.lead_id.check_access("write")  # who may only read a client adds no proof to it
        for lead, rows in evidence.grouped("lead_id").items():
            lead.message_post(
                body=self.env._("Recorded: %s", ", ".join(rows.mapped("type_id.name"))), subtype_xmlid="mail.mt_note"
            )
        return evidence

    def write(self, vals):
        self._require_own_process()
        result = super().write(vals)
        if "type_id" in vals or "lead_id" in vals:
            self._require_own_process()
            self.lead_id.check_access("write")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_may(self):
        self._require_own_process()

    def _require_own_process(self):
        for process in self.type_id.process_id:
            self._require_process(process.code)
