from odoo import api, fields, models
from odoo.exceptions import AccessError


class SalestechIndicatorFeed(models.Model):
    """How far the figures of one source are, in one company: as of when, and what went wrong.

    Whoever counts a source anew writes this row first, so two nodes never write the same figures at once: the second
    one is refused by the database, and starts again with what the first one left.
    """

    _name = "salestech.indicator.feed"
    _description = "State of a Source of Indicators"
    _order = "company_id, source"
    _rec_name = "source"
    _check_company_auto = True

    source = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    as_of = fields.Datetime(string="As of", readonly=True)
    date_to = fields.Date(string="Counted until", readonly=True, help="The last day that was counted.")
    seconds = fields.Float(string="Took, seconds", readonly=True, aggregator="avg")
    error = fields.Char(readonly=True, help="What the last attempt failed on; the other sources go on.")
    doubt = fields.Char(readonly=True, help="What the figures were counted in spite of.")
    date_error = fields.Datetime(string="Failed since", readonly=True)
    checked = fields.Datetime(
        string="Rebuilt", readonly=True, help="When all open days were last counted from nothing."
    )
    checksum = fields.Char(readonly=True, help="Of the open figures, as the last rebuild left them.")
    mismatch_count = fields.Integer(
        string="Rows that differed",
        readonly=True,
        help="How many figures the last rebuild found other than the refreshes since had left them.",
    )
    dirty_count = fields.Integer(string="Days waiting", compute="_compute_dirty_count")
    label = fields.Char(compute="_compute_label", string="Source of")

    _source_uniq = models.Constraint("UNIQUE (company_id, source)", "There is a state of this source already.")

    @api.depends("source")
    def _compute_label(self):
        """Name the indicators a source feeds."""
        sources = self.env["salestech.indicator"]._sources()
        codes = [code for ids in sources.values() for code in ids]
        repeated = {code for code in codes if codes.count(code) > 1}
        for feed in self:
            indicators = self.env["salestech.indicator"].browse(sources.get(feed.source, {}).values())
            feed.label = ", ".join(indicators.mapped("name"))
            model = f"salestech.indicator.source.{feed.source}"
            shared = set(indicators.mapped("code")) & repeated
            if shared and model in self.env:  # which of those that feed one indicator; sudo: its name is no secret
                feed.label = f"{feed.label} – {self.env['ir.model'].sudo()._get(model).name}"

    def _compute_dirty_count(self):
        # sudo: keys are nobody's to see; only how many there are is shown to the administrator
        rows = (
            self.env["salestech.indicator.dirty"]
            .sudo()
            ._read_group([("source", "in", self.mapped("source"))], ["source", "company_id"], ["__count"])
        )
        counts = {(source, company.id): count for source, company, count in rows}
        for feed in self:
            feed.dirty_count = counts.get((feed.source, feed.company_id.id), 0)

    def action_rebuild(self):
        """Have all open days of these sources counted from nothing, soon."""
        self.env["salestech.indicator.refresh"]._require_right()
        self.check_access("read")
        dirty = self.env["salestech.indicator.dirty"]
        keys = {(feed.source, feed.company_id.id, feed.company_id._open_days()[0], True) for feed in self}
        dirty._mark(keys)
        return True

    @api.model
    def _of(self, source, company):
        """Return the state of a source in a company, made where there is none yet."""
        feed = self.search([("source", "=", source), ("company_id", "=", company.id)])
        return feed or self.create({"source": source, "company_id": company.id})

    @api.model
    def _as_of(self, sources, companies):
        """Return {(source, company id): (moment, last day)} for the screens."""
        # sudo: as of when figures are is for everybody who may read them
        domain = [("source", "in", list(sources)), ("company_id", "in", companies.ids)]
        feeds = self.sudo().search_fetch(domain, ["source", "company_id", "as_of", "date_to"])
        return {(feed.source, feed.company_id.id): (feed.as_of, feed.date_to) for feed in feeds}

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("The state of figures is kept by the system."))
        return super().write(vals)
