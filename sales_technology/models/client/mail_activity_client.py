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
        leads = self.env["crm.lead"].browse(self.filtered(lambda a: a.res_model == "crm.lead").mapped("res_id"))
        partners = self.env["res.partner"].browse(
            self.filtered(lambda a: a.res_model == "res.partner").mapped("res_id")
        )
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if leads or partners:
            # sudo: that a client was touched is noted, whoever finished his own activity
            leads.sudo().exists()._note_touch()
            partners.sudo().exists()._note_touch()
        return result
