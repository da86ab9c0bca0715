from odoo import api, fields, models


class SalestechProtocolItem(models.Model):
    """What was agreed in a meeting of ours; whoever writes it down in the meeting begins its minutes by that."""

    _inherit = "salestech.protocol.item"

    meeting_id = fields.Many2one(related="protocol_id.meeting_id", store=True, precompute=True, index="btree_not_null")

    @api.model_create_multi
    def create(self, vals_list):
        wanted = {vals.get("meeting_id") for vals in vals_list if not vals.get("protocol_id")} - {None, False}
        minutes = {m.id: m._minutes().id for m in self.env["salestech.meeting"].browse(wanted).exists()}
        return super().create(
            [
                {
                    **{name: value for name, value in vals.items() if name != "meeting_id"},
                    **({"protocol_id": minutes[vals["meeting_id"]]} if vals.get("meeting_id") in minutes else {}),
                }
                if "meeting_id" in vals
                else vals
                for vals in vals_list
            ]
        )
