from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Carried in the context by our own code alone: an RPC brings JSON, which can be no such object.
_WHOLE_TABLE = object()


class SalestechReceivableBand(models.Model):
    """A band of an age table, from a day late to a day late; and, of no table, what is not late at all."""

    _name = "salestech.receivable.band"
    _description = "Age of Receivables"
    _order = "day_from, id"

    name = fields.Char(compute="_compute_name")
    kind = fields.Selection(
        [("unmatched", "Paid, not matched yet"), ("not_due", "Not due yet"), ("late", "Late")],
        required=True,
        readonly=True,
        default="late",
    )
    scale_id = fields.Many2one("salestech.receivable.scale", index="btree_not_null", ondelete="cascade")
    company_id = fields.Many2one(related="scale_id.company_id", store=True)
    day_from = fields.Integer(string="From day", default=1, aggregator=None, help="Days after the due date.")
    day_to = fields.Integer(string="To day", aggregator=None, help="Empty: and more.")

    _kind_table = models.Constraint(
        "CHECK ((kind = 'late') = (scale_id IS NOT NULL))", "A band of days late belongs to an age table."
    )
    _days_in_order = models.Constraint(
        "CHECK (kind != 'late' OR (day_from >= 1 AND (COALESCE(day_to, 0) = 0 OR day_to >= day_from)))",
        "A band begins with day 1 or later and does not end before it begins.",
    )

    @api.depends("kind", "day_from", "day_to")
    @api.depends_context("lang")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for band in self:
            if band.kind != "late":
                band.name = labels.get(band.kind)
            elif band.day_to:
                band.name = self.env._("%(first)s–%(last)s days", first=band.day_from, last=band.day_to)
            else:
                band.name = self.env._("over %s days", band.day_from - 1)

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        if not self.env.su and not all(vals.get("scale_id") for vals in vals_list):
            raise ValidationError(self.env._("A band belongs to an age table. Add it there."))
        bands = super().create(vals_list)
        bands.scale_id._check_bands_at_once(self)
        return bands

    def write(self, vals):
        scales = self.scale_id
        result = super().write(vals)
        (scales | self.scale_id)._check_bands_at_once(self)
        return result

    def unlink(self):
        scales = self.scale_id
        result = super().unlink()
        scales.exists()._check_bands_at_once(self)
        return result


class SalestechReceivableScale(models.Model):
    """Saved as a whole: bands are asked about each other once all of them are there."""

    _inherit = "salestech.receivable.scale"

    @api.model_create_multi
    def create(self, vals_list):
        scales = super(SalestechReceivableScale, self._as_a_whole()).create(vals_list).with_env(self.env)
        scales._check_bands()
        return scales

    def write(self, vals):
        result = super(SalestechReceivableScale, self._as_a_whole()).write(vals)
        self._check_bands()
        return result

    def _as_a_whole(self):
        return self.with_context(salestech_whole_table=_WHOLE_TABLE)

    def _check_bands_at_once(self, bands):
        if bands.env.context.get("salestech_whole_table") is not _WHOLE_TABLE:
            self._check_bands()
