from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

ROLE = "sales_technology.group_salestech_user"
# In the context of a write by our own code: the scenario comes along with its touches. A client sends
# JSON and cannot send this very object.
KEEP_TOUCHES = object()


class CrmLead(models.Model):
    """The scenario of a client (process 2.1.3) and the communication plan made from it (2.1.4)."""

    _inherit = "crm.lead"

    scenario_id = fields.Many2one(
        "mail.activity.plan",
        index="btree_not_null",
        # Not restricted by the database: that would keep scenarios alive when the addon is uninstalled.
        # Those in use are kept by `mail.activity.plan._unlink_if_no_client_follows_it`.
        ondelete="set null",
        copy=False,
        groups=ROLE,
        domain="[('is_scenario', '=', True), ('ladder_id', 'in', [ladder_id, False])]",
        help="How this client is won: which touches come when, and what follows which outcome.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        if "default_scenario_id" in self.env.context or any(vals.get("scenario_id") for vals in vals_list):
            chosen = leads.filtered("scenario_id")
            for scenario, same in chosen.grouped("scenario_id").items():
                same._check_scenario_choice(scenario)
            chosen._start_scenario(dict.fromkeys(chosen.ids, False))
        return leads

    def write(self, vals):
        scenarios = self._scenarios_before(vals) if "scenario_id" in vals else {}
        salespeople = self._salespeople_before(vals) if vals.get("user_id") else {}
        result = super().write(vals)
        if salespeople:
            self._hand_over_touches(salespeople)
        if scenarios:
            self.browse(scenarios)._start_scenario(scenarios)
        if vals.get("active") is False:
            # A lost client is not called again: Odoo would leave its activities to become overdue.
            self._drop_open_touches(self.env["mail.activity.plan"])
        return result

    def _scenarios_before(self, vals):
        """Check a change of scenario; return {lead id: name of its scenario so far} of the clients it changes."""
        if self.env.context.get("salestech_keep_touches") is KEEP_TOUCHES:
            return {}
        scenario = self.env["mail.activity.plan"].browse(vals["scenario_id"] or ())
        changing = self.filtered(lambda lead: lead.scenario_id != scenario)
        if changing:
            changing._check_scenario_choice(scenario)
        return {lead.id: lead.scenario_id.display_name for lead in changing}

    def _check_scenario_choice(self, scenario):
        """Refuse a scenario that these clients cannot follow, in one sentence."""
        self._require_process("2.1.3")
        if not scenario:
            return
        if not scenario.exists().is_scenario or not scenario.active:
            raise UserError(self.env._("This is not a scenario in use. Choose another one."))
        for lead in self:
            # sudo: ladder and company are compared only
            ladder, company = scenario.sudo().ladder_id, scenario.sudo().company_id
            if not lead.ladder_id:
                raise UserError(
                    self.env._("“%s” is not on a sales ladder: only clients on a ladder follow a scenario.", lead.name)
                )
            if ladder and ladder != lead.ladder_id:
                raise UserError(
                    self.env._(
                        "The scenario “%(scenario)s” is for another ladder than that of “%(client)s”.",
                        scenario=scenario.display_name,
                        client=lead.name,
                    )
                )
            if company and lead.company_id and company != lead.company_id:
                raise UserError(
                    self.env._(
                        "The scenario “%(scenario)s” belongs to another company than “%(client)s”.",
                        scenario=scenario.display_name,
                        client=lead.name,
                    )
                )

    # ------------------------------------------------------------
    # CHOICE
    # ------------------------------------------------------------

    def _scenarios_to_choose(self):
        """Return the scenarios that all these clients may follow."""
        domain = [
            ("is_scenario", "=", True),
            ("ladder_id", "in", [*self.ladder_id.ids, False]),
            ("company_id", "in", [*(self.company_id or self.env.company).ids, False]),
        ]
        scenarios = self.env["mail.activity.plan"].search(domain, order="scenario_sequence, id")
        return scenarios.filtered(lambda s: not s.ladder_id or self.ladder_id <= s.ladder_id)

    def _suggest_scenario(self, scenarios=None):
        """Return the scenario that fits this client best: by segment first, then by ladder."""
        self.ensure_one()
        scenarios = self._scenarios_to_choose() if scenarios is None else scenarios

        def rank(scenario):
            by_segment = bool(self.segment_id) and self.segment_id in scenario.segment_ids
            return (not by_segment, bool(scenario.segment_ids), not scenario.ladder_id, scenario.scenario_sequence)

        return scenarios.sorted(rank)[:1]

    def action_choose_scenario(self):
        """Open the choice of a scenario with the suggested one on top."""
        self.check_access("write")
        self._require_process("2.1.3")
        choice = self.env["salestech.scenario.choice"].create({"lead_ids": [fields.Command.set(self.ids)]})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose the scenario"),
            "res_model": choice._name,
            "res_id": choice.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _mend_scenario(self, gate):
        return self.action_choose_scenario()

    # ------------------------------------------------------------
    # COMMUNICATION PLAN
    # ------------------------------------------------------------

    def _start_scenario(self, before):
        """Replace the open touches of another scenario by the plan of the chosen one.

        :param before: {lead id: name of the scenario before, or False}
        """
        removed = {lead.id: lead._open_scenario_touches() for lead in self}
        names = {lead_id: touches.mapped("summary") for lead_id, touches in removed.items()}
        self._drop_open_touches(self.env["mail.activity.plan"])
        planned = self._plan_at_once() if self._may_process("2.1.4") else self.env["mail.activity"]
        by_lead = planned.grouped("res_id")
        self._message_log_batch(
            bodies={
                lead.id: lead._scenario_note(before[lead.id], names[lead.id], by_lead.get(lead.id, planned.browse()))
                for lead in self
            }
        )

    def _open_scenario_touches(self):
        return self.touch_ids.filtered(lambda a: a.active and a.scenario_touch_id)

    def _drop_open_touches(self, keep):
        """Remove the planned touches that come from scenarios other than `keep`; done ones and others stay."""
        steps = self.env["crm.stage"]._ladder_steps()
        climbing = self.filtered(lambda lead: lead.stage_id.id in steps) if steps else self.browse()
        if not climbing:
            return
        # sudo: planned touches of a colleague go with the scenario that planned them; who comes here may
        # write the client, which the write itself checks.
        touches = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "crm.lead"),
                    ("res_id", "in", climbing.ids),
                    ("scenario_touch_id", "!=", False),
                    ("scenario_touch_id.plan_id", "not in", keep.ids),
                ]
            )
        )
        touches.unlink()

    def _plan_at_once(self):
        """Plan the touches with which a scenario begins, for all these clients in one go."""
        today = fields.Date.context_today(self)
        days = {}  # one look at the calendar for each company and delay, not for each client
        vals_list = []
        for lead in self.filtered("scenario_id"):
            company = lead.company_id or self.env.company
            for touch in lead.scenario_id.template_ids.filtered("is_at_once"):
                key = (company, touch.delay_count)
                if key not in days:
                    days[key] = company._working_day_after(today, touch.delay_count)
                vals_list.append(touch._prepare_touch_vals(lead, days[key]))
        # Quick update: a plan for two hundred clients is no two hundred e-mails to the salesperson.
        return self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(vals_list)

    def action_make_communication_plan(self):
        """Plan the touches of the scenario where none is planned or done yet."""
        self.check_access("write")
        self._require_process("2.1.4")
        return self.filtered(
            lambda lead: not lead.touch_ids.scenario_touch_id & lead.scenario_id.template_ids
        )._plan_at_once()

    def _mend_communication_plan(self, gate):
        if not self.scenario_id:
            return self.action_choose_scenario()
        if self.action_make_communication_plan():
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan the next touch"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_model": "crm.lead", "active_id": self.id, "active_ids": self.ids},
        }

    def _salespeople_before(self, vals):
        """Return {lead id: user id} of the clients on a ladder that are about to get another salesperson."""
        steps = self.env["crm.stage"]._ladder_steps()
        return {
            lead.id: lead.user_id.id
            for lead in self
            if lead.stage_id.id in steps and lead.user_id and lead.user_id.id != vals["user_id"]
        }

    def _hand_over_touches(self, before):
        """The planned touches of a client go to the new salesperson along with the client.

        :param before: {lead id: user id of the salesperson before}
        """
        # sudo: they are the former salesperson's; whoever may give the client away gives its plan away.
        touches = (
            self.env["mail.activity"]
            .sudo()
            .search([("res_model", "=", "crm.lead"), ("res_id", "in", list(before)), ("touch_kind", "!=", False)])
        )
        touches = touches.filtered(lambda a: a.user_id.id == before[a.res_id])
        for user, leads in self.grouped("user_id").items():
            theirs = touches.filtered(lambda a, ids=set(leads.ids): a.res_id in ids)
            if theirs and user:
                theirs.with_context(mail_activity_quick_update=True).write({"user_id": user.id})

    def _scenario_note(self, before, removed, planned):
        """Return the note for the chatter: which scenario, what was planned, what was taken off."""
        items = [
            self.env._("Planned: %(touch)s on %(date)s", touch=a.summary, date=format_date(self.env, a.date_deadline))
            for a in planned
        ]
        items += [self.env._("Taken off the plan: %s", name) for name in removed]
        body = Markup("<p>%s: %s → %s</p>") % (
            self.env._("Scenario"),
            before or self.env._("none"),
            self.scenario_id.display_name or self.env._("none"),
        )
        return body + Markup("<ul>%s</ul>") % Markup().join(Markup("<li>%s</li>") % item for item in items)
