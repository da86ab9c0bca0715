from odoo import api, fields, models
from odoo.tools import SQL

DATA = "salestech.indicator.dirty"
CRON = "sales_technology.ir_cron_indicator_refresh"


class SalestechIndicatorDirty(models.Model):
    """A day of a source that must be counted again.

    Append-only: a row that is being worked off while somebody saves the same day again must not swallow that second
    change, as a unique key would; several rows of one key are worked off as one.
    """

    _name = "salestech.indicator.dirty"
    _description = "Day to be Counted Again"
    _order = "id"
    _log_access = False

    source = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    date = fields.Date(required=True, readonly=True)
    onward = fields.Boolean(readonly=True, help="All days after it as well.")
    tries = fields.Integer(readonly=True)
    date_retry = fields.Datetime(readonly=True)
    error = fields.Char(readonly=True)

    _work_idx = models.Index("(company_id, source, date)")

    @api.model
    def _mark(self, keys):
        """Note that days are to be counted again; written in one statement when the transaction ends.

        :param keys: set of (source, company id, day, onward)
        """
        if not keys:
            return
        precommit = self.env.cr.precommit
        pending = precommit.data.get(DATA)
        if pending is None:
            pending = precommit.data[DATA] = set()
            precommit.add(self._write_marks)
        pending |= keys

    @api.model
    def _write_marks(self):
        keys = self.env.cr.precommit.data.pop(DATA, None)
        if not keys:
            return
        source, company, date, onward = zip(*sorted(keys), strict=True)
        self.env.cr.execute(
            SQL(
                """INSERT INTO salestech_indicator_dirty (source, company_id, date, onward, tries)
                   SELECT *, 0 FROM UNNEST(%s::text[], %s::int[], %s::date[], %s::bool[])""",
                list(source),
                list(company),
                list(date),
                list(onward),
            )
        )
        self._wake()

    @api.model
    def _wake(self):
        """Have the scheduled action run right after this transaction.

        What `ir.cron._trigger` does in three statements and a message over a second connection: this is in every save
        of a client, a call, a meeting. The message is sent by the first that wakes it, the others find it awake.
        """
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if not cron:
            return
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO ir_cron_trigger (cron_id, call_at, create_uid, create_date, write_uid, write_date)
                   SELECT id, %(now)s, %(uid)s, %(now)s, %(uid)s, %(now)s FROM ir_cron WHERE id = %(cron)s AND active
                   RETURNING NOT EXISTS (SELECT FROM ir_cron_trigger WHERE cron_id = %(cron)s AND call_at <=
                   %(now)s)""",
                now=fields.Datetime.now(),
                uid=self.env.uid,
                cron=cron.id,
            )
        )
        if rows and rows[0][0]:
            self.env.cr.postcommit.add(cron._notifydb)
