from odoo import fields, models

TOUCHED = ("crm.lead", "res.partner")


class MailActivity(models.Model):
    """What is finished with a client is a touch of the client."""

    _inherit = "mail.activity"

    key_role_id = fields.Many2one(
        "salestech.key.role",
        string="Key role to fill",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        export_string_translation=False,
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        # Taken down before: asking the messages, which are just saved, would cost a query for each activity.
        touched = {model: self.filtered(lambda a, m=model: a.res_model == m).mapped("res_id") for model in TOUCHED}
        documented = len(self.filtered("res_model"))
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        for model, ids in touched.items():
            if not any(ids):
                continue
            # sudo: that a client was touched is noted, whoever finished his own activity
            records = self.env[model].sudo().browse(filter(None, ids))
            # core writes a message to each record that is still there
            (records if len(result[0]) == documented else records.exists())._note_touch()
        return result
