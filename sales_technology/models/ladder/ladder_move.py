from odoo import api, fields, models
from odoo.exceptions import AccessError


class SalestechLadderMove(models.Model):
    """One passage of a client from step to step. Append-only: conversions and times are read from here.

    The names and numbers of the steps, the manager and the group are kept as they were, so history
    stays readable when steps are renamed or people leave.
    """

    _name = "salestech.ladder.move"
    _description = "Move on the Ladder"
    _order = "date desc, id desc"
    _rec_name = "to_name"
    # `date` and `user_id` say when and who, and nobody writes a row twice: each further column with a foreign key
    # costs a batch of moves as much as all the gates.
    _log_access = False

    lead_id = fields.Many2one("crm.lead", string="Client", required=True, index=True, ondelete="cascade", readonly=True)
    ladder_id = fields.Many2one("salestech.ladder", ondelete="set null", readonly=True)
    kind = fields.Selection(
        [
            ("enter", "Put on the ladder"),
            ("forward", "Forward"),
            ("back", "Back"),
            ("override", "Passed by override"),
            ("won", "Won"),
            ("lost", "Lost"),
            ("restored", "Restored"),
            ("adopted", "Ladder adopted"),
            ("merged", "Merged"),
            ("leave", "Left the ladder"),
        ],
        required=True,
        readonly=True,
    )
    from_stage_id = fields.Many2one("crm.stage", ondelete="set null", readonly=True)
    from_no = fields.Integer(string="From step", readonly=True)
    from_name = fields.Char(string="From", readonly=True)
    to_stage_id = fields.Many2one("crm.stage", ondelete="set null", readonly=True)
    to_no = fields.Integer(string="To step", readonly=True)
    to_name = fields.Char(string="To", readonly=True)
    reason = fields.Char(readonly=True)
    missing = fields.Text(string="Missing at the time", readonly=True, help="What an override passed over.")

    date = fields.Datetime(required=True, readonly=True)
    date_local = fields.Date(string="Day", required=True, index=True, readonly=True, help="In the company's time zone.")
    days = fields.Float(
        string="Days on the step", readonly=True, aggregator="avg", help="Time on the step that was left."
    )
    user_id = fields.Many2one("res.users", string="Moved by", ondelete="restrict", readonly=True)

    manager_id = fields.Many2one("res.users", index=True, ondelete="restrict", readonly=True)
    team_id = fields.Many2one("crm.team", string="Group", index=True, ondelete="set null", readonly=True)
    company_id = fields.Many2one("res.company", ondelete="cascade", readonly=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_superuser(self):
        # Rows go with their lead (by the database) or with the addon, never by hand.
        if not self.env.su:
            raise AccessError(self.env._("The history of steps cannot be deleted."))

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("The history of steps cannot be changed."))
        return super().write(vals)
