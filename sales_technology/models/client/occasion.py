from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]
LEAP_YEAR = 2028


class SalestechOccasion(models.Model):
    """A day of the year on which a person is thought of: birthday, name day, professional holiday.

    Its next day is a deadline: the mechanism of deadlines reminds whoever answers for the client, ahead of it.
    Afterwards the deadline moves on to next year.
    """

    _name = "salestech.occasion"
    _description = "Occasion of a Person"
    _inherit = ["mail.thread", "mail.activity.mixin", "salestech.process.guard", "salestech.deadline.mixin"]
    _order = "date_deadline, id"
    _rec_name = "name"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True, required=True)
    kind = fields.Selection(
        [
            ("birthday", "Birthday"),
            ("name_day", "Name day"),
            ("professional", "Professional holiday"),
            ("anniversary", "Anniversary"),
            ("other", "Other"),
        ],
        required=True,
        default="birthday",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Person", required=True, index=True, ondelete="cascade", check_company=True
    )
    organisation_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Organisation", store=True, index="btree_not_null"
    )
    day = fields.Integer(required=True, aggregator=None)
    month = fields.Selection(MONTHS, required=True)
    year = fields.Integer(aggregator=None, help="Where it is known: the year of birth or of the beginning.")
    age = fields.Integer(string="Years", compute="_compute_age", help="How many years it will be.")
    date_deadline = fields.Date(string="Next on", compute="_compute_date_deadline", store=True, precompute=True)
    user_id = fields.Many2one(
        "res.users",
        string="Who is reminded",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, readonly=True
    )
    note = fields.Char(help="What he likes; what was given last time.")
    active = fields.Boolean(default=True)

    _day_of_month = models.Constraint("CHECK (day BETWEEN 1 AND 31)", "A day lies between 1 and 31.")
    _year_known = models.Constraint(
        "CHECK (year IS NULL OR year = 0 OR year BETWEEN 1900 AND 2200)",
        "Enter the year with four digits, or leave it empty.",
    )
    _birthday_uniq = models.UniqueIndex(
        "(partner_id, company_id) WHERE kind = 'birthday' AND active IS TRUE",
        "A person has one birthday. Change the one that is there.",
    )

    @api.depends("kind")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for occasion in self:
            if not occasion.name or occasion.name in kinds.values():
                occasion.name = kinds.get(occasion.kind, "")

    @api.depends("day", "month")
    def _compute_date_deadline(self):
        for occasion in self:
            company = occasion.company_id or self.env.company
            today = company._local_day(fields.Datetime.now())
            occasion.date_deadline = occasion._next_after(today)

    @api.depends("year", "date_deadline")
    def _compute_age(self):
        for occasion in self:
            known = occasion.year and occasion.date_deadline
            occasion.age = occasion.date_deadline.year - occasion.year if known else 0

    @api.depends("partner_id")
    def _compute_user_id(self):
        for occasion in self:
            company = occasion.company_id or self.env.company
            client_user = occasion.partner_id.with_company(company).sudo().client_user_id  # sudo: who is responsible
            occasion.user_id = occasion.user_id or client_user.filtered("active") or self.env.user

    def _next_after(self, today):
        """Return the first day of this occasion from today on; 29 February is kept on the 28th of other years."""
        if not self.day or not self.month:
            return False
        for year in (today.year, today.year + 1):
            day = self._on(year)
            if day and day >= today:
                return day
        return False

    def _on(self, year):
        for back in (0, 1):
            try:
                return date(year, int(self.month), self.day - back)
            except ValueError:
                if self.month != "2" or self.day != 29:
                    return False
        return False

    @api.constrains("day", "month")
    def _check_day(self):
        for occasion in self:
            try:
                date(LEAP_YEAR, int(occasion.month), occasion.day)
            except ValueError as error:
                months = dict(self._fields["month"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "%(month)s has no day %(day)s. Check the day.", month=months[occasion.month], day=occasion.day
                    )
                ) from error

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._require_process("2.2.1")
        occasions = super().create(vals_list)
        if not self.env.su:
            occasions.partner_id.check_access("read")
        return occasions

    def write(self, vals):
        if not all(name.startswith(("message_", "activity_")) for name in vals):
            self._require_process("2.2.1")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_process(self):
        self._require_process("2.2.1")

    # ------------------------------------------------------------
    # DEADLINES
    # ------------------------------------------------------------

    def _deadline_title(self):
        # sudo: whose birthday it is, told to who may read it
        person = self.partner_id.sudo()
        return " · ".join(filter(None, (self.name, person.name, person.commercial_partner_id.name)))

    @api.model
    def _deadline_ensure_due(self, company, today):
        """What has passed comes again next year; so many as were yesterday, seldom many."""
        self.env.cr.execute(
            SQL(
                "SELECT id FROM salestech_occasion WHERE company_id = %s AND active AND date_deadline < %s",
                company.id,
                today,
            )
        )
        for occasion in self.browse(row[0] for row in self.env.cr.fetchall()):
            occasion.date_deadline = occasion._next_after(today)
