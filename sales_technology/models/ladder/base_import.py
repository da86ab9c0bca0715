from odoo import models

from ...tools.register_rows import field_of_header
from .crm_lead_register import SALESTECH_USER


class Base_ImportImport(models.TransientModel):  # noqa: N801  core's own class is called so
    _name = "base_import.import"
    _inherit = "base_import.import"

    def _get_mapping_suggestion(self, header, fields_tree, header_types, mapping_fields):
        """Recognise the columns of Russian and English lists of organisations.

        What the user chose the last time goes first, as in core.
        """
        if self.res_model == "crm.lead" and header.lower() not in mapping_fields:
            name = field_of_header(header)
            if name and self._is_register_list() and any(field["name"] == name for field in fields_tree):
                return {"field_path": [name], "distance": 0}
        return super()._get_mapping_suggestion(header, fields_tree, header_types, mapping_fields)

    def _is_register_list(self):
        return self.env.user.has_group(SALESTECH_USER)

    def execute_import(self, fields, columns, options, dryrun=False):
        """Tell `load` how many rows went before: it names rows as the user counts them."""
        self = self.with_context(salestech_import_offset=options.get("skip") or 0)
        return super().execute_import(fields, columns, options, dryrun=dryrun)
