from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from .crm_lead_scenario import KEEP_TOUCHES, ROLE
from .scenario_branch import CALL_OUTCOMES

# What is proposed where no scenario says anything: after how many working days to call again.
CALL_AGAIN = {"no_answer": 1, "guarded": 2}


class Following(NamedTuple):
    """What comes after a touch: an action of the branch, the touch it leads to and its date."""

    action: str
    touch: object = None
    date: object = None
    branch: object = None


class CrmLead(models.Model):
    """Touches of a client: the communication plan, the call log, what follows which outcome."""

    _inherit = "crm.lead"

    touch_ids = fields.One2many(
        "mail.activity",
        "res_id",
        string="Communication plan",
        domain=[("touch_kind", "!=", False)],
        context={"active_test": False},
        bypass_search_access=True,
        groups=ROLE,
    )
    next_touch_id = fields.Many2one("mail.activity", string="Next touch", compute="_compute_next_touch_id", groups=ROLE)
    next_touch_summary = fields.Char(compute="_compute_next_touch_id", groups=ROLE)
    next_touch_date = fields.Date(compute="_compute_next_touch_id", groups=ROLE)
    next_touch_state = fields.Selection(
        [("overdue", "Overdue"), ("today", "Today"), ("planned", "Planned")],
        compute="_compute_next_touch_id",
        groups=ROLE,
    )
    next_touch_script = fields.Html(compute="_compute_next_touch_id", groups=ROLE)

    @api.depends("touch_ids.active", "touch_ids.date_deadline")
    def _compute_next_touch_id(self):
        today = fields.Date.context_today(self)
        for lead in self:
            touch = lead._open_touches()[:1]
            lead.next_touch_id = touch
            lead.next_touch_summary = touch.summary or touch.activity_type_id.name
            lead.next_touch_date = touch.date_deadline
            lead.next_touch_script = touch.touch_script
            lead.next_touch_state = touch and (
                "overdue" if touch.date_deadline < today else "today" if touch.date_deadline == today else "planned"
            )

    def _open_touches(self, kind=None):
        """Return what is planned, the nearest first."""
        touches = self.touch_ids
        # sudo: the client's own touches, of which the line above gives those that may be seen
        planned = touches.sudo().filtered(lambda a: a.active and (not kind or a.touch_kind == kind))
        return planned.sorted(lambda a: (a.date_deadline, a.id)).with_env(self.env)

    # ------------------------------------------------------------
    # CALL LOG
    # ------------------------------------------------------------

    def action_log_call(self):
        """Open the call log of this client: who, one line, five outcomes."""
        self.ensure_one()
        return self._action_log_call()

    def _action_log_call(self, touch=None):
        self.check_access("write")
        self._require_process("2.1.5")
        if not self.ladder_id:
            raise UserError(
                self.env._("“%s” is not on a sales ladder: mark its call as done in the activities.", self.name)
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log a call"),
            "res_model": "salestech.call.log",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_lead_id": self.id,
                "default_touch_id": (touch or self._touch_to_call()).id,
                "dialog_size": "medium",
            },
        }

    def _touch_to_call(self):
        """Return the planned call that a call made now answers for: the nearest one, even when it is early."""
        calls = self._open_touches("call")
        return calls.filtered("scenario_touch_id")[:1] or calls[:1]

    def _log_call(self, outcome, contact=None, text=None, touch=None):
        """Record a call with its outcome and plan what follows.

        :param outcome: a key of `CALL_OUTCOMES`
        :param contact: the `res.partner` talked to, if known
        :param text: one line of text
        :param touch: the planned call it answers for; by default the nearest one, else a new one is made
        :returns: (done touch, planned touch or empty)
        """
        self.ensure_one()
        self.check_access("write")
        self._require_process("2.1.5")
        if outcome not in dict(CALL_OUTCOMES):
            raise UserError(self.env._("Say how the call ended: choose one of the outcomes."))
        touch = touch or self._touch_to_call() or self._create_call_touch()
        if touch.touch_lead_id != self or touch.touch_kind != "call" or not touch.active:
            raise UserError(
                self.env._("This call was logged already. Open the client and look at the communication plan.")
            )
        return touch, touch._log_outcome(outcome, contact or self.env["res.partner"], text)

    def _create_call_touch(self, date=None, user=None, **extra):
        call = self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False)
        kind = call or self.env["mail.activity.type"].search([("category", "=", "phonecall")], limit=1)
        return (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "res_id": self.id,
                    "activity_type_id": kind.id,
                    "summary": extra.pop("summary", None) or self.env._("Call"),
                    "touch_kind": "call",
                    "user_id": (user or self.env.user).id,
                    "date_deadline": date or fields.Date.context_today(self),
                    **extra,
                }
            )
        )

    def _mend_call(self, gate):
        return self.action_log_call()

    # ------------------------------------------------------------
    # WHAT FOLLOWS
    # ------------------------------------------------------------

    def _what_follows(self, touch, outcome):
        """Return the Following of a touch with an outcome, changing nothing.

        Without a branch in the scenario, a call that reached nobody is proposed again and
        an agreed meeting is booked; everything else leaves the plan as it is.
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        today = fields.Date.context_today(self)
        # sudo: the scenario's branches decide for everybody who works with the client.
        branch = touch.scenario_touch_id.sudo().branch_ids.filtered(lambda b: b.outcome == outcome)[:1]
        if not branch:
            if outcome == "meeting_agreed":
                return Following("meeting")
            if outcome in CALL_AGAIN and not (self._open_touches() - touch):
                return Following("call_again", date=company._working_day_after(today, CALL_AGAIN[outcome]))
            return Following("none")
        if branch.max_times and self._times_followed(branch) >= branch.max_times:
            target = branch.exhausted_template_id
            action = "touch" if target else "end"
        else:
            target, action = branch.next_template_id, branch.next_action
        date = company._working_day_after(today, branch.delay_days) if target else None
        return Following(action, target, date, branch)

    def _times_followed(self, branch):
        """Return how many touches of this client a branch has planned with its own target."""
        planned = self.touch_ids.filtered(lambda a: a.branch_id == branch)
        return len(planned.filtered(lambda a: a.scenario_touch_id == branch.next_template_id))

    def _follow(self, touch, outcome):
        """Do what follows a touch that is done; returns the planned activity, if any."""
        following = self._what_follows(touch, outcome)
        planned = self._open_scenario_touches() - touch
        if following.action == "end":
            planned.unlink()
        if following.action == "meeting":
            # The calls were to win the meeting: it is won.
            planned.filtered(lambda a: a.touch_kind == "call").unlink()
        links = {"previous_touch_id": touch.id, "branch_id": following.branch.id if following.branch else False}
        if following.action == "call_again":
            return self._create_call_touch(following.date, touch.user_id, summary=self.env._("Call again"), **links)
        if not following.touch:
            return touch.browse()
        planned = self._open_touches().filtered(lambda a: a.scenario_touch_id == following.touch)[:1]
        if planned:
            planned.write({"date_deadline": following.date, **links})
            return planned
        vals = following.touch._prepare_touch_vals(self, following.date, **links)
        return touch.with_context(mail_activity_quick_update=True).create(vals)

    def _following_in_words(self, touch, outcome):
        """Return what will come after an outcome, for the button that chooses it."""
        following = self._what_follows(touch, outcome)
        if following.action == "meeting":
            return self.env._("Choose the time of the meeting")
        if following.action == "end":
            return self.env._("The scenario ends")
        if following.date:
            day = short_day(self.env, following.date)
            if not following.touch or following.touch == touch.scenario_touch_id:
                return self.env._("Call again on %s", day)
            return self.env._("%(touch)s on %(date)s", touch=following.touch.display_name, date=day)
        planned = self._open_touches() - touch
        if planned:
            return self.env._(
                "The plan goes on: %(touch)s on %(date)s",
                touch=planned[0].summary or planned[0].activity_type_id.name,
                date=short_day(self.env, planned[0].date_deadline),
            )
        return self.env._("Nothing is planned after it")

    # ------------------------------------------------------------
    # MERGE
    # ------------------------------------------------------------

    def _merge_dependences(self, opportunities):
        """Done touches, and the scenario where the remaining client has none, come along; core moves the open ones."""
        super()._merge_dependences(opportunities)
        if not self.env["crm.stage"]._ladder_steps():
            return
        # sudo: core merges what the user may see and deletes the rest as superuser; done touches are sealed
        # against everything else.
        lead, merged = self.sudo(), opportunities.sudo()
        done = merged.touch_ids.filtered(lambda a: not a.active)
        done.write({"res_id": self.id})
        scenario = merged.scenario_id.filtered(lambda s: s.ladder_id in (lead.ladder_id, s.ladder_id.browse()))[:1]
        if not lead.scenario_id and scenario:
            lead.with_context(salestech_keep_touches=KEEP_TOUCHES).write({"scenario_id": scenario.id})
        lead._drop_open_touches(lead.scenario_id)


def short_day(env, date):
    """Return a date as people say it: “Thu, Nov 26” in the user's language."""
    return format_date(env, date, date_format="EEE d MMM")
