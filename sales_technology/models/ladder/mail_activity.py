from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import sql
from odoo.tools.misc import format_date

from .mail_activity_type import TOUCH_KINDS
from .scenario_branch import CALL_OUTCOMES

# Facts that indicators and gates rest on: written by logging a call, never by hand.
FACTS = frozenset({"outcome", "contact_id", "is_cold", "is_decision_call", "branch_id", "previous_touch_id"})
# What would make another fact of a touch that is done.
SEALED = frozenset({"res_id", "res_model", "res_model_id", "user_id", "active", "date_done", "touch_kind"})
TALKED = frozenset({"reached", "refused", "meeting_agreed"})


class MailActivity(models.Model):
    """A touch is an activity of an opportunity on a ladder: planned while active, done once archived.

    Activities of anything else carry no kind of touch, and every override returns at once for them.
    """

    _inherit = "mail.activity"

    touch_kind = fields.Selection(
        TOUCH_KINDS, string="Kind of touch", compute="_compute_touch_kind", store=True, precompute=True, readonly=False
    )
    outcome = fields.Selection(CALL_OUTCOMES, copy=False)
    contact_id = fields.Many2one("res.partner", string="Talked to", index="btree_not_null", copy=False)
    is_cold = fields.Boolean(string="Cold call", copy=False, help="Nobody who decides had been talked to before it.")
    is_decision_call = fields.Boolean(
        string="Decision maker reached", copy=False, help="The one who decides was on the line himself."
    )
    scenario_touch_id = fields.Many2one(
        "mail.activity.plan.template", string="Touch of the scenario", index="btree_not_null", ondelete="set null"
    )
    branch_id = fields.Many2one(
        "salestech.scenario.branch", string="Planned by", index="btree_not_null", ondelete="set null", copy=False
    )
    previous_touch_id = fields.Many2one(
        "mail.activity", string="Follows", index="btree_not_null", ondelete="set null", copy=False
    )
    touch_lead_id = fields.Many2one("crm.lead", string="Client", compute="_compute_touch_lead_id")
    touch_date = fields.Date(string="Date", compute="_compute_touch_date")
    touch_text = fields.Char(string="What was said", compute="_compute_touch_text")
    touch_script = fields.Html(related="scenario_touch_id.script", string="Script")

    _salestech_done_idx = models.Index(
        "(touch_kind, date_done, user_id) WHERE active IS NOT TRUE AND touch_kind IS NOT NULL"
    )

    def _auto_init(self):
        # An existing database may hold millions of activities, and none of them is on a ladder yet:
        # the column is made empty, so that installing does not go through them.
        if not sql.column_exists(self.env.cr, self._table, "touch_kind"):
            sql.create_column(self.env.cr, self._table, "touch_kind", "varchar")
        return super()._auto_init()

    @api.depends("res_model", "res_id", "activity_type_id")
    def _compute_touch_kind(self):
        steps = self.env["crm.stage"]._ladder_steps()
        on_leads = self.filtered(lambda a: a.res_model == "crm.lead" and a.res_id) if steps else self.browse()
        (self - on_leads).touch_kind = False
        # sudo: whether the client is on a ladder does not depend on who plans the activity.
        leads = self.env["crm.lead"].sudo().browse(on_leads.mapped("res_id"))
        stage_by_lead = {lead.id: lead.stage_id.id for lead in leads}
        for activity in on_leads:
            on_ladder = stage_by_lead[activity.res_id] in steps
            activity.touch_kind = activity.activity_type_id._touch_kind() if on_ladder else False

    @api.depends("res_model", "res_id")
    def _compute_touch_lead_id(self):
        for activity in self:
            activity.touch_lead_id = activity.res_id if activity.res_model == "crm.lead" else False

    @api.depends("active", "date_done", "date_deadline")
    def _compute_touch_date(self):
        for activity in self:
            activity.touch_date = activity.date_deadline if activity.active else activity.date_done

    @api.depends("feedback")
    def _compute_touch_text(self):
        for activity in self:
            activity.touch_text = " ".join((activity.feedback or "").split())

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            given = {f for vals in vals_list for f in FACTS & vals.keys() if vals[f]}
            given |= {f for f in FACTS if self.env.context.get(f"default_{f}")}
            self._refuse_facts(given)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_facts(FACTS & vals.keys())
            if SEALED & vals.keys() and self.filtered(lambda a: a.outcome and not a.active):
                raise UserError(self.env._("A logged call cannot be changed by hand. Press “Correct the Call” on it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_not_logged(self):
        if self.env.su:
            return
        touches = self.filtered("touch_kind")
        if touches.filtered(lambda a: a.outcome and not a.active):
            raise UserError(self.env._("A logged call stays in the client's history and cannot be deleted."))
        if touches.filtered(lambda a: a.active and a.scenario_touch_id):
            self.env["salestech.process.guard"]._require_process("2.1.4")

    def _refuse_facts(self, fnames):
        if fnames:
            raise AccessError(self.env._("What a call brought is recorded with “Log call”, not by hand."))

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """Let those who read the company's clients read their touches.

        Core asks for the right to post on the document, which is the right to write it; whoever
        only reads a client would see an empty communication plan.
        """
        if bypass_access or self.env.su or not self.env.user.has_group("sales_technology.group_reach_company_read"):
            return super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)
        touches = Domain("touch_kind", "!=", False) & Domain("res_model", "=", "crm.lead")
        touches &= Domain("res_id", "in", self.env["crm.lead"].with_context(active_test=False)._search([]))
        others = super()._search(Domain(domain) & Domain("touch_kind", "=", False), **kwargs)
        allowed = Domain(domain) & (touches | Domain("user_id", "=", self.env.uid) | Domain("id", "in", others))
        return super()._search(allowed, offset, limit, order, bypass_access=True, **kwargs)

    def _to_store_defaults(self, target):
        return [*super()._to_store_defaults(target), "touch_kind"]

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_touch_done(self):
        """Finish a touch the way its kind asks for: a call is logged, a meeting opened, the rest is done."""
        self.ensure_one()
        self.check_access("write")
        lead = self.touch_lead_id
        if self.touch_kind == "call" and lead:
            return lead._action_log_call(self)
        if self.touch_kind == "meeting":
            return self.calendar_event_id._action_open_form() if self.calendar_event_id else self._action_book_meeting()
        self.action_feedback()
        return False

    def action_correct_outcome(self):
        """Open the correction of a logged call, for whoever logged it or heads the group."""
        self.ensure_one()
        self._require_correction()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct the Call"),
            "res_model": "salestech.call.correction",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_touch_id": self.id, "dialog_size": "medium"},
        }

    def action_open_touch_lead(self):
        """Open the client of the touch."""
        self.ensure_one()
        return self.action_open_document()

    def _action_book_meeting(self):
        """Open the calendar to find the time of this planned meeting."""
        lead = self.touch_lead_id
        context = {"default_res_model": "crm.lead", "default_res_id": lead.id}
        action = self.with_context(**context).action_create_calendar_event()
        action["context"] = {**action["context"], **context, **lead._prepare_meeting_context(self.date_deadline)}
        return action

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _log_outcome(self, outcome, contact, text):
        """Record what a call brought and mark it done. The caller checked the process.

        :returns: what followed, see `crm.lead._follow`
        """
        self.ensure_one()
        # sudo: facts are closed to everybody; the caller may write the client and carry out 2.1.5.
        self.sudo().write({"outcome": outcome, "contact_id": contact.id, **self._call_facts(outcome, contact)})
        _messages, following = self._action_done(feedback=text or False)
        return following

    def _require_correction(self):
        """Refuse to correct what is no logged call, or another person's where the user does not head the group."""
        self.touch_lead_id.check_access("write")
        self.env["salestech.process.guard"]._require_process("2.1.5")
        if self.user_id != self.env.user and not self.env.user.has_group("sales_technology.group_reach_group"):
            raise AccessError(
                self.env._("A call is corrected by the one who made it, %s, or by the group head.", self.user_id.name)
            )
        if self.active or not self.outcome:
            raise UserError(self.env._("This call is not logged yet: log it as it was."))

    def _correct_outcome(self, outcome, contact, reason):
        """Correct a logged call. What was planned after it stays; the history keeps what it was before.

        Whether the call was cold is a fact of that moment and stays; whether it reached the one who decides
        follows from the correction.
        """
        self.ensure_one()
        self._require_correction()
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        before = labels[self.outcome]
        reached = outcome in TALKED and contact and contact == self.touch_lead_id.decision_maker_id
        # sudo: facts are closed to everybody; who may correct them was checked just now.
        self.sudo().write({"outcome": outcome, "contact_id": contact.id, "is_decision_call": bool(reached)})
        self.touch_lead_id._message_log(
            body=self.env._(
                "The call of %(date)s was corrected: %(before)s → %(after)s. %(reason)s",
                date=format_date(self.env, self.date_done),
                before=before,
                after=labels[outcome],
                reason=reason,
            )
        )

    def _call_facts(self, outcome, contact):
        """Tell, at the moment a call is done, whether it was cold and whether it reached the one who decides.

        Cold: no meeting with the client was held and no call before it reached the decision maker.
        With the decision maker: somebody talked (reached, refused or meeting agreed), and it was he.
        """
        lead = self.touch_lead_id.sudo()  # facts of the client, whoever of the group talked to him before
        reached = outcome in TALKED and contact and contact == lead.decision_maker_id
        met = (
            self.env["calendar.event"]
            .sudo()
            .search_count([("opportunity_id", "=", lead.id), ("meeting_state", "=", "held")], limit=1)
        )
        known = lead.touch_ids.filtered(lambda a: not a.active and a.is_decision_call and a != self)
        return {"is_cold": not met and not known, "is_decision_call": bool(reached)}

    def _action_done(self, feedback=False, attachment_ids=None):
        touches = self.filtered(lambda a: a.touch_kind and a.res_model == "crm.lead")
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if not touches:
            return result
        messages, following = result
        for touch in touches:
            following |= touch._plan_following()
        touches.calendar_event_id._held_by_done_touch()
        return messages, following

    def _plan_following(self, outcome=None):
        """Plan what the scenario says comes after this touch; returns the planned activity, if any."""
        outcome = outcome or self.outcome or ("done" if self.touch_kind != "call" else False)
        lead = self.touch_lead_id
        if not outcome or not lead.exists():
            return self.browse()
        # sudo: what comes next follows from the scenario, whoever finished the touch (core too lets
        # a person finish his activity on a document that he cannot open).
        return lead.sudo()._follow(self.sudo(), outcome).with_env(self.env)

    def _not_held(self, reason):
        """Take the touches of a meeting that was not held off the plan, keeping them as history."""
        for touch in self:
            touch.write({"feedback": self.env._("Not held: %s", reason), "active": False})
            touch.touch_lead_id._message_log(
                body=self.env._("“%(meeting)s” was not held: %(reason)s", meeting=touch.summary, reason=reason)
            )
            touch._plan_following("not_held")
