from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.organisation import clean_text


class SalestechSegment(models.Model):
    """A kind of client: scenarios, sharing out and indicators go by it."""

    _name = "salestech.segment"
    _description = "Client Segment"
    _inherit = ["salestech.process.guard"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="A short name for reports and files; must not change once reports use it.")
    color = fields.Integer()
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: every company uses it.")
    description = fields.Text(translate=True, help="Which organisations belong here, in words.")
    lead_count = fields.Integer(string="Opportunities", compute="_compute_counts")
    partner_count = fields.Integer(string="Organisations", compute="_compute_counts")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_counts(self):
        """Count what the user may see."""
        leads = self._count_by_segment("crm.lead", [("type", "=", "opportunity")])
        partners = self._count_by_segment("res.partner", [("is_company", "=", True)])
        for segment in self:
            segment.lead_count = leads.get(segment.id, 0)
            segment.partner_count = partners.get(segment.id, 0)

    def _count_by_segment(self, model, domain):
        rows = self.env[model]._read_group([*domain, ("segment_id", "in", self.ids)], ["segment_id"], ["__count"])
        return {segment.id: count for segment, count in rows}

    @api.constrains("name", "company_id", "active")
    def _check_name(self):
        """One name, one segment: letter case, spaces and translations make no difference."""
        # sudo: a segment that a rule hides still bears its name.
        everyone = self.sudo().search([])
        seen = {}
        for segment in everyone:
            for name in segment._names():
                seen.setdefault(name, everyone.browse())
                seen[name] |= segment
        for segment in self.filtered("active"):
            if not clean_text(segment.name):
                raise ValidationError(self.env._("Give the segment a name."))
            for name in segment._names():
                others = (seen.get(name, everyone.browse()) - segment).filtered(
                    lambda other, own=segment.company_id: not own or not other.company_id or other.company_id == own
                )
                if others:
                    raise ValidationError(
                        self.env._(
                            "There is a segment “%s” already. Use it or choose another name.",
                            segment.name,
                        )
                    )

    def _names(self):
        """Return the segment's names in all languages, as compared."""
        self.ensure_one()
        translations = self._fields["name"]._get_stored_translations(self) or {}
        return {clean_text(name).casefold() for name in translations.values() if name}

    @api.model
    def name_create(self, name):
        """Make a segment by its name alone.

        The import screen offers this for a segment it does not know; whoever may fill the
        client register may accept the offer, though segments are otherwise the administrator's.
        """
        if self.env.context.get("import_file") and not self.has_access("create"):
            self._require_process("2.1.1")
            # sudo: the right to import was checked just above; only a name is taken.
            segment = self.sudo().create({"name": clean_text(name), "company_id": self.env.company.id})
            return segment.id, segment.display_name
        return super().name_create(clean_text(name))

    def action_open_leads(self):
        """Open the opportunities of this segment that the user may see."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_technology.crm_lead_register_action")
        action["domain"] = [("segment_id", "=", self.id)]
        action["display_name"] = self.name
        return action
