from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """Files of documents are never open to the world, and never larger than the company allows."""

    _inherit = "ir.attachment"

    @api.constrains("public", "access_token", "res_model", "file_size")
    def _check_document_file(self):
        ours = self.filtered(lambda file: getattr(self.env.registry.get(file.res_model), "_salestech_document", False))
        for file in ours:
            if file.public or (file.access_token and not self.env.su):
                raise UserError(self.env._("A file of a client's document cannot be opened to everybody."))
            company = self.env[file.res_model].sudo().browse(file.res_id).company_id or self.env.company
            company._refuse_large_file(file.file_size, file.name)
