from odoo import api, fields, models
from odoo.exceptions import UserError


class SalestechCaseConfirm(models.TransientModel):
    """Records who of the client confirmed that a claim or a situation is put right."""

    _name = "salestech.case.confirm"
    _description = "Client's Confirmation"

    res_model = fields.Char(required=True, export_string_translation=False)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, export_string_translation=False)
    partner_id = fields.Many2one("res.partner", compute="_compute_partner_id", export_string_translation=False)
    confirmed_by_id = fields.Many2one(
        "res.partner",
        string="Confirmed by",
        compute="_compute_confirmed_by_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('commercial_partner_id', '=', partner_id)]",
    )
    date = fields.Date(string="On", required=True, default=fields.Date.context_today)
    note = fields.Char(string="What the client said")

    @api.depends("res_model", "res_id")
    def _compute_partner_id(self):
        for wizard in self:
            case = wizard._case()
            wizard.partner_id = case and case.partner_id

    @api.depends("res_model", "res_id")
    def _compute_confirmed_by_id(self):
        for wizard in self:
            case = wizard._case()
            wizard.confirmed_by_id = wizard.confirmed_by_id or (case and (case.contact_id or case.partner_id))

    def _case(self):
        if self.res_model not in ("salestech.claim", "salestech.incident"):
            return None
        return self.env[self.res_model].browse(self.res_id).exists()

    def action_apply(self):
        """Confirm it."""
        self.ensure_one()
        case = self._case()
        if not case:
            raise UserError(self.env._("It is gone. Open the list again."))
        case._require_work()
        case._confirm(self.confirmed_by_id, self.date, (self.note or "").strip())
        return {"type": "ir.actions.act_window_close"}
