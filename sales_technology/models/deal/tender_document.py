from odoo import fields, models


class SalestechTenderDocument(models.Model):
    _name = "salestech.tender.document"
    _description = "Document Asked for in a Tender"
    _inherit = ["salestech.document.part"]
    _order = "tender_id, sequence, id"

    _document_field = "tender_id"
    _salestech_document = True

    tender_id = fields.Many2one("salestech.tender", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="tender_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Document", required=True)
    is_required = fields.Boolean(string="Must be there", default=True)
    user_id = fields.Many2one("res.users", string="Who prepares it", domain="[('share', '=', False)]")
    date_deadline = fields.Date(string="Until")
    is_done = fields.Boolean(string="Ready", copy=False)
    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    note = fields.Char()
