from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.client_input import UnfitInput, clean_line, clean_signature


class SalestechProtocolSign(models.TransientModel):
    _name = "salestech.protocol.sign"
    _description = "Sign a Protocol for Us"

    protocol_id = fields.Many2one("salestech.protocol", required=True, readonly=True, ondelete="cascade")
    signer_name = fields.Char(string="Name", required=True, default=lambda self: self.env.user.name)
    method = fields.Selection([("drawn", "Draw"), ("typed", "Type")], required=True, default="drawn")
    signature = fields.Binary(attachment=False)

    def action_sign(self):
        """Put our signature under the protocol."""
        self.ensure_one()
        drawn = self.method == "drawn"
        self.protocol_id._sign_for_us(
            {
                "decision": "signed",
                "method": self.method,
                "signer_name": self._cleaned(clean_line, self.signer_name, 128, True),
                "signature": self._cleaned(clean_signature, self._signature_text()) if drawn else False,
            }
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _signature_text(self):
        data = self.with_context(bin_size=False).signature or b""
        return data.decode("ascii", "replace") if isinstance(data, bytes) else data

    def _cleaned(self, clean, *args):
        try:
            return clean(*args)
        except UnfitInput as error:
            raise UserError(
                self.env._("Draw your signature in the field, or choose to type it.")
                if clean is clean_signature
                else self.env._("Enter your name as it is to stand under the protocol.")
            ) from error
