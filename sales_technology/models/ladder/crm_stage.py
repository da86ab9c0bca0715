from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError


class Step(NamedTuple):
    """What moving a lead needs to know of a step; kept in the registry's cache."""

    id: int
    ladder_id: int
    no: int
    is_won: bool
    is_optional: bool
    applies_domain: str


class CrmStage(models.Model):
    _inherit = "crm.stage"

    # Core has no such field. Steps of a ladder nobody adopted are archived by it and so stay out of sight.
    active = fields.Boolean(default=True)
    ladder_id = fields.Many2one("salestech.ladder", index="btree_not_null", ondelete="restrict")
    step_no = fields.Integer(string="Step", help="Its number on the ladder: clients go up in this order.")
    process_ids = fields.Many2many(
        "salestech.process",
        string="Processes",
        domain=[("kind", "=", "process")],
        help="What is carried out on this step.",
    )
    # Core's `requirements` cannot be translated, and ladders come with the addon in two languages.
    purpose = fields.Char(translate=True, help="What the step is for, in one line; shown on the client's card.")
    script = fields.Html(
        translate=True, sanitize_style=True, help="What to say on this step; shown on the client's card."
    )
    is_optional = fields.Boolean(
        string="May be passed over", help="The step is climbed only where its condition holds."
    )
    applies_domain = fields.Char(
        string="Is climbed where", default="[]", help="Only for a step that may be passed over; empty: always."
    )
    gate_ids = fields.One2many("salestech.ladder.gate", "stage_id", string="Gates", copy=True)

    _ladder_step_uniq = models.UniqueIndex(
        "(ladder_id, step_no) WHERE ladder_id IS NOT NULL", "Each step of a ladder needs a number of its own."
    )

    @api.constrains("ladder_id", "step_no", "is_won")
    def _check_steps(self):
        for stage in self.filtered("ladder_id"):
            if stage.step_no < 1:
                raise ValidationError(self.env._("Give the step “%s” a number from 1 upwards.", stage.name))
            after = stage.ladder_id.stage_ids.filtered(lambda s, no=stage.step_no: s.step_no > no)
            if stage.is_won and after:
                raise ValidationError(
                    self.env._("The winning step “%s” must be the last one of its ladder.", stage.name)
                )

    @api.constrains("applies_domain")
    def _check_applies_domain(self):
        for stage in self.filtered("ladder_id"):
            self.env["salestech.ladder.gate"]._validate_domain(stage.applies_domain, stage.name)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_numbers_free(vals_list)
        for vals in vals_list:
            if vals.get("ladder_id"):
                vals["sequence"] = vals.get("step_no", 0)
        stages = super().create(vals_list)
        if stages.ladder_id:
            stages.ladder_id._sync_steps()
            self._clear_ladder_cache()
        return stages

    def write(self, vals):
        steps = self.filtered("ladder_id")
        if not steps and not vals.get("ladder_id"):
            return super().write(vals)
        if "ladder_id" in vals and any(s.ladder_id.id != vals["ladder_id"] for s in steps):
            raise UserError(self.env._("A step cannot change its ladder. Make a new step on the other one."))
        if "step_no" in vals:
            vals = {**vals, "sequence": vals["step_no"]}
        elif "sequence" in vals and any(s.step_no != vals["sequence"] for s in steps):
            raise UserError(self.env._("Steps stand in the order of their numbers. Change the number in the ladder."))
        result = super().write(vals)
        self._clear_ladder_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_no_lead_stands_on_it(self):
        steps = self.filtered("ladder_id")
        # Leads of other people count too: the step must not vanish from under them.
        if steps and self.env["crm.lead"].sudo().with_context(active_test=False).search_count(
            [("stage_id", "in", steps.ids)], limit=1
        ):
            raise UserError(self.env._("Clients still stand on this step. Move them to another one first."))

    def unlink(self):
        result = super().unlink()
        self._clear_ladder_cache()
        return result

    def _check_numbers_free(self, vals_list):
        numbers = {(vals["ladder_id"], vals.get("step_no", 0)) for vals in vals_list if vals.get("ladder_id")}
        if not numbers:
            return
        taken = self.with_context(active_test=False).search(
            [("ladder_id", "in", [n[0] for n in numbers]), ("step_no", "in", [n[1] for n in numbers])]
        )
        clash = taken.filtered(lambda s: (s.ladder_id.id, s.step_no) in numbers)[:1]
        if clash:
            raise ValidationError(
                self.env._(
                    "Step %(no)s of the ladder “%(ladder)s” is “%(step)s” already. Give the new step another number.",
                    no=clash.step_no,
                    ladder=clash.ladder_id.name,
                    step=clash.name,
                )
            )

    def _clear_ladder_cache(self):
        self.env.registry.clear_cache()

    @api.model
    @tools.ormcache()
    def _ladder_steps(self):
        """Return {stage id: Step} of the ladders that any group ever adopted.

        Cached, because every write on a lead asks: reading the stages each time would cost
        a query per lead. Empty in a database where nobody works by a ladder, so that all of the
        addon's overrides return at once there.
        """
        adopted = self.env["salestech.ladder.adoption"].sudo().search([]).ladder_id
        stages = (
            self.sudo()
            .with_context(active_test=False)
            .search([("ladder_id", "in", adopted.ids)], order="ladder_id, step_no")
        )
        return {
            s.id: Step(s.id, s.ladder_id.id, s.step_no, s.is_won, s.is_optional, s.applies_domain or "[]")
            for s in stages
        }

    @api.model
    @tools.ormcache("lang")
    def _step_names(self, lang):
        """Return {stage id: name} of the steps of all ladders, in a language."""
        stages = self.sudo().with_context(active_test=False, lang=lang).search([("ladder_id", "!=", False)])
        return {stage.id: stage.name for stage in stages}

    @api.model
    def _steps_of(self, ladder_id):
        """Return the Steps of a ladder in climbing order."""
        return [step for step in self._ladder_steps().values() if step.ladder_id == ladder_id]
