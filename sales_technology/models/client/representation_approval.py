from odoo import api, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL
from odoo.tools.misc import format_amount, format_date

DEPARTMENT_HEAD = "sales_technology.group_salestech_department_head"
DIRECTOR = "sales_technology.group_salestech_director"


class SalestechRepresentationExpense(models.Model):
    """For whom, within which budgets and limits, and who approves."""

    _inherit = "salestech.representation.expense"

    # ------------------------------------------------------------
    # PERSONS
    # ------------------------------------------------------------

    @api.constrains("contact_ids", "partner_id")
    def _check_persons(self):
        for expense in self:
            # sudo: who the persons are and where they work, said to the one who named them
            for person in expense.contact_ids.sudo():
                if expense._is_one_of_us(person):
                    raise ValidationError(
                        self.env._(
                            "“%s” is one of us. Gifts and hospitality are for the client's people: choose one of them.",
                            person.name,
                        )
                    )
                if expense.partner_id and person.commercial_partner_id != expense.partner_id:
                    raise ValidationError(
                        self.env._(
                            "“%(person)s” does not work for “%(client)s”. Choose a person of the client.",
                            person=person.name,
                            client=expense.partner_id.sudo().name,
                        )
                    )

    def _is_one_of_us(self, person):
        """Tell whether somebody is a user of ours, also under another card with the same address."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        if person.with_context(active_test=False).user_ids.filtered(lambda user: not user.share):
            return True
        return bool(
            person.email_normalized
            and users.search_count(
                [("share", "=", False), ("partner_id.email_normalized", "=", person.email_normalized)], limit=1
            )
        )

    # ------------------------------------------------------------
    # LIMITS
    # ------------------------------------------------------------

    def _ceilings(self):
        """Return [{partner, user, date_from, date_to, granted, spent, remains}] of the budgets it falls under.

        Amounts in company currency; what is spent is of the others, without this expense.
        """
        self.ensure_one()
        if not self.date or not self.company_id:
            return []
        budgets = self.env["salestech.representation.budget"]._of(
            self.company_id, self.partner_id, self.user_id, self.date
        )
        ceilings = []
        for (partner, user, start, end), rows in budgets.grouped(
            lambda budget: (budget.partner_id, budget.user_id, budget.date_from, budget.date_to)
        ).items():
            granted = sum(rows.mapped("amount"))
            spent = self._spent_under(partner, user, start, end)
            ceilings.append(
                {
                    **{"partner": partner, "user": user, "date_from": start, "date_to": end},
                    **{"granted": granted, "spent": spent, "remains": granted - spent},
                }
            )
        return ceilings

    def _spent_under(self, partner, user, start, end):
        domain = [
            *(("company_id", "=", self.company_id.id), ("state", "in", ("approved", "done"))),
            *(("date", ">=", start), ("date", "<=", end), ("id", "!=", self._origin.id)),
        ]
        domain += [("partner_id", "=", partner.id)] if partner else []
        domain += [("user_id", "=", user.id)] if user else []
        # sudo: a ceiling counts what everybody spent, also what the one who asks cannot see
        return self.sudo()._read_group(domain, [], ["committed_amount:sum"])[0][0] or 0.0

    def _ceiling_sentence(self, ceiling):
        whose = ", ".join(filter(None, (ceiling["partner"].name, ceiling["user"].name)))
        return self.env._(
            "Budget %(whose)s %(start)s – %(end)s: %(granted)s, approved and spent %(spent)s, remains %(remains)s.",
            whose=whose,
            start=format_date(self.env, ceiling["date_from"]),
            end=format_date(self.env, ceiling["date_to"]),
            granted=self._money(ceiling["granted"]),
            spent=self._money(ceiling["spent"]),
            remains=self._money(ceiling["remains"]),
        )

    def _money(self, amount, currency=None):
        return format_amount(self.env, amount, currency or self.company_id.currency_id)

    def _check_limits(self, amount):
        """Refuse, with the figures, what passes a budget or the limit of a person.

        :param amount: in company currency
        """
        self.ensure_one()
        currency = self.company_id.currency_id
        ceilings = self._ceilings()
        if not ceilings:
            raise ValidationError(
                self.env._(
                    "There is no budget for “%(client)s” or “%(user)s” on %(date)s. Ask the group head to set one.",
                    client=self.partner_id.sudo().name or "",
                    user=self.user_id.name or "",
                    date=format_date(self.env, self.date),
                )
            )
        for ceiling in ceilings:
            if currency.compare_amounts(amount, ceiling["remains"]) > 0:
                raise ValidationError(
                    self.env._(
                        "%(amount)s are over the budget by %(over)s. %(budget)s Plan less, or ask for a larger budget.",
                        amount=self._money(amount),
                        over=self._money(amount - ceiling["remains"]),
                        budget=self._ceiling_sentence(ceiling),
                    )
                )
        self._check_person_limit(amount)

    def _check_person_limit(self, amount):
        limit = self.company_id.sudo().salestech_gift_person_limit  # sudo: a setting everybody is held by
        if not limit or not self.contact_ids:
            return
        share = amount / len(self.contact_ids)
        given = self._given_this_year()
        for person in self.contact_ids.sudo():  # sudo: their names, said to the one who named them
            if self.company_id.currency_id.compare_amounts(given.get(person.id, 0.0) + share, limit) > 0:
                raise ValidationError(
                    self.env._(
                        "“%(person)s” would get %(total)s in %(year)s; the limit per person and year is %(limit)s."
                        " Given already: %(given)s, this time: %(share)s. %(left)s are left.",
                        person=person.name,
                        total=self._money(given.get(person.id, 0.0) + share),
                        year=self.date.year,
                        limit=self._money(limit),
                        given=self._money(given.get(person.id, 0.0)),
                        share=self._money(share),
                        left=self._money(max(limit - given.get(person.id, 0.0), 0.0)),
                    )
                )

    def _given_this_year(self):
        """Return {person's id: what others than this expense give in its calendar year}, in company currency."""
        self.env["salestech.representation.expense"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT person.partner_id, SUM(e.amount_per_person)
                      FROM salestech_representation_expense e
                      JOIN salestech_representation_person_rel person ON person.expense_id = e.id
                     WHERE e.company_id = %s AND e.state IN ('approved', 'done') AND e.id != %s
                       AND e.date BETWEEN %s AND %s AND person.partner_id = ANY(%s)
                     GROUP BY person.partner_id
                    """,
                    self.company_id.id,
                    self._origin.id or 0,
                    self.date.replace(month=1, day=1),
                    self.date.replace(month=12, day=31),
                    self.contact_ids.ids,
                )
            )
        )

    def _lock_limits(self):
        """Lock the budgets, then the company's limit per person: by the row that numbers these expenses."""
        self.ensure_one()
        self.env["salestech.representation.budget"]._of(
            self.company_id, self.partner_id, self.user_id, self.date
        )._lock()
        self.env.cr.execute(
            SQL(
                "UPDATE ir_sequence SET number_next = number_next WHERE code = %s AND company_id = %s",
                self._name,
                self.company_id.id,
            )
        )

    # ------------------------------------------------------------
    # APPROVERS
    # ------------------------------------------------------------

    def _require_approver(self):
        """The group's head approves, above the company's limit the department head; nobody his own, unless allowed."""
        self.ensure_one()
        if self.env.su:
            return
        user, company = self.env.user, self.company_id.sudo()  # sudo: settings everybody is held by
        if user in (self.user_id, self.create_uid) and not company.salestech_own_approval:
            raise AccessError(
                self.env._("“%s” is your own request. Somebody else has to approve it.", self.display_name)
            )
        if user.has_group(DEPARTMENT_HEAD) or user.has_group(DIRECTOR):
            return
        self._require_process("2.2.6")
        if self.team_id.sudo().user_id != user:
            raise AccessError(
                self.env._("“%s” is approved by the head of the group, or by the department head.", self.display_name)
            )
        if self.needs_department_head:
            raise AccessError(
                self.env._(
                    "%(amount)s are planned. Above %(limit)s the department head approves.",
                    amount=self._money(self.planned_company),
                    limit=self._money(company.salestech_gift_head_limit),
                )
            )

    def _ask_approvers(self):
        """Put an activity into the list of those who are to approve."""
        for expense in self:
            head = expense.team_id.sudo().user_id
            heads = self.env["salestech.deadline.rule"]._department_heads(expense.company_id)
            usable = head.active and head != expense.user_id and not expense.needs_department_head
            for user in (head if usable else heads - expense.user_id)[:3]:
                # sudo: an activity for somebody else, of a kind that the responsible could not plan himself
                expense.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=self.env._("Approve: %s", expense.display_name),
                )
