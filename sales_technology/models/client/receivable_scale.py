from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

DEFAULT_BANDS = ((1, 30), (31, 60), (61, 90), (91, 0))


class SalestechReceivableScale(models.Model):
    """An age table: how overdue documents are told apart by days late. A company's own one, else the common one.

    Its bands follow one another without gap or overlap, from the first day late on and without end, so that each
    overdue document lies in exactly one.
    """

    _name = "salestech.receivable.scale"
    _description = "Age Table of Receivables"
    _order = "company_id, id"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies that have no table of their own.")
    band_ids = fields.One2many("salestech.receivable.band", "scale_id", string="Bands", copy=True)

    @api.model
    def default_get(self, fields):
        """A new table begins with 30, 60 and 90 days."""
        values = super().default_get(fields)
        if "band_ids" in fields:
            bands = [{"day_from": first, "day_to": last} for first, last in DEFAULT_BANDS]
            values.setdefault("band_ids", [Command.create(vals) for vals in bands])
        return values

    @api.constrains("company_id")
    def _check_one_of_a_company(self):
        for scale in self:
            if self.search_count([("company_id", "=", scale.company_id.id), ("id", "!=", scale.id)], limit=1):
                raise ValidationError(
                    self.env._(
                        "“%s” has an age table already. Change that one.",
                        scale.company_id.name or self.env._("All companies"),
                    )
                )

    @api.constrains("band_ids")
    def _check_bands(self):
        for scale in self:
            scale._check_rows(scale.band_ids.sorted(lambda band: (band.day_from, band.day_to or 10**6)))

    def _check_rows(self, bands):
        """Raise where the bands, by their first day, leave days out or count days twice."""
        if not bands:
            raise ValidationError(self.env._("The age table is empty. Add its bands, from 1 day on."))
        expected = 1
        for band in bands:
            if not expected:
                raise ValidationError(
                    self.env._("“%s” comes after a band without end. Give the one before it a last day.", band.name)
                )
            if band.day_from > expected:
                raise ValidationError(self._gap_sentence(expected, band.day_from - 1))
            if band.day_from < expected:
                raise ValidationError(
                    self.env._(
                        "Day %(day)s lies in two bands of the age table. “%(band)s” has to begin with day"
                        " %(expected)s.",
                        day=band.day_from,
                        band=band.name,
                        expected=expected,
                    )
                )
            expected = band.day_to + 1 if band.day_to else 0
        if expected:
            raise ValidationError(
                self.env._(
                    "What is late by %s days or more lies in no band. Leave the last day of the last band empty.",
                    expected,
                )
            )

    def _gap_sentence(self, first, last):
        if first == last:
            return self.env._("Day %s lies in no band of the age table. Close the gap.", first)
        return self.env._(
            "Days %(first)s to %(last)s lie in no band of the age table. Close the gap.", first=first, last=last
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_common(self):
        for scale in self.filtered(lambda scale: not scale.company_id):
            raise ValidationError(
                self.env._(
                    "“%s” is the table of all companies without one of their own: change it instead.", scale.name
                )
            )

    @api.model
    def _of(self, companies):
        """Return {id of the company: id of its age table}."""
        # sudo: a setting that everybody's figures go by
        scales = self.sudo().search([("company_id", "in", [False, *companies.ids])])
        by_company = {scale.company_id.id: scale.id for scale in scales}
        return {company.id: by_company.get(company.id, by_company.get(False)) for company in companies}
