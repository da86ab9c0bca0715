from odoo import models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail_comment(self, res_ids):
        """A letter about payments that goes to somebody closes its reminder.

        No context says so: it is the e-mail itself, from the step's own text, with recipients.
        """
        messages = super()._action_send_mail_comment(res_ids)
        if self.model == "salestech.receivable.task":
            for message in messages.filtered("partner_ids"):
                task = self.env["salestech.receivable.task"].browse(message.res_id)
                if task.state == "open" and self.template_id and self.template_id == task.step_id.template_id:
                    task._require_open()
                    task._done(self.env._("Sent to %s", ", ".join(message.partner_ids.mapped("name"))))
        return messages
