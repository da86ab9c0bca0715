from odoo import models


class SalestechReasonedMixin(models.AbstractModel):
    """What is done with a record only for a reason in words: one dialog asks for it, whatever the record is.

    An adopter says by `_reasoned` what needs a reason; its button checks who calls and returns `_ask_reason`.
    """

    _name = "salestech.reasoned.mixin"
    _description = "Is Decided with a Reason"

    def _reasoned(self):
        """Return {verb: (question, method)} of what needs a reason in words; the methods check all the rest."""
        return {}

    def _ask_reason(self, verb):
        """Return the action that opens the dialog which asks why, and then calls the method of `verb`."""
        self.ensure_one()
        question, _method = self._reasoned().get(verb, (self.env._("Why?"), None))
        return {
            "type": "ir.actions.act_window",
            "name": question,
            "res_model": "salestech.document.reason",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_verb": verb,
                "dialog_size": "medium",
            },
        }
