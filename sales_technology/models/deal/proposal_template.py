from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty

from .proposal import KINDS

# What a text may name, and is filled in for the client. A closed list: nothing in a text is ever evaluated.
WORDS = ("client", "person", "manager", "company", "needs")


class SalestechProposalTemplate(models.Model):
    """A text to begin a proposal with. The scenario of the client says which ones are offered first."""

    _name = "salestech.proposal.template"
    _description = "Text of a Proposal"
    _order = "kind, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(KINDS, required=True, default="commercial")
    scenario_ids = fields.Many2many(
        "mail.activity.plan",
        "salestech_proposal_template_scenario_rel",
        "template_id",
        "scenario_id",
        string="Scenarios",
        domain=[("is_scenario", "=", True)],
        check_company=True,
        help="Clients who follow one of these begin with this text. Empty: all others.",
    )
    company_id = fields.Many2one("res.company", index=True, help="Empty: of all companies.")
    body = fields.Html(
        string="Text",
        translate=True,
        sanitize_style=True,
        help="{client}, {person}, {manager}, {company} and {needs} are filled in for the client.",
    )

    @api.constrains("body")
    def _check_body(self):
        for template in self:
            if is_html_empty(template.body):
                raise ValidationError(self.env._("Write the text of “%s”.", template.name))

    @api.model
    def _suggest(self, kind, lead, company):
        """Return the text that a proposal of this kind begins with for this client, or none."""
        templates = self.search([("kind", "=", kind), ("company_id", "in", [company.id, False])])
        scenario = lead.sudo().scenario_id  # only which one it is
        return (
            templates.filtered(lambda t: scenario and scenario in t.scenario_ids)[:1]
            or templates.filtered(lambda t: not t.scenario_ids)[:1]
        )

    def _fill(self, proposal):
        """Return the text for this proposal, with what is known of the client; all of it escaped."""
        self.ensure_one()
        lead = proposal.lead_id.sudo()  # the words of the text are about the client of this very proposal
        needs = lead.need_ids.filtered(lambda need: need.kind == "need")
        items = Markup().join(Markup("<li>%s</li>") % need.name for need in needs)
        values = {
            "client": escape(proposal.partner_id.name or lead.partner_name or lead.name),
            "person": escape(proposal.contact_id.name or lead.decision_maker_id.name or ""),
            "manager": escape(proposal.user_id.name or ""),
            "company": escape(proposal.company_id.name),
            "needs": Markup("<ul>%s</ul>") % items if items else "",
        }
        body = str(self.body or "")
        for word in WORDS:
            body = body.replace(f"{{{word}}}", str(values[word]))
        return Markup(body)
