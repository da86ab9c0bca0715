from odoo import api, models
from odoo.exceptions import AccessError, UserError


class SalestechDocumentMixin(models.AbstractModel):
    """Who may write what of a document, and when: facts by action methods alone, content until it is closed."""

    _inherit = "salestech.document.mixin"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_large_files(vals)
            if not self.env.su:
                self._refuse_given_facts(vals)
        docs = super().create(vals_list)
        if not self.env.su:
            docs._require_request()
            docs.lead_id.check_access("write")
        return docs

    def write(self, vals):
        self._refuse_large_files(vals)
        if not self.env.su and self and not self._is_mail_only(vals):
            self._refuse_facts(self._facts & vals.keys())
            self._require_edit()
            self._refuse_closed(vals)
        result = super().write(vals)
        if not self.env.su and vals.keys() & {"lead_id"}:
            self.lead_id.check_access("write")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_asked_for_only(self):
        if self.env.su:
            return
        self._require_edit()
        for doc in self:
            if doc.state != self._start_state or doc._is_numbered_for_good():
                raise UserError(
                    self.env._(
                        "“%s” was worked on and stays in the client's history. Refuse it instead.", doc.display_name
                    )
                )

    def _is_numbered_for_good(self):
        return False

    def _is_mail_only(self, vals):
        return all(name.startswith(("message_", "activity_")) for name in vals)

    def _refuse_given_facts(self, vals):
        fixed = self._facts - self._given_at_creation
        given = {name for name in fixed if vals.get(name)}
        given |= {name for name in fixed if name not in vals and self.env.context.get(f"default_{name}")}
        if "state" in given and vals.get("state", self.env.context.get("default_state")) == self._start_state:
            given.discard("state")
        self._refuse_facts(given)

    def _refuse_facts(self, names):
        if names:
            labels = [self._fields[name].get_description(self.env, ["string"])["string"] for name in sorted(names)]
            raise AccessError(
                self.env._(
                    "%s: recorded by the buttons of the document, not by hand.", ", ".join(f"“{x}”" for x in labels)
                )
            )

    def _refuse_closed(self, vals):
        if not self._content & vals.keys():
            return
        for doc in self.filtered(lambda doc: doc.state in self._closed_states):
            raise UserError(self._closed_sentence(doc))

    def _closed_sentence(self, doc):
        return self.env._(
            "“%(document)s” is %(state)s and can no longer be changed.",
            document=doc.display_name,
            state=doc._state_label(),
        )

    def _refuse_large_files(self, vals):
        for name, value in vals.items():
            field = self._fields.get(name)
            if not field or field.type != "binary" or not value:
                continue
            company = self.company_id[:1] or self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            company._refuse_large_file(len(value) * 3 // 4, vals.get(f"{name}_name"))

    def _require_own_process(self):
        for code in sorted({code for doc in self for code in doc._process_codes()}):
            self._require_process(code)

    def _require_request(self):
        for doc in self:
            codes = doc._request_codes()
            if not any(self._may_process(code) for code in codes):
                self._require_process(codes[0])

    def _require_work(self):
        """Who may not work on the documents is told so first, not what they lack."""
        self.check_access("write")
        self._require_own_process()

    def _require_edit(self):
        """Who asks for a document describes what he needs; from then on those work on it whose process it is."""
        asked = self.filtered(lambda doc: doc.state == self._start_state)
        asked._require_request()
        (self - asked)._require_own_process()
