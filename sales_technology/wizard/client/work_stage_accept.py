from odoo import fields, models


class SalestechWorkStageAccept(models.TransientModel):
    """Takes the act of a work stage: number, day, scan; later the scan alone, where it came after the act."""

    _name = "salestech.work.stage.accept"
    _description = "Acceptance of a Work Stage"

    stage_id = fields.Many2one("salestech.work.stage", required=True, ondelete="cascade")
    stage_state = fields.Selection(related="stage_id.state")
    number = fields.Char(string="Act no.")
    date = fields.Date(string="Act of", default=fields.Date.context_today)
    file = fields.Binary(string="Signed act", attachment=False)
    file_name = fields.Char()

    def action_accept(self):
        """Record the act; all checks are the stage's."""
        self.ensure_one()
        file = self.with_context(bin_size=False).file
        if self.stage_id.state == "accepted":
            self.stage_id._attach_act(file, self.file_name)
        else:
            self.stage_id._accept(self.number, self.date, file, self.file_name)
        return {"type": "ir.actions.act_window_close"}
