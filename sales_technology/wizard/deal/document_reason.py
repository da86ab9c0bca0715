from odoo import api, fields, models
from odoo.exceptions import UserError


class SalestechDocumentReason(models.TransientModel):
    """Asks why, in words, and then does what the reason is for: the document's own method checks all the rest."""

    _name = "salestech.document.reason"
    _description = "Reason of a Decision on a Document"

    res_model = fields.Char(required=True, export_string_translation=False)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, export_string_translation=False)
    verb = fields.Char(required=True, default="refuse", export_string_translation=False)
    question = fields.Char(compute="_compute_question")
    reason = fields.Char(required=True)

    @api.depends("res_model", "res_id", "verb")
    def _compute_question(self):
        for wizard in self:
            document = wizard._document()
            wizard.question = document._reasoned().get(wizard.verb, ("",))[0] if document else False

    def _document(self):
        """Return the document, or nothing where the model is not one of ours."""
        registry = self.env.registry
        if not issubclass(registry.get(self.res_model, object), registry["salestech.reasoned.mixin"]):
            return None
        return self.env[self.res_model].browse(self.res_id).exists()

    def action_apply(self):
        """Do it."""
        self.ensure_one()
        document = self._document()
        if not document or self.verb not in document._reasoned():
            raise UserError(self.env._("The document is gone. Open the client again."))
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(self.env._("Write down the reason first."))
        document.check_access("write")
        _question, method = document._reasoned()[self.verb]
        method(reason)
        return {"type": "ir.actions.act_window_close"}
