from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

MANY_DAYS = 7
# The axes of a cell; empty ones are part of its key as zero.
KEY = SQL(
    """feed_id, indicator_id, date, COALESCE(user_id, 0), COALESCE(team_id, 0), COALESCE(segment_id, 0),
       COALESCE(category_id, 0)"""
)


class SalestechActual(models.Model):
    """The cube: what was reached, per day, person and group. Months and years are sums of its rows, never of each
    other.

    The table is made here and not by the ORM, for the sake of what it leaves out: seven foreign keys would be checked
    for each of half a million rows of a rebuild, and cost more than the rebuild. Who deletes a group or a segment
    clears it here (`_forget`). Its rows are written by the refresh alone.
    """

    _name = "salestech.actual"
    _description = "Actual Figure"
    _auto = False
    _log_access = False
    _order = "date desc, indicator_id, id"
    _rec_name = "indicator_id"

    feed_id = fields.Many2one("salestech.indicator.feed", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    indicator_id = fields.Many2one("salestech.indicator", readonly=True)
    date = fields.Date(string="Day", readonly=True, help="By the company's clock.")
    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    team_id = fields.Many2one("crm.team", string="Group", readonly=True, help="The group of the person on that day.")
    segment_id = fields.Many2one("salestech.segment", readonly=True)
    category_id = fields.Many2one("product.category", string="Product category", readonly=True)
    amount = fields.Float(digits=False, readonly=True, help="What is added up.")
    weight = fields.Float(digits=False, readonly=True, help="What a ratio is divided by.")
    is_typed = fields.Boolean(string="Typed by hand", readonly=True)
    value = fields.Float(
        compute="_compute_value",
        aggregator="sum",
        help="The figure itself: a sum, the last day's stand, or a sum divided by a sum, whatever it is grouped by.",
    )
    kind = fields.Selection(related="indicator_id.kind")
    unit = fields.Selection(related="indicator_id.unit")

    def init(self):
        self.env.cr.execute(
            SQL(
                """CREATE TABLE IF NOT EXISTS salestech_actual (
                       id serial PRIMARY KEY, feed_id int NOT NULL, company_id int NOT NULL, indicator_id int NOT NULL,
                       date date NOT NULL, user_id int, team_id int, segment_id int, category_id int,
                       amount numeric NOT NULL DEFAULT 0, weight numeric NOT NULL DEFAULT 0, is_typed bool,
                       CHECK (amount <> 'NaN' AND weight <> 'NaN'));
                   CREATE UNIQUE INDEX IF NOT EXISTS salestech_actual_key ON salestech_actual (%s);
                   CREATE INDEX IF NOT EXISTS salestech_actual_person ON salestech_actual (user_id, date);
                   CREATE INDEX IF NOT EXISTS salestech_actual_indicator ON salestech_actual (indicator_id, date)""",
                KEY,
            )
        )

    @api.depends("amount", "weight", "indicator_id.kind")
    def _compute_value(self):
        for row in self:
            row.value = row.indicator_id._value(row.amount, row.weight) or 0.0

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse()

    def _refuse(self):
        raise AccessError(self.env._("Actual figures are counted from records, never written by hand."))

    # ------------------------------------------------------------
    # FILLING
    # ------------------------------------------------------------

    @api.model
    def _fill(self, feed, fresh, first, last, whole=False):
        """Make the rows of a feed from `first` to `last` what `fresh` says; return how many rows changed.

        One statement: what is gone is deleted, what differs is updated, what is new inserted; what is equal is left
        alone, down to the disk.

        :param fresh: SELECT of (indicator, day, user, team, segment, category, amount, weight)
        :param whole: there are no rows yet, so nothing needs to be compared
        """
        columns = SQL("indicator_id, date, user_id, team_id, segment_id, category_id, amount, weight")
        typed = feed.source == "typed"
        if whole:
            self.env.cr.execute(
                SQL(
                    """INSERT INTO salestech_actual (feed_id, company_id, is_typed, %s)
                       SELECT %s, %s, %s, f.* FROM (%s) f""",
                    columns,
                    feed.id,
                    feed.company_id.id,
                    typed,
                    fresh,
                )
            )
            return self.env.cr.rowcount
        many = (last - first).days > MANY_DAYS
        if many:
            # The planner knows neither what WITH holds nor how many rows the cube got just now: for a year it compared
            # each row with each other one. What is counted is kept first, then compared by hash.
            self.env.cr.execute(SQL("CREATE TEMP TABLE salestech_fresh (%s) AS (%s)", columns, fresh))
            self.env.cr.execute("ANALYZE salestech_fresh; SET LOCAL enable_nestloop = off")
            fresh = SQL("SELECT * FROM salestech_fresh")
        rows = self.env.execute_query(
            SQL(
                """WITH fresh(%(columns)s) AS %(kept)s (%(fresh)s),
                   gone AS (
                       DELETE FROM salestech_actual old
                        WHERE old.feed_id = %(feed)s AND old.indicator_id = ANY(%(indicators)s)
                          AND old.date BETWEEN %(first)s AND %(last)s
                          AND NOT EXISTS (
                              SELECT FROM fresh
                               WHERE fresh.indicator_id = old.indicator_id AND fresh.date = old.date
                                 AND COALESCE(fresh.user_id, 0) = COALESCE(old.user_id, 0)
                                 AND COALESCE(fresh.team_id, 0) = COALESCE(old.team_id, 0)
                                 AND COALESCE(fresh.segment_id, 0) = COALESCE(old.segment_id, 0)
                                 AND COALESCE(fresh.category_id, 0) = COALESCE(old.category_id, 0))
                       RETURNING 1),
                   put AS (
                       INSERT INTO salestech_actual AS old (feed_id, company_id, is_typed, %(columns)s)
                       SELECT %(feed)s, %(company)s, %(typed)s, fresh.* FROM fresh
                       ON CONFLICT (%(key)s) DO UPDATE SET amount = excluded.amount, weight = excluded.weight
                        WHERE (old.amount, old.weight) IS DISTINCT FROM (excluded.amount, excluded.weight)
                       RETURNING 1)
                   SELECT (SELECT COUNT(*) FROM gone) + (SELECT COUNT(*) FROM put)""",
                columns=columns,
                kept=SQL("NOT MATERIALIZED") if many else SQL("MATERIALIZED"),
                fresh=fresh,
                feed=feed.id,
                company=feed.company_id.id,
                typed=typed,
                indicators=list(self.env["salestech.indicator"]._sources().get(feed.source, {}).values()),
                first=first,
                last=last,
                key=KEY,
            )
        )
        if many:
            self.env.cr.execute("DROP TABLE salestech_fresh; SET LOCAL enable_nestloop TO DEFAULT")
        return rows[0][0]

    @api.model
    def _without_jit(self):
        """Spare this transaction PostgreSQL's compiling of statements.

        It took six of the seven seconds of a year's stocks, and most of a reading: many small expressions, each run
        over few rows.
        """
        self.env.cr.execute(SQL("SET LOCAL jit = off"))

    @api.model
    def _is_empty(self, feed, first, last):
        """Tell whether a feed has no rows at all in these days."""
        return not self.env.execute_query(
            SQL(
                "SELECT 1 FROM salestech_actual WHERE feed_id = %s AND date BETWEEN %s AND %s LIMIT 1",
                feed.id,
                first,
                last,
            )
        )

    @api.model
    def _checksum(self, feed, first, last):
        """Return a checksum of a feed's rows that does not depend on their order or ids."""
        [row] = self.env.execute_query(
            SQL(
                """SELECT COUNT(*), COALESCE(SUM(hashtextextended(
                       concat_ws('/', indicator_id, date, user_id, team_id, segment_id, category_id,
                                 trim_scale(amount), trim_scale(weight)), 0)), 0)::text
                     FROM salestech_actual WHERE feed_id = %s AND date BETWEEN %s AND %s""",
                feed.id,
                first,
                last,
            )
        )
        return f"{row[0]}/{row[1]}"

    @api.model
    def _remove(self, company, indicator_ids, first, feed=None):
        """Delete the rows of indicators from a day on, of all sources or of one."""
        self.env.cr.execute(
            SQL(
                """DELETE FROM salestech_actual
                    WHERE company_id = %s AND indicator_id = ANY(%s) AND date >= %s AND (%s IS NULL OR feed_id = %s)""",
                company.id,
                list(indicator_ids),
                first,
                feed and feed.id,
                feed and feed.id,
            )
        )

    @api.model
    def _remove_before(self, company):
        """Delete the rows of days before figures are kept in a company; closed ones stay."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM salestech_actual WHERE company_id = %s AND date < %s AND date > %s",
                company.id,
                company.actual_since or fields.Date.to_date("1000-01-01"),
                company.actual_closed_until or fields.Date.to_date("1000-01-01"),
            )
        )

    @api.model
    def _drop(self, indicator_ids):
        """Delete the rows of indicators that are no more, closed ones too."""
        self.env.cr.execute(SQL("DELETE FROM salestech_actual WHERE indicator_id = ANY(%s)", list(indicator_ids)))

    @api.model
    def _forget(self, column, ids):
        """Clear what is being deleted from the rows: the database holds no foreign key here.

        Rows that become alike are added up, so nothing that was counted is lost.
        """
        self.env.cr.execute(
            SQL(
                """WITH old AS (DELETE FROM salestech_actual WHERE %(column)s = ANY(%(ids)s) RETURNING *)
                   INSERT INTO salestech_actual AS kept (feed_id, company_id, indicator_id, date, is_typed,
                                                         user_id, team_id, segment_id, category_id, amount, weight)
                   SELECT feed_id, company_id, indicator_id, date, bool_or(is_typed), user_id, team_id, segment_id,
                          category_id, SUM(amount), SUM(weight)
                     FROM (SELECT feed_id, company_id, indicator_id, date, is_typed, amount, weight, %(axes)s FROM
                     old) o
                    GROUP BY feed_id, company_id, indicator_id, date, user_id, team_id, segment_id, category_id
                   ON CONFLICT (%(key)s) DO UPDATE
                      SET amount = kept.amount + excluded.amount, weight = kept.weight + excluded.weight""",
                column=SQL.identifier(column),
                ids=list(ids),
                key=KEY,
                axes=SQL(", ").join(
                    SQL("NULL::int AS %s", SQL.identifier(axis)) if axis == column else SQL.identifier(axis)
                    for axis in ("user_id", "team_id", "segment_id", "category_id")
                ),
            )
        )
