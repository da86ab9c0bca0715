from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

ACTIVITY_TYPE = "sales_technology.mail_activity_type_deadline"
LEVELS = ("responsible", "group_head", "department_head")
FIRST_YEAR, LAST_YEAR = 1990, 2200


class SalestechDeadlineMixin(models.AbstractModel):
    """What is due by a day, by whom: inherit it, and the deadline mechanism reminds and escalates.

    How an adopter joins:

    * inherit it beside `mail.activity.mixin` (without that one there are mails but no activities);
    * set `date_deadline`, or make it a *stored* compute of a date the model has already. No date: not due;
    * say who answers and where, by attributes: `_deadline_user_field` (res.users), `_deadline_team_field`
      (path to a crm.team; None: the responsible's own team). A required, stored `company_id` is needed, whose
      working days count;
    * say when a record is open, by `_deadline_state_field` and `_deadline_open_states` (no state field:
      as long as it is active). Anything finer: extend `_deadline_domain`;
    * have rules: `salestech.deadline.rule` records of its kind, as data. The administrator tunes them.

    One model may have several kinds with rules of their own: extend `_deadline_kinds` and `_deadline_domain`.
    `_deadline_activity = False`: the model plans activities of its own. Other hooks: `_deadline_ensure_due`
    (make what is due before it is written), `_deadline_tell` (tell somebody else than a user),
    `_deadline_responsible`, `_deadline_team`, `_deadline_title`.

    What is promised: each rule speaks once about each record and each deadline (UNIQUE on
    `salestech.deadline.notice`); a person gets at most one mail a day about all of it. A deadline moved
    to another day is a new one. Closing the record, or moving its date, takes the activity along.
    """

    _name = "salestech.deadline.mixin"
    _description = "Has a deadline"

    _deadline_state_field = "state"
    _deadline_open_states = ()
    _deadline_user_field = "user_id"
    _deadline_team_field = None
    _deadline_activity = True

    date_deadline = fields.Date(string="Deadline", index=True)

    @api.model
    def _require_near(self, day):
        """Refuse a day that nobody means, before anything is reckoned with it: the calendar ends somewhere."""
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(
                self.env._(
                    "The year %(year)s is a slip of the pen. Enter a day between %(first)s and %(last)s.",
                    year=day.year,
                    first=FIRST_YEAR,
                    last=LAST_YEAR,
                )
            )

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    @api.model
    def _deadline_kinds(self):
        """Return {key: label} of the kinds of deadlines of this model; keys are unique over all models."""
        return {self._name: self.env["ir.model"]._get(self._name).name}

    @api.model
    def _deadline_domain(self, kind):
        """Return the domain of what is open and has a deadline of this kind."""
        domain = Domain("date_deadline", "!=", False)
        if self._active_name:
            domain &= Domain(self._active_name, "=", True)
        if self._deadline_state_field in self._fields and self._deadline_open_states:
            domain &= Domain(self._deadline_state_field, "in", self._deadline_open_states)
        return domain

    @api.model
    def _deadline_ensure_due(self, company, today):
        """Make what is due by now in this company but was not written by anybody; called before each look."""

    def _deadline_tell(self, rule):
        """Tell about these records in another way than to users; return those that were told."""
        return self.browse()

    def _deadline_responsible(self):
        """Return the user who answers for this record, maybe archived, maybe none."""
        return self[self._deadline_user_field]

    def _deadline_team(self):
        """Return the group whose head is told next."""
        team = self.mapped(self._deadline_team_field) if self._deadline_team_field else None
        return team or self._deadline_responsible().sale_team_id

    def _deadline_title(self):
        """Return how the digest names this record; the caller sees it by the reader's own rights."""
        # sudo: of whom the record is, told to who may read it
        partner = self.partner_id.sudo().name if "partner_id" in self._fields else ""
        return " · ".join(filter(None, (self.display_name, partner)))

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._deadline_wake()
        return records

    def write(self, vals):
        result = super().write(vals)
        # a merge of leads writes on the documents of each, mostly none
        if self and self._deadline_watched().intersection(vals):
            self._deadline_follow()
            self._deadline_wake()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_deadline_notices(self):
        # sudo: rows of the mechanism, which nobody may write; their record goes
        self.env["salestech.deadline.notice"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _deadline_watched(self):
        """Return the fields whose writing may open, close or move a deadline."""
        own = {"date_deadline", self._deadline_state_field, self._deadline_user_field, "active"}
        depends = self.env.registry.field_depends
        sources = (path for name in own & self._fields.keys() for path in depends.get(self._fields[name], ()))
        return own.union(path.split(".")[0] for path in sources)

    def _deadline_open(self, kind=None):
        """Return those of these records that are open, of any kind or of one."""
        kinds = [kind] if kind else list(self._deadline_kinds())
        domain = Domain.OR([self._deadline_domain(kind) for kind in kinds])
        return self.filtered_domain(domain)

    def _deadline_users(self, level):
        """Return the users at this level who are there, archived ones left out."""
        self.ensure_one()
        if level == "responsible":
            users = self._deadline_responsible()
        elif level == "group_head":
            users = self._deadline_team().user_id
        else:
            users = self.env["salestech.deadline.rule"]._department_heads(self.company_id)
        return users.filtered("active")

    def _deadline_recipients(self, level):
        """Return whom a rule of this level tells: the first above who is there and was not told below.

        The group head stands in for a responsible who is archived or missing, the department head for the
        group head, also where the head answers for the record himself. Nobody at all is an error: somebody
        has to be told that nobody answers.
        """
        index = LEVELS.index(level)
        below = self.env["res.users"].union(*(self._deadline_users(name) for name in LEVELS[:index]))
        for name in LEVELS[index:]:
            users = self._deadline_users(name) - below
            if users:
                return users
        for name in reversed(LEVELS[:index]):
            users = self._deadline_users(name)
            if users:
                return users
        raise UserError(
            self.env._(
                "Nobody can be told about “%s”: no responsible, no group head, no department head.", self.display_name
            )
        )

    def _deadline_wake(self):
        """Have the mechanism look soon where one of these could be due soon; far ones are found daily."""
        soon = fields.Date.today() + timedelta(days=120)
        # sudo: whether a date is near does not depend on who saves it
        if any(date and date <= soon for date in self.sudo().mapped("date_deadline")):
            self.env["salestech.deadline.rule"]._wake()

    def _deadline_follow(self):
        """Keep the activities of the mechanism in step: gone with what is closed, moved with the date."""
        activity_type = self.env.ref(ACTIVITY_TYPE, raise_if_not_found=False)
        if not activity_type or "activity_ids" not in self._fields:
            return
        # sudo: the mechanism's own activities, of whoever answers for the record
        activities = self.env["mail.activity"].sudo()
        activities = activities.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("activity_type_id", "=", activity_type.id)]
        )
        open_records = {record.id: record for record in self.sudo()._deadline_open()} if activities else {}
        activities.filtered(lambda activity: activity.res_id not in open_records).unlink()
        for activity in activities.exists():
            record = open_records[activity.res_id]
            user = record._deadline_responsible().filtered("active") or activity.user_id
            if (activity.date_deadline, activity.user_id) != (record.date_deadline, user):
                activity.with_context(mail_activity_quick_update=True).write(
                    {"date_deadline": record.date_deadline, "user_id": user.id}
                )
