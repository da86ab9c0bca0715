from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalestechKeyRole(models.Model):
    """A role at a client whose holder we ought to know: purchasing, technical… Data, per segment."""

    _name = "salestech.key.role"
    _description = "Key Role at a Client"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="A short name for reports and files; must not change once reports use it.")
    kind = fields.Selection(
        [("client", "Clients"), ("partner", "Partners")], string="At", required=True, default="client", index=True
    )
    segment_ids = fields.Many2many(
        "salestech.segment",
        "salestech_key_role_segment_rel",
        "role_id",
        "segment_id",
        string="Segments",
        check_company=True,
        help="At clients of these segments the role is to be known. Empty: at all clients.",
    )
    purpose = fields.Char(translate=True, help="Why this person matters, in a few words.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: every company uses it.")

    @api.constrains("name")
    def _check_name(self):
        for role in self:
            if not (role.name or "").strip():
                raise ValidationError(self.env._("Give the role a name."))

    @api.model
    def _of_company(self, company):
        """Return all roles that a company asks about."""
        # sudo: which roles are asked about is configuration that every sales role is held by
        return self.sudo().search([("company_id", "in", [False, company.id])])

    def _required(self, kinds, segment):
        """Return those of these roles that are to be known at an organisation of this segment."""
        return self.filtered(lambda role: role.kind in kinds and (not role.segment_ids or segment in role.segment_ids))
