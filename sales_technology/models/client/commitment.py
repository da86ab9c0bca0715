from odoo import api, fields, models

SEVERITIES = [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Critical")]


class SalestechCommitment(models.Model):
    """How soon we react to and resolve a claim or a situation of a severity, in working hours. Data: tuned by the
    administrator. What was promised stays: a change here holds for what comes in from now on."""

    _name = "salestech.commitment"
    _description = "Service Commitment"
    _inherit = ["salestech.amount.guard"]
    _order = "kind, severity desc, company_id, id"

    kind = fields.Selection(selection="_selection_kind", string="For", required=True, default="salestech.claim")
    severity = fields.Selection(SEVERITIES, required=True, default="1")
    reaction_hours = fields.Float(string="React within", required=True, default=8, help="Working hours.")
    resolution_hours = fields.Float(string="Resolve within", required=True, default=40, help="Working hours.")
    company_id = fields.Many2one("res.company", help="Empty: of all companies that have no row of their own.")

    _hours_in_order = models.Constraint(
        "CHECK (reaction_hours > 0 AND resolution_hours >= reaction_hours AND resolution_hours <= 2000)",
        "We react within more than 0 hours, and resolve no sooner than we react and within 2000 hours.",
    )
    _severity_uniq = models.UniqueIndex(
        "(kind, severity, COALESCE(company_id, 0))", "There is a commitment for this severity already. Change that one."
    )

    @api.model
    def _selection_kind(self):
        return [(name, self.env["ir.model"]._get(name).name) for name in ("salestech.claim", "salestech.incident")]

    @api.depends("kind", "severity")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._selection_kind())
        severities = dict(self._fields["severity"]._description_selection(self.env))
        for row in self:
            row.display_name = f"{kinds.get(row.kind, '')}: {severities.get(row.severity, '')}"

    @api.model
    def _promised(self, kind, company):
        """Return {severity: (hours to react, hours to resolve)} that holds in this company."""
        # sudo: what is promised holds for everybody, whoever enters the claim
        rows = self.sudo().search([("kind", "=", kind), ("company_id", "in", [False, company.id])])
        # the company's own rows come last and win
        rows = rows.sorted(lambda row: bool(row.company_id))
        return {row.severity: (row.reaction_hours, row.resolution_hours) for row in rows}
