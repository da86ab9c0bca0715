from odoo import api, models


class SalestechDocumentPart(models.AbstractModel):
    """A row of a document: as open or closed as the document is, and worked on by the same process."""

    _name = "salestech.document.part"
    _description = "Part of a Document"
    _inherit = ["salestech.amount.guard"]
    _check_company_auto = True

    _document_field = ""
    # What may be written on the row after the document is closed.
    _open_after = frozenset()

    def _document(self):
        return self[self._document_field]

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_large_files(vals)
        rows = super().create(vals_list)
        rows._require_open_document()
        return rows

    def write(self, vals):
        self._refuse_large_files(vals)
        late = vals.keys() <= self._open_after
        self._require_open_document(late)
        result = super().write(vals)
        if self._document_field in vals:
            self._require_open_document(late)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_document_open(self):
        self._require_open_document()

    def _require_open_document(self, late=False):
        if self.env.su:
            return
        documents = self._document()
        documents.check_access("write")
        documents._require_edit()
        if not late:
            documents._refuse_closed(dict.fromkeys(documents._content))

    def _refuse_large_files(self, vals):
        for name, value in vals.items():
            field = self._fields.get(name)
            if field and field.type == "binary" and value:
                company = self._document().company_id[:1] or self.env.company
                company._refuse_large_file(len(value) * 3 // 4, vals.get(f"{name}_name"))
