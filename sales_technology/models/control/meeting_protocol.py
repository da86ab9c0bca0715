from odoo import api, fields, models

from .meeting_kind import KINDS


class SalestechProtocol(models.Model):
    """Minutes of a meeting of ours are internal protocols; the process is that of the meeting."""

    _inherit = "salestech.protocol"

    meeting_id = fields.Many2one(
        "salestech.meeting", string="Of the meeting", index="btree_not_null", ondelete="restrict", copy=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        protocols = super().create(vals_list)
        protocols.meeting_id._require_minutes()
        return protocols

    def write(self, vals):
        result = super().write(vals)
        if vals.get("meeting_id"):
            self.meeting_id._require_minutes()
        return result

    def _process_code(self):
        return KINDS[self.meeting_id.kind].process if self.meeting_id else super()._process_code()

    def _new_version(self, changes=None):
        version = super()._new_version(changes)
        if self.meeting_id:
            version._sealed().meeting_id = self.meeting_id
        return version
