from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """Files of documents are never open to the world, and never larger than the company allows."""

    _inherit = "ir.attachment"

    @api.constrains("public", "res_model", "file_size")
    def _check_document_file(self):
        for file in self._of_documents():
            if file.public:
                raise UserError(self._not_for_everybody())
            company = self.env[file.res_model].sudo().browse(file.res_id).company_id or self.env.company
            company._refuse_large_file(file.file_size, file.name)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_not_in_a_document(self):
        self._refuse_behind_the_document()

    def _refuse_behind_the_document(self):
        """The file in a document's field is as open or closed as the document: it changes through it alone."""
        if not self.env.su and self._of_documents().filtered("res_field"):
            raise UserError(self.env._("This file belongs to a document. Change it on the document itself."))

    def write(self, vals):
        if vals.keys() & {"raw", "datas", "db_datas", "store_fname", "res_id", "res_model", "res_field", "name"}:
            self._refuse_behind_the_document()
        # The superuser's own letters link to files that are too large to be sent along.
        if vals.get("access_token") and not self.env.su and self._of_documents():
            raise UserError(self._not_for_everybody())
        return super().write(vals)

    def _of_documents(self):
        return self.filtered(lambda file: getattr(self.env.registry.get(file.res_model), "_salestech_document", False))

    def _not_for_everybody(self):
        return self.env._("A file of a client's document cannot be opened to everybody.")
