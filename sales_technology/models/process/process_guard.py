from odoo import models
from odoo.exceptions import AccessError


class SalestechProcessGuard(models.AbstractModel):
    """What a model inherits to hold its processes by the access matrix.

    The checks live in the model layer, so RPC, import and mail cannot go around them:
    ``self._require_process('2.1.3')`` at the head of what only process 2.1.3 may do.
    Superuser mode passes, as with every access right of Odoo: whoever calls `sudo()` has
    checked before. Neither method can be called by RPC.
    """

    _name = "salestech.process.guard"
    _description = "Guard of processes"
    _inherit = ["salestech.computed.guard"]

    def _may_process(self, code):
        """Whether the current user may carry out the process with this code.

        No query once the caches are warm. An unknown code is a programmer's mistake, not
        a refusal: ValueError.
        """
        group_id = self.env["salestech.process"]._get_group_id(code)
        return self.env.su or group_id in self.env.user._get_group_ids()

    def _require_process(self, code):
        """Raise AccessError, naming the process, unless `_may_process(code)`."""
        if self._may_process(code):
            return
        raise AccessError(
            self.env._(
                "Your role does not include %(process)s. Ask the administrator of the sales technology"
                " to tick it for your role in the access matrix.",
                process=self.env["salestech.process"]._get_by_code(code).display_name,
            )
        )
