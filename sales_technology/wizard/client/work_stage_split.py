from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_amount

from ...tools.split_amount import split_amount

MOST = 60
STEPS = {"week": {"weeks": 1}, "month": {"months": 1}, "quarter": {"months": 3}}


class SalestechWorkStageSplit(models.TransientModel):
    """Splits what is still to be staged of a contract into equal stages at equal distances."""

    _name = "salestech.work.stage.split"
    _description = "Split of a Contract into Stages"

    contract_id = fields.Many2one("salestech.contract", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    amount = fields.Monetary(related="contract_id.work_stage_left", string="Still to be staged")
    count = fields.Integer(string="Stages", default=3, required=True)
    date_first = fields.Date(
        string="First one due by",
        required=True,
        compute="_compute_date_first",
        store=True,
        readonly=False,
        precompute=True,
    )
    every = fields.Selection(
        [("week", "Week"), ("month", "Month"), ("quarter", "Quarter")],
        string="One each",
        default="month",
        required=True,
    )
    preview = fields.Char(compute="_compute_preview")

    @api.depends("contract_id")
    def _compute_date_first(self):
        for wizard in self:
            start = max(filter(None, (wizard.contract_id.date_from, fields.Date.context_today(wizard))))
            wizard.date_first = start + relativedelta(months=1)

    @api.depends("count", "contract_id")
    def _compute_preview(self):
        for wizard in self:
            if not wizard.contract_id or not 1 <= wizard.count <= MOST:
                wizard.preview = False
                continue
            parts = wizard._parts()
            wizard.preview = self.env._(
                "%(count)s stages of %(amount)s",
                count=wizard.count,
                amount=format_amount(self.env, parts[-1], wizard.currency_id),
            )

    def action_split(self):
        """Make the stages."""
        self.ensure_one()
        self.contract_id.action_split_stages()  # whoever may open this, and where there is something to split
        if not 1 <= self.count <= MOST:
            raise ValidationError(self.env._("A contract is split into 1 to %s stages.", MOST))
        last = max([10, *self.contract_id.work_stage_ids.mapped("sequence")])
        self.env["salestech.work.stage"].create(
            [
                {
                    "contract_id": self.contract_id.id,
                    "name": self.env._("Stage %(number)s of %(count)s", number=number + 1, count=self.count),
                    "sequence": last + number,
                    "amount": amount,
                    "date_deadline": self._day(number),
                }
                for number, amount in enumerate(self._parts())
            ]
        )
        return {"type": "ir.actions.act_window_close"}

    def _parts(self):
        return split_amount(self.amount, self.count, self.currency_id.rounding or 0.01)

    def _day(self, number):
        # from the first day each time: the 31st stays the month's last day and does not slide to the 28th
        return self.date_first + relativedelta(**{unit: n * number for unit, n in STEPS[self.every].items()})
