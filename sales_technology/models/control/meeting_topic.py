from odoo import fields, models
from odoo.exceptions import UserError


class SalestechMeetingTopic(models.Model):
    """What a meeting has to speak about: what is overdue, and what was promised the last time, with its state."""

    _name = "salestech.meeting.topic"
    _description = "Topic of a Meeting"
    _inherit = ["salestech.history.mixin"]
    _order = "meeting_id, kind desc, is_done, date_deadline, id"

    meeting_id = fields.Many2one("salestech.meeting", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="meeting_id.company_id", store=True, precompute=True, index=True)
    kind = fields.Selection([("promise", "Promised last time"), ("overdue", "Overdue")], required=True)
    user_id = fields.Many2one("res.users", string="Whose", index="btree_not_null")
    name = fields.Char(string="What", required=True)
    date_deadline = fields.Date(string="Until")
    is_done = fields.Boolean(string="Done")
    result = fields.Char()
    res_model = fields.Char(export_string_translation=False)
    res_id = fields.Many2oneReference(model_field="res_model", export_string_translation=False)

    def action_open_record(self):
        """Open what is spoken about, for whoever may see it."""
        self.ensure_one()
        self.check_access("read")
        record = self.env[self.res_model].browse(self.res_id).exists() if self.res_model in self.env else None
        if not record:
            raise UserError(self.env._("“%s” is gone by now.", self.name))
        record.check_access("read")
        return record._get_records_action()
