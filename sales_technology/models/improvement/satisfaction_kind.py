from odoo import api, fields, models


class SalestechSatisfactionKind(models.Model):
    """On what occasion clients are asked how satisfied they are: after what, how soon, in which words.

    Data: the administrator switches each one on. Only what happens from that day on is asked about, so nobody is
    written to because an addon was installed.
    """

    _name = "salestech.satisfaction.kind"
    _description = "Occasion of Asking for Satisfaction"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="Where several occasions fall together, a person is asked about the first one only."
    )
    active = fields.Boolean(default=True)
    event = fields.Selection(
        [
            ("contract_signed", "A contract was signed"),
            ("pilot_ended", "A pilot ended"),
            ("stage_closed", "A work stage was closed"),
            ("claim_resolved", "A claim was resolved"),
            ("yearly", "Each year of being a client"),
        ],
        string="After what",
        required=True,
        default="contract_signed",
    )
    is_on = fields.Boolean(string="Clients are asked", help="Only about what happens from the day it is switched on.")
    date_from = fields.Date(string="Since", readonly=True, copy=False)
    question = fields.Text(required=True, translate=True, help="What the client reads above the three faces.")
    delay_days = fields.Integer(
        string="Days after", default=3, help="So many days after the event the client is asked."
    )
    wait_days = fields.Integer(
        string="At most days later",
        default=30,
        help="So long a question waits because the person was asked lately or has no e-mail; then it is dropped.",
    )
    answer_days = fields.Integer(string="Link works, days", default=30)
    template_id = fields.Many2one(
        "mail.template",
        string="E-mail",
        required=True,
        ondelete="restrict",
        domain="[('model', '=', 'salestech.satisfaction')]",
        default=lambda self: self.env.ref("sales_technology.mail_template_satisfaction", raise_if_not_found=False),
    )

    _days_range = models.Constraint(
        "CHECK (delay_days BETWEEN 0 AND 365 AND wait_days BETWEEN 1 AND 365 AND answer_days BETWEEN 1 AND 365)",
        "A client is asked 0 to 365 days after the event, and has 1 to 365 days to answer.",
    )
    _since = models.Constraint("CHECK (is_on IS NOT TRUE OR date_from IS NOT NULL)", "Asked since when?")
    _event_uniq = models.UniqueIndex(
        "(event) WHERE active IS TRUE", "There is an occasion for this event already. Change that one."
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_day(vals) for vals in vals_list])

    def write(self, vals):
        if not vals.get("is_on"):
            return super().write(vals)
        # one that is on already goes on from the day it was switched on
        fresh = self.filtered(lambda kind: not kind.is_on)
        super(SalestechSatisfactionKind, self - fresh).write(vals)
        return super(SalestechSatisfactionKind, fresh).write(self._with_day(vals))

    @api.model
    def _with_day(self, vals):
        return {**vals, "date_from": fields.Date.context_today(self)} if vals.get("is_on") else vals
