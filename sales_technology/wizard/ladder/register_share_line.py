from odoo import fields, models


class SalestechRegisterShareLine(models.TransientModel):
    """One manager in the sharing out, with load and room."""

    _name = "salestech.register.share.line"
    _description = "Manager in the Sharing Out"
    _order = "id"

    share_id = fields.Many2one("salestech.register.share", required=True, index=True, ondelete="cascade")
    member_id = fields.Many2one("crm.team.member", required=True, ondelete="cascade")
    user_id = fields.Many2one(related="member_id.user_id", string="Manager")
    segment_ids = fields.Many2many(related="member_id.segment_ids")
    is_taking = fields.Boolean(string="Takes part", default=True)
    open_count = fields.Integer(string="Has now", readonly=True, help="Open opportunities of the person.")
    capacity = fields.Integer(help="How many the person can have in work at once.")
    new_count = fields.Integer(string="Gets", readonly=True)
