from odoo import models

from .proposal_send import MAIL_TEMPLATE


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail_comment(self, res_ids):
        """An e-mail with a proposal in it that goes to somebody makes the proposal *sent*.

        No context says so: it is the e-mail itself, from the proposal's own template, with recipients.
        """
        messages = super()._action_send_mail_comment(res_ids)
        template = self.env.ref(MAIL_TEMPLATE, raise_if_not_found=False)
        if self.model == "salestech.proposal" and template and self.template_id == template:
            for message in messages.filtered("partner_ids"):
                proposal = self.env["salestech.proposal"].browse(message.res_id)
                if proposal.state == "prepared":
                    proposal._mark_sent("email", message)
        return messages
