from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date


class SalestechRepresentationBudget(models.Model):
    """How much may go into gifts and representation in a period: for a client, for a manager, or for both.

    Each budget that an expense falls under is a ceiling, and all of them have to hold. Budgets of the same client,
    manager and period add up, so a second grant, or the merge of two clients, loses nothing.
    """

    _name = "salestech.representation.budget"
    _description = "Budget of Gifts and Representation"
    _inherit = ["mail.thread", "salestech.process.guard", "salestech.amount.guard"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, readonly=True
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('is_company', '=', True)]",
        help="Empty: whichever client.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Manager",
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Empty: whoever works with the client.",
    )
    date_from = fields.Date(
        string="Valid from",
        required=True,
        default=lambda self: fields.Date.today().replace(month=1, day=1),
        tracking=True,
    )
    date_to = fields.Date(
        string="Valid to",
        required=True,
        default=lambda self: fields.Date.today().replace(month=12, day=31),
        tracking=True,
    )
    amount = fields.Monetary(required=True, currency_field="company_currency_id", tracking=True)
    spent_amount = fields.Monetary(
        string="Approved and spent", compute="_compute_spent", currency_field="company_currency_id"
    )
    remaining_amount = fields.Monetary(string="Remains", compute="_compute_spent", currency_field="company_currency_id")
    note = fields.Char()

    _amount_finite = models.Constraint(
        "CHECK (amount >= 0 AND amount < 'Infinity')", "The budget is a number of zero or more."
    )
    _period = models.Constraint("CHECK (date_to >= date_from)", "A budget cannot end before it begins.")
    _lookup_idx = models.Index("(company_id, date_from, date_to)")

    @api.depends("company_id", "partner_id", "user_id", "date_from", "date_to", "amount")
    def _compute_spent(self):
        """Two statements, whatever the number of budgets."""
        spent, granted = self._spent_by_id(), self._granted_by_id()
        for budget in self:
            budget.spent_amount = spent.get(budget._origin.id, 0.0)
            budget.remaining_amount = granted.get(budget._origin.id, budget.amount) - budget.spent_amount

    def _spent_by_id(self):
        """Return {id: what is approved and spent under the ceiling that the budget is of}, in company currency."""
        self.env["salestech.representation.expense"].flush_model()
        self.flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT b.id, SUM(e.committed_amount)
                      FROM salestech_representation_budget b
                      JOIN salestech_representation_expense e
                        ON e.company_id = b.company_id AND e.date BETWEEN b.date_from AND b.date_to
                       AND (b.partner_id IS NULL OR b.partner_id = e.partner_id)
                       AND (b.user_id IS NULL OR b.user_id = e.user_id)
                     WHERE b.id = ANY(%s) AND e.state IN ('approved', 'done')
                     GROUP BY b.id
                    """,
                    self._origin.ids,
                )
            )
        )

    def _granted_by_id(self):
        """Return {id: sum of all budgets of the same client, manager and period}."""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT b.id, SUM(other.amount)
                      FROM salestech_representation_budget b
                      JOIN salestech_representation_budget other
                        ON other.active AND other.company_id = b.company_id
                       AND other.date_from = b.date_from AND other.date_to = b.date_to
                       AND other.partner_id IS NOT DISTINCT FROM b.partner_id
                       AND other.user_id IS NOT DISTINCT FROM b.user_id
                     WHERE b.id = ANY(%s)
                     GROUP BY b.id
                    """,
                    self._origin.ids,
                )
            )
        )

    @api.depends("partner_id", "user_id", "date_from", "date_to")
    def _compute_display_name(self):
        for budget in self:
            # sudo: of whom the budget is
            whose = [budget.partner_id.sudo().name, budget.user_id.sudo().name]
            period = (
                f"{format_date(self.env, budget.date_from)} – {format_date(self.env, budget.date_to)}"
                if budget.date_from and budget.date_to
                else ""
            )
            budget.display_name = ", ".join(filter(None, (*whose, period)))

    @api.constrains("partner_id")
    def _check_partner(self):
        for budget in self:
            partner = budget.partner_id.sudo()  # sudo: whether it is an organisation, said to the one who named it
            if partner != partner.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "“%(person)s” is a person of “%(organisation)s”. Choose the organisation itself.",
                        person=partner.name,
                        organisation=partner.commercial_partner_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        budgets = super().create(vals_list)
        budgets._require_grant()
        return budgets

    def write(self, vals):
        self._require_grant()
        result = super().write(vals)
        self._require_grant()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_granter(self):
        self._require_grant()

    def _require_grant(self):
        """Nobody grants money to himself unless he heads the department, or the company allows it."""
        if self.env.su:
            return
        self._require_process("2.2.6")
        own = self.filtered(lambda b: b.user_id == self.env.user and not b.company_id.sudo().salestech_own_approval)
        if own and not self.env.user.has_group("sales_technology.group_salestech_department_head"):
            raise AccessError(
                self.env._("Nobody sets a budget for himself. Ask the department head to set it for you.")
            )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _of(self, company, partner, user, day):
        """Return the budgets that an expense of this day falls under, as superuser."""
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("date_from", "<=", day)
            & Domain("date_to", ">=", day)
            & Domain("partner_id", "in", [False, partner.id])
            & Domain("user_id", "in", [False, user.id])
        )
        # sudo: a ceiling holds whether or not the one who spends may see it
        return self.sudo().search(domain, order="id")

    def _lock(self):
        """Write the rows of these budgets: whoever approves under one of them at the same moment waits, and then,
        with the snapshot of before, is run again by Odoo."""
        if self:
            self.env.cr.execute(
                SQL("UPDATE salestech_representation_budget SET amount = amount WHERE id = ANY(%s)", sorted(self.ids))
            )
