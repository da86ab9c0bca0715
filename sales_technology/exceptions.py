from odoo.exceptions import UserError


class LadderRefusal(UserError):
    """A move on the ladder that is not allowed.

    The message names everything that is missing of every lead, for imports, RPC and logs;
    `context` holds the same as data, from which the web client builds its dialog with
    a button for each thing that can be mended.
    """

    def __init__(self, message, *, stage, leads):
        super().__init__(message)
        self.context = {"stage": stage, "leads": leads}
