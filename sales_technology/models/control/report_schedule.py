from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# a list and no method, so that it is translated
PERIODS = [("day", "Day"), ("week", "Week"), ("month", "Month"), ("quarter", "Quarter"), ("year", "Year")]
LEVEL_OF = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter"}
FIXED = frozenset({"kind", "level", "scope", "company_id"})


class SalestechReportSchedule(models.Model):
    """Who reports, about which period, until when, to whom: data that the administrator tunes (control section).

    A deadline that falls on a day on which the company does not work moves to the next day on which it does. A day that
    a month does not have is its last one. A period without any working day is not reported on. Hours are the
    company's.
    """

    _name = "salestech.report.schedule"
    _description = "Schedule of Reports"
    _inherit = ["mail.thread"]
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(string="Own name", translate=True, help="Empty: named after its kind.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("daily", "Daily report"),
            ("weekly", "Week report"),
            ("monthly", "Month report"),
            ("quarterly", "Quarter report"),
            ("free", "Other report"),
        ],
        required=True,
        default="monthly",
    )
    level = fields.Selection(
        PERIODS,
        string="About each",
        required=True,
        compute="_compute_level",
        store=True,
        readonly=False,
        precompute=True,
        help="Weeks end with the month, as in planning.",
    )
    scope = fields.Selection(
        [("person", "Each manager"), ("group", "Each group head"), ("department", "The department head")],
        string="Who reports",
        required=True,
        default="group",
        help="And to whom: the next one above. Where somebody is missing or has left, it falls to the one above.",
    )
    role_id = fields.Many2one("salestech.role", string="Only the role", ondelete="restrict")
    team_ids = fields.Many2many("crm.team", string="Only the groups", check_company=True)

    rule = fields.Selection(
        [
            ("same_day", "On the period's last working day"),
            ("weekday", "On a weekday"),
            ("month_day", "On a day of the following month"),
            ("yearly", "On a day of the year"),
        ],
        string="Due",
        required=True,
        default="month_day",
    )
    hour = fields.Float(string="Until", default=18.0, help="In the company's time.")
    weekday = fields.Selection(
        [
            *(("0", "Monday"), ("1", "Tuesday"), ("2", "Wednesday"), ("3", "Thursday")),
            *(("4", "Friday"), ("5", "Saturday"), ("6", "Sunday")),
        ],
        default="4",
        help="The first such day from the period's last working day on.",
    )
    day = fields.Integer(
        string="Day of the month", default=5, aggregator=None, help="31: the last day, also of a shorter month."
    )
    month = fields.Integer(default=1, aggregator=None)
    counting = fields.Selection(
        [("calendar", "Calendar days"), ("working", "Working days")],
        string="Counted in",
        required=True,
        default="calendar",
        help="The 5th, or the fifth working day. A day off moves the deadline to the next working day.",
    )
    days_ahead = fields.Integer(
        string="Opened days ahead",
        default=5,
        help="So many days before its deadline a report is opened, but not before its period has begun.",
    )
    demands = fields.Selection(
        [
            ("comment", "One text for all that was missed"),
            ("explanation", "An explanation of each deviation"),
            ("decision", "An explanation and a decision for each deviation"),
        ],
        string="Before it is submitted",
        required=True,
        default="explanation",
    )
    has_own_threshold = fields.Boolean(string="Own threshold", help="Else the company's, from the settings.")
    threshold = fields.Float(string="Deviations from, %", default=10.0)
    recipient_ids = fields.Many2many(
        "res.users",
        string="Sent to",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="As soon as a report is accepted, they get it as a PDF by e-mail.",
    )
    date_start = fields.Date(
        string="Since", required=True, default=lambda self: self._default_date_start(), help="Not about days before."
    )
    opened_to = fields.Date(string="Last period opened", readonly=True, copy=False)

    _hour_range = models.Constraint("CHECK (hour >= 0 AND hour < 24)", "The hour lies between 0:00 and 23:59.")
    _day_range = models.Constraint(
        "CHECK (day BETWEEN 1 AND CASE counting WHEN 'working' THEN 20 ELSE 31 END AND month BETWEEN 1 AND 12)",
        "A day of the month lies between 1 and 31 (31 is the last one of every month), a working day between 1 and 20,"
        " a month between 1 and 12.",
    )
    _days_ahead_range = models.Constraint(
        "CHECK (days_ahead BETWEEN 0 AND 90)", "A report is opened 0 to 90 days before its deadline."
    )
    _threshold_range = models.Constraint(
        "CHECK (has_own_threshold IS NOT TRUE OR threshold > 0 AND threshold <= 1000)",
        "A threshold is more than 0 % and at most 1000 %. With 0 % every figure would have to be explained.",
    )
    _weekday_set = models.Constraint(
        "CHECK (rule <> 'weekday' OR weekday IS NOT NULL)", "Choose the weekday on which the report is due."
    )

    def _default_date_start(self):
        return self.env.company._local_day(fields.Datetime.now())

    @api.depends("kind")
    def _compute_level(self):
        for schedule in self:
            schedule.level = LEVEL_OF.get(schedule.kind, schedule.level or "month")

    @api.depends("name", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for schedule in self:
            schedule.display_name = schedule.name or kinds.get(schedule.kind, "")

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        schedules = super().create(vals_list)
        schedules._require_near_start()
        schedules._wake()
        return schedules

    def write(self, vals):
        if FIXED & vals.keys():
            used = (
                self.env["salestech.report"].sudo()._read_group([("schedule_id", "in", self.ids)], ["schedule_id"])
            )  # sudo: only whether there are any
            for (schedule,) in used:
                now = schedule._convert_to_write({name: schedule[name] for name in FIXED & vals.keys()})
                if any(now[name] != vals[name] for name in now):
                    raise UserError(
                        self.env._(
                            "By “%s” reports were opened already. Archive it and make another schedule.",
                            schedule.display_name,
                        )
                    )
        result = super().write(vals)
        if "date_start" in vals:
            self._require_near_start()
        self._wake()
        return result

    def _require_near_start(self):
        """Refuse a beginning of long ago: thousands of reports would be opened that nobody writes any more."""
        today = self._default_date_start()
        if not self.env.su and any(abs((schedule.date_start - today).days) > 366 for schedule in self):
            raise ValidationError(self.env._("Reports begin within a year from today. Enter a nearer day in “Since”."))

    @api.ondelete(at_uninstall=False)
    def _unlink_if_unused(self):
        if self.env["salestech.report"].sudo().search_count([("schedule_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("Reports were opened by this schedule: archive it, the reports stay."))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _usual_schedules(self):
        """Return the values of the four reports of the control section."""
        return [
            {
                **{"sequence": 10, "kind": "daily", "scope": "person", "rule": "same_day", "hour": 18.5},
                **{"days_ahead": 0, "demands": "comment"},
            },
            {
                **{"sequence": 20, "kind": "weekly", "scope": "group", "rule": "weekday", "weekday": "4"},
                **{"hour": 17.0, "days_ahead": 2, "demands": "explanation"},
            },
            {
                **{"sequence": 30, "kind": "monthly", "scope": "department", "rule": "month_day", "day": 5},
                **{"days_ahead": 10, "demands": "decision"},
            },
            {
                **{"sequence": 40, "kind": "quarterly", "scope": "department", "rule": "month_day", "day": 10},
                **{"days_ahead": 15, "demands": "decision"},
            },
        ]

    def _process_code(self):
        """Return the process that writes these reports: daily, week, or month and longer."""
        self.ensure_one()
        return {"day": "3.2", "week": "3.3"}.get(self.level, "3.4")

    def _wake(self):
        # sudo: the mechanism looks soon, whoever changed the schedule
        cron = self.env.ref("sales_technology.ir_cron_reports", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()
