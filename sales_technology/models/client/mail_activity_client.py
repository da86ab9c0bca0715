from odoo import fields, models


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
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        # core writes a message to each record that is still there: those need not be asked for again
        # sudo: that a client was touched is noted, whoever finished his own activity
        for model, messages in result[0].sudo().grouped("model").items():
            if model in ("crm.lead", "res.partner"):
                self.env[model].sudo().browse(messages.mapped("res_id"))._note_touch()
        return result
