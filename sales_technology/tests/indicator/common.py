from odoo import fields

from ..deal.document_common import DocumentCommon


class IndicatorCommon(DocumentCommon):
    """The department of the documents, whose figures are counted from the beginning of last year on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.actual = cls.env["salestech.actual"].with_context(allowed_company_ids=cls.company.ids)
        cls.refresh = cls.env["salestech.indicator.refresh"]
        cls.today = cls.company._local_day(fields.Datetime.now())
        (cls.company | cls.other_company).actual_since = cls.today.replace(month=1, day=1)
        cls._settle()
        cls._rebuild()

    @classmethod
    def _settle(cls):
        """Write what is written when a transaction ends."""
        cls.env.cr.flush()

    @classmethod
    def _drain(cls):
        cls._settle()
        for step in cls.refresh._drain_steps():
            step()

    @classmethod
    def _rebuild(cls):
        for company in cls.company | cls.other_company:
            for source in cls.env["salestech.indicator"]._sources():
                cls.refresh._rebuild(source, company.id)

    def _figure(self, code, user=None, first=None, last=None):
        """Return the figure of a person this year (or the company's)."""
        first, last = first or self.today.replace(month=1, day=1), last or self.today
        by, key = ("user_id", user.id) if user else ("company_id", self.company.id)
        return self.actual.get_figures([code], [(first, last)], by, [key])["figures"][key][code][0]

    def _rows(self):
        self.env.cr.execute(
            """SELECT feed_id, indicator_id, date, user_id, team_id, segment_id, category_id, amount::text, weight::text
                 FROM salestech_actual ORDER BY 1, 2, 3, 4, 5, 6, 7"""
        )
        return self.env.cr.fetchall()

    def _indicator(self, **vals):
        """Make an indicator of data alone: contracts that are signed."""
        return self.env["salestech.indicator"].create(
            {
                "name": "Signed",
                "code": "signed",
                "model": "salestech.contract",
                "date_field": "date_signed",
                "user_path": "user_id",
                "team_path": "lead_id.team_id",
                **vals,
            }
        )
