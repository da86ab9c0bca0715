from odoo import models

TOUCH_KINDS = [("call", "Call"), ("letter", "Letter"), ("meeting", "Meeting"), ("other", "Other")]
KIND_BY_CATEGORY = {"phonecall": "call", "meeting": "meeting"}


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    def _touch_kind(self):
        """Return which kind of touch activities of this type are."""
        if self.category in KIND_BY_CATEGORY:
            return KIND_BY_CATEGORY[self.category]
        email = self.env.ref("mail.mail_activity_data_email", raise_if_not_found=False)
        return "letter" if self and (self == email or self.icon == "fa-envelope") else "other"
