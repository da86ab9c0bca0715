from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

PROCESS = "2.1.9.0"


class SalestechPilot(models.Model):
    """A trial of what we sell, at the client's: goals that can be measured, from a day to a day.

    Draft → running → finished, with a result and the act that both sides signed. One that is extended is
    finished with that result, and another one continues it: what was agreed and what came out of it stay as they were.
    """

    _name = "salestech.pilot"
    _description = "Pilot Project"
    _inherit = ["salestech.document.mixin", "salestech.deadline.mixin"]
    _order = "date_end desc, id desc"
    _rec_name = "name"
    _rec_names_search = ["name", "number", "partner_id"]

    _start_state = "draft"
    _closed_states = ("finished",)
    _facts = frozenset(
        {
            *("state", "number", "company_id", "result", "previous_id", "date_started", "date_finished"),
            *("act_date", "act_file", "act_file_name", "decision", "conclusion"),
        }
    )
    _content = frozenset(
        {
            *("lead_id", "partner_id", "currency_id", "name", "date_start", "date_end", "amount", "amount_company"),
            *("contact_id", "contact_ids", "member_ids", "goal_ids", "milestone_ids", "status_ids"),
        }
    )
    _deadline_open_states = ("draft", "running")
    _deadline_team_field = "lead_id.team_id"

    name = fields.Char(string="What is tried", required=True, tracking=True)
    state = fields.Selection(
        selection=[("draft", "Draft"), ("running", "Running"), ("finished", "Finished")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    previous_id = fields.Many2one(
        "salestech.pilot", string="Continues", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    next_ids = fields.One2many("salestech.pilot", "previous_id", string="Continued by")

    date_start = fields.Date(string="From", required=True, tracking=True)
    date_end = fields.Date(string="Until", required=True, tracking=True)
    date_started = fields.Date(string="Started on", readonly=True, copy=False)
    date_finished = fields.Date(string="Finished on", readonly=True, copy=False)
    date_deadline = fields.Date(
        compute="_compute_date_deadline", store=True, help="A draft is to be started, a running pilot to be finished."
    )

    amount = fields.Monetary(
        tracking=True, currency_field="currency_id", help="What the pilot brings us, in the document's currency."
    )
    amount_company = fields.Monetary(
        string="Amount in company currency",
        compute="_compute_amount_company",
        store=True,
        currency_field="company_currency_id",
        help="At the rate of the first day.",
    )

    contact_id = fields.Many2one(
        "res.partner", string="Responsible at the client", index="btree_not_null", tracking=True, check_company=True
    )
    contact_ids = fields.Many2many("res.partner", string="Others at the client", check_company=True)
    member_ids = fields.Many2many(
        "res.users", string="Our team", domain="[('share', '=', False), ('company_ids', 'in', company_id)]"
    )

    goal_ids = fields.One2many("salestech.pilot.goal", "pilot_id", string="Goals", copy=True)
    milestone_ids = fields.One2many("salestech.pilot.milestone", "pilot_id", string="Milestones", copy=True)
    status_ids = fields.One2many("salestech.pilot.status", "pilot_id", string="Weekly status")
    light = fields.Selection(
        selection=[("green", "On track"), ("yellow", "At risk"), ("red", "Off track")],
        string="Last status",
        compute="_compute_light",
        store=True,
        index=True,
    )
    goal_count = fields.Integer(compute="_compute_goals", string="Number of goals")
    goal_met_count = fields.Integer(compute="_compute_goals", string="Goals met")

    result = fields.Selection(
        selection=[("accepted", "Accepted"), ("rejected", "Rejected"), ("extended", "Extended")],
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    act_date = fields.Date(string="Act signed on", readonly=True, copy=False)
    act_file = fields.Binary(string="Signed act", attachment=True, readonly=True, copy=False)
    act_file_name = fields.Char(string="Name of the act's file", readonly=True, copy=False)
    decision = fields.Selection(
        selection=[
            ("sign", "Sign the contract"),
            ("terms", "Sign after other terms"),
            ("later", "Decide later"),
            ("none", "No contract"),
        ],
        string="Decision on the contract",
        readonly=True,
        copy=False,
        tracking=True,
    )
    conclusion = fields.Text(readonly=True, copy=False)

    _dates_in_order = models.Constraint("CHECK (date_end >= date_start)", "A pilot cannot end before it starts.")
    _amount_finite = models.Constraint(
        "CHECK (amount IS NULL OR (amount >= 0 AND amount < 'Infinity'::float8))",
        "The amount of a pilot is zero or more.",
    )
    _result_of_finished = models.Constraint(
        "CHECK ((state = 'finished') = (result IS NOT NULL))", "A pilot has a result once it is finished."
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("state", "date_start", "date_end")
    def _compute_date_deadline(self):
        for pilot in self:
            pilot.date_deadline = pilot.date_start if pilot.state == "draft" else pilot.date_end

    @api.depends("amount", "currency_id", "company_id", "date_start", "date_started")
    def _compute_amount_company(self):
        for pilot in self:
            date = pilot.date_started or pilot.date_start
            pilot.amount_company = pilot._to_company_currency(pilot.amount, date)

    @api.depends("status_ids.light", "status_ids.week")
    def _compute_light(self):
        for pilot in self:
            given = pilot.status_ids.filtered("light").sorted("week")
            pilot.light = given[-1:].light

    @api.depends("goal_ids.met")
    def _compute_goals(self):
        for pilot in self:
            pilot.goal_count = len(pilot.goal_ids)
            pilot.goal_met_count = len(pilot.goal_ids.filtered(lambda goal: goal.met == "met"))

    @api.depends("number", "name")
    def _compute_display_name(self):
        for pilot in self:
            pilot.display_name = " ".join(filter(None, (pilot.number, pilot.name)))

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for pilot in self:
            if pilot.date_end < pilot.date_start:
                raise ValidationError(
                    self.env._("The pilot “%s” cannot end before it starts. Correct one of the two days.", pilot.name)
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """A pilot of a client begins with what the client's card knows."""
        values = super().default_get(fields)
        lead = self.env["crm.lead"].browse(values.get("lead_id"))
        if "contact_id" in fields and lead:
            values.setdefault("contact_id", lead.decision_maker_id.id)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        pilots = super().create(vals_list)
        for pilot in pilots:
            # sudo: the number is a fact, closed to everybody; creating was checked just now
            pilot.sudo().number = pilot.company_id._next_document_number("salestech.pilot")
        for pilot in pilots:
            pilot._log_in_history(self.env._("pilot planned"))
        return pilots

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_start(self):
        """Start: from now on the pilot is followed week by week."""
        self.check_access("write")
        self._require_own_process()
        for pilot in self:
            missing = pilot._missing_to_start()
            if missing:
                raise UserError(
                    self.env._("“%(pilot)s” cannot start yet. %(missing)s", pilot=pilot.name, missing=" ".join(missing))
                )
        self._become("running", ("draft",), date_started=self._today())
        self._log_in_history(self.env._("pilot started"))
        return True

    def action_finish(self):
        """Open the dialog that takes the result, the signed act and the decision."""
        self.ensure_one()
        self._require_running()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Finish the pilot"),
            "res_model": "salestech.pilot.finish",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_pilot_id": self.id},
        }

    def action_open_next(self):
        """Open the pilot that continues this one."""
        self.ensure_one()
        self.check_access("read")
        return self.next_ids[:1]._get_records_action()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _process_codes(self):
        return [PROCESS]

    def _reasoned(self):
        return {}  # a pilot ends with its result, which has a dialog of its own

    def _wrong_state_sentence(self, doc):
        if doc.state == "draft":
            return self.env._("“%s” has not started yet. Start it first.", doc.name)
        return super()._wrong_state_sentence(doc)

    def _closed_sentence(self, doc):
        return self.env._("The pilot “%s” is finished and can no longer be changed. Its act holds.", doc.name)

    def _require_running(self):
        self.check_access("write")
        self._require_own_process()
        for pilot in self.filtered(lambda pilot: pilot.state != "running"):
            raise UserError(self._wrong_state_sentence(pilot))

    def _missing_to_start(self):
        """Return sentences that say what a pilot lacks to start."""
        self.ensure_one()
        missing = []
        if not self.goal_ids:
            missing.append(self.env._("No goal is written down: add what is to be measured."))
        if not self.user_id:
            missing.append(self.env._("Nobody on our side is responsible."))
        if not (self.contact_id or self.contact_ids):
            missing.append(self.env._("Nobody on the client's side is named."))
        return missing

    def _finish(self, result, **facts):
        """Close the pilot with its result. The dialog checked that the act is complete."""
        self.ensure_one()
        if result == "accepted":
            open_goals = self.goal_ids.filtered(lambda goal: goal.met == "open")
            if open_goals:
                raise UserError(
                    self.env._(
                        "Not measured yet: %s. Enter what was reached, then finish the pilot.",
                        ", ".join(open_goals.mapped("name")),
                    )
                )
        self._become("finished", ("running",), result=result, date_finished=self._today(), **facts)
        # sudo: the activities of the mechanism, which end with the pilot
        self.sudo().milestone_ids._deadline_follow()
        self.sudo().status_ids._deadline_follow()
        labels = dict(self._fields["result"]._description_selection(self.env))
        self._log_in_history(self.env._("pilot finished: %s", labels[result]))

    def _extend(self, date_end):
        """Make the pilot that continues this one until `date_end`, running, with its open goals and milestones."""
        self.ensure_one()
        start = fields.Date.add(self.date_finished, days=1)
        if date_end < start:
            raise UserError(self.env._("The new end must lie after today: the pilot goes on until then."))
        values = self.copy_data({"date_start": start, "date_end": date_end, "milestone_ids": [], "note": self.note})[0]
        values.pop("milestone_ids", None)
        following = self.create(values)
        # sudo: facts, closed to everybody; access and process were checked when this one was finished
        following.sudo().write({"previous_id": self.id, "state": "running", "date_started": start})
        for milestone in self.milestone_ids.filtered(lambda milestone: milestone.state == "open"):
            # sudo: this pilot is closed now; what is left of it moves on to the next
            milestone.sudo().write({"pilot_id": following.id, "date_deadline": max(milestone.date_deadline, start)})
        return following
