import hashlib

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.seal import Seal

# Files of these fields are frozen: written once by the flow, never again by anybody.
FROZEN = {
    "salestech.protocol": frozenset({"pdf", "signed_pdf"}),
    "salestech.protocol.signature": frozenset({"signature", "scan"}),
}
OPENING = frozenset({"public", "access_token"})


class IrAttachment(models.Model):
    """Keeps the frozen PDFs, signatures and scans as they are, and every file of a protocol from the public."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        if any(self._names_protocol(vals) for vals in vals_list) and not Seal.held(self.env.context):
            self._refuse_frozen_create(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if not Seal.held(self.env.context):
            self._refuse_frozen_write(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_not_frozen(self):
        if not Seal.held(self.env.context) and self._of_protocols(frozen=True):
            self._raise_frozen()

    @api.model
    def _names_protocol(self, vals):
        return (vals.get("res_model") or self.env.context.get("default_res_model")) in FROZEN

    def _refuse_frozen_create(self, vals_list):
        context = self.env.context
        for vals in vals_list:
            if self._names_protocol(vals):
                model = vals.get("res_model") or context.get("default_res_model")
                if (vals.get("res_field") or context.get("default_res_field")) in FROZEN[model]:
                    self._raise_frozen()
                if any(vals.get(name) or context.get(f"default_{name}") for name in OPENING):
                    self._raise_opening()

    def _refuse_frozen_write(self, vals):
        files = self._of_protocols()
        if (files or self._names_protocol(vals)) and any(vals.get(name) for name in OPENING):
            self._raise_opening()
        if vals.get("res_field") and vals.get("res_model") in FROZEN:
            self._raise_frozen()
        if files and vals.get("res_field") and any(vals["res_field"] in FROZEN[file.res_model] for file in files):
            self._raise_frozen()
        frozen = files._of_protocols(frozen=True)
        if frozen and not frozen._is_same_content(vals):
            self._raise_frozen()

    def _of_protocols(self, frozen=False):
        """Return those of these files that belong to a protocol or a signature; the frozen ones of them only."""
        # sudo: whose files they are does not depend on who may read them.
        return self.filtered(
            lambda a: (
                (file := a.sudo()).res_model in FROZEN and (not frozen or file.res_field in FROZEN[file.res_model])
            )
        )

    def _is_same_content(self, vals):
        """Tell whether vals leave the file as it is.

        Moving files to another storage writes what is there already; the chatter keeps a small picture of
        a PDF's first page beside the file.
        """
        if vals.keys() == {"thumbnail"}:
            return True
        if not vals or vals.keys() - {"raw", "mimetype"}:
            return False
        checksum = hashlib.sha1(vals.get("raw") or b"").hexdigest()  # noqa: S324  Odoo's own checksum of files
        return all(
            file.checksum == checksum and vals.get("mimetype", file.mimetype) == file.mimetype for file in self.sudo()
        )

    def _raise_frozen(self):
        raise UserError(
            self.env._("This file belongs to a protocol that was sent or signed and cannot be changed or deleted.")
        )

    def _raise_opening(self):
        raise UserError(self.env._("A file of a protocol cannot be made public."))
