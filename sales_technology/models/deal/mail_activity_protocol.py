from odoo import models


class MailActivity(models.Model):
    """A task of the development plan that is done in the list of activities is done in the plan too."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        tasks = self.filtered(lambda a: a.res_model == "salestech.protocol.item" and a.active)
        todo = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False) if tasks else None
        tasks = tasks.filtered(lambda a: a.activity_type_id == todo)
        items = self.env["salestech.protocol.item"].browse(tasks.mapped("res_id")).filtered(lambda i: i.state == "open")
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if items:
            items._close("done", feedback or self.env._("Done"))
        return result
