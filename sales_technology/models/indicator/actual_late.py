from odoo import api, fields, models
from odoo.tools import SQL


class SalestechActualLate(models.Model):
    """A closed figure that would be another one today, because an old record was changed after closing.

    The closed figure stays; this list says what it would be. A row goes when the records agree with it again.
    """

    _name = "salestech.actual.late"
    _description = "Late Change of a Closed Figure"
    _order = "date desc, id desc"
    _rec_name = "indicator_id"
    _log_access = False

    feed_id = fields.Many2one("salestech.indicator.feed", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    indicator_id = fields.Many2one("salestech.indicator", required=True, readonly=True, index=True, ondelete="cascade")
    date = fields.Date(string="Day", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Person", readonly=True, index=True, ondelete="restrict")
    team_id = fields.Many2one("crm.team", string="Group", readonly=True, index=True, ondelete="cascade")
    segment_id = fields.Many2one("salestech.segment", readonly=True, ondelete="cascade")
    category_id = fields.Many2one("product.category", string="Product category", readonly=True, ondelete="cascade")
    amount_closed = fields.Float(string="Closed with", digits=False, readonly=True)
    amount_now = fields.Float(string="Would be", digits=False, readonly=True)
    weight_closed = fields.Float(string="Divided by, closed", digits=False, readonly=True)
    weight_now = fields.Float(string="Divided by, now", digits=False, readonly=True)
    difference = fields.Float(digits=False, readonly=True)
    noticed = fields.Datetime(readonly=True)

    _cell_idx = models.Index("(feed_id, date)")

    @api.model
    def _note(self, feed, fresh, first, last):
        """List what closed days of a source would be today; return how many cells differ. One statement each way."""
        self.env.cr.execute(
            SQL("DELETE FROM salestech_actual_late WHERE feed_id = %s AND date BETWEEN %s AND %s", feed.id, first, last)
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO salestech_actual_late (
                       feed_id, company_id, indicator_id, date, user_id, team_id, segment_id, category_id,
                       amount_closed, amount_now, weight_closed, weight_now, difference, noticed)
                   SELECT %(feed)s, %(company)s, indicator_id, date, NULLIF(user_id, 0), NULLIF(team_id, 0),
                          NULLIF(segment_id, 0), NULLIF(category_id, 0),
                          SUM(closed), SUM(now), SUM(closed_weight), SUM(now_weight), SUM(now) - SUM(closed), %(moment)s
                     FROM (SELECT indicator_id, date, COALESCE(user_id, 0) user_id, COALESCE(team_id, 0) team_id,
                                  COALESCE(segment_id, 0) segment_id, COALESCE(category_id, 0) category_id,
                                  amount closed, 0 now, weight closed_weight, 0 now_weight
                             FROM salestech_actual
                            WHERE feed_id = %(feed)s AND date BETWEEN %(first)s AND %(last)s
                            UNION ALL
                           SELECT indicator_id, date, COALESCE(user_id, 0), COALESCE(team_id, 0),
                                  COALESCE(segment_id, 0), COALESCE(category_id, 0), 0, amount, 0, weight
                             FROM (%(fresh)s) f(indicator_id, date, user_id, team_id, segment_id, category_id,
                                                amount, weight)) cell
                    GROUP BY indicator_id, date, user_id, team_id, segment_id, category_id
                   HAVING SUM(closed) <> SUM(now) OR SUM(closed_weight) <> SUM(now_weight)""",
                feed=feed.id,
                company=feed.company_id.id,
                first=first,
                last=last,
                fresh=fresh,
                moment=fields.Datetime.now(),
            )
        )
        self.invalidate_model()
        return self.env.cr.rowcount
