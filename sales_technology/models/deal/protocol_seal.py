from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...tools.seal import Seal

# What only the methods of the flow write: never by hand, by import or by RPC, whoever asks.
SEALED = {
    "state": "draft",
    "name": "/",
    "version": 1,
    "previous_id": False,
    "date_sent": False,
    "date_agreed": False,
    "agreed_by_id": False,
    "agreed_how": False,
    "date_signed": False,
    "content": False,
    "content_hash": False,
    "pdf": False,
    "pdf_hash": False,
    "signed_pdf": False,
    "signed_pdf_hash": False,
    "integrity_error": False,
    "date_verified": False,
    "lock_version": 0,
}
# What may still change once the content is frozen: who answers for the document.
FREE = frozenset({"user_id", "team_id"})


class SalestechProtocol(models.Model):
    """Who may write what of a protocol, and when: facts never, content in a draft only."""

    _inherit = "salestech.protocol"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not Seal.held(self.env.context):
            for vals in vals_list:
                self.browse()._refuse_sealed(vals)
            vals_list = [{name: value for name, value in vals.items() if name not in SEALED} for vals in vals_list]
        # Said aloud, so that no default_* of a client's context says otherwise.
        protocols = super().create([{**SEALED, **vals} for vals in vals_list])
        protocols._require_own_process()
        protocols._check_lead_access()
        return protocols.with_env(self.env)

    def write(self, vals):
        if Seal.held(self.env.context):
            return super().write(vals)
        self._refuse_sealed(vals)
        vals = {name: value for name, value in vals.items() if name not in SEALED}
        self._require_own_process()
        if any(not self._is_free_field(name) for name in vals):
            self._check_draft()
        result = super().write(vals)
        if {"lead_id", "kind"} & vals.keys():
            self._require_own_process()
            self._check_lead_access()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        self._require_own_process()
        if any(protocol.state != "draft" or protocol.content_hash for protocol in self):
            raise UserError(
                self.env._("Only drafts can be deleted. A protocol that was sent stays in the client's history.")
            )

    def copy_data(self, default=None):
        return [
            {**vals, "title": self.env._("%s (copy)", protocol.title) if protocol.title else False}
            for protocol, vals in zip(self, super().copy_data(default=default), strict=True)
        ]

    def _refuse_sealed(self, vals):
        # web_save and import hand untouched fields along: what says nothing new is no attempt.
        given = [name for name in SEALED.keys() & vals.keys() if self._differs(name, vals[name])]
        if given:
            names = ", ".join(sorted(self._fields[name]._description_string(self.env) for name in given))
            raise AccessError(
                self.env._(
                    "%s: this is written by the steps of the protocol (send, agree, sign), never by hand.", names
                )
            )

    def _differs(self, name, value):
        field = self._fields[name]
        if not self or field.type == "binary":
            return bool(value) and value != SEALED[name]
        return any(field.convert_to_write(protocol[name], protocol) != value for protocol in self)

    @api.model
    def _is_free_field(self, name):
        return name in FREE or name.startswith(("message_", "activity_"))

    def _check_draft(self):
        for protocol in self:
            if protocol.state != "draft":
                raise UserError(
                    self.env._(
                        "“%s” was sent and cannot be changed any more. Make a new version.", protocol.display_name
                    )
                )

    def _require_own_process(self):
        for code in {protocol._process_code() for protocol in self}:
            self._require_process(code)

    def _process_code(self):
        """Return the process that carries this document out."""
        return "2.1.8" if self.kind == "client" else "3.1"

    def _check_lead_access(self):
        """Who may only read a client, or not even that, makes no protocol with him."""
        if not self.env.su:
            self.lead_id.check_access("write")
            self.partner_id.check_access("read")

    def _sealed(self):
        """Return these records as only the steps of the flow may write them; never handed out."""
        return Seal.on(self)

    def _lock(self):
        """Make sure that nobody decides at the same time, and that what is read next is the newest state."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE salestech_protocol SET lock_version = lock_version + 1 WHERE id = ANY(%s)", [list(self.ids)]
        )
        self.env.invalidate_all()
