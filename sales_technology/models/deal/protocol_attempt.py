from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

MAX_WRONG = 10
WINDOW = timedelta(minutes=15)


class SalestechProtocolAttempt(models.Model):
    """Wrong links tried, counted per record and address. In the database: all workers see the same count."""

    _name = "salestech.protocol.attempt"
    _description = "Wrong Links Tried"
    _order = "date_last desc"
    _rec_name = "address"

    protocol_key = fields.Integer(required=True, readonly=True, help="0: protocols that do not exist.")
    address = fields.Char(required=True, readonly=True)
    wrong_count = fields.Integer(required=True, readonly=True)
    date_first = fields.Datetime(required=True, readonly=True)
    date_last = fields.Datetime(required=True, readonly=True, index=True)

    _protocol_address_uniq = models.UniqueIndex("(protocol_key, address)")

    @api.model
    def _is_locked(self, protocol_key, address):
        """Tell whether this address tried too many wrong links to this record a short while ago."""
        since = fields.Datetime.now() - WINDOW
        return bool(
            self.search_count(
                [
                    ("protocol_key", "=", protocol_key),
                    ("address", "=", address),
                    ("wrong_count", ">=", MAX_WRONG),
                    ("date_last", ">", since),
                ],
                limit=1,
            )
        )

    @api.model
    def _count_wrong(self, protocol_key, address):
        """Count one more wrong link; a window without any starts the count anew."""
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO salestech_protocol_attempt AS a (protocol_key, address, wrong_count, date_first, date_last)
                VALUES (%(key)s, %(address)s, 1, %(now)s, %(now)s)
                ON CONFLICT (protocol_key, address) DO UPDATE SET
                    wrong_count = CASE WHEN a.date_last < %(since)s THEN 1 ELSE LEAST(a.wrong_count, 1000000) + 1 END,
                    date_first = CASE WHEN a.date_last < %(since)s THEN %(now)s ELSE a.date_first END,
                    date_last = %(now)s
                """,
                key=protocol_key,
                address=address,
                now=now,
                since=now - WINDOW,
            )
        )

    @api.autovacuum
    def _gc_attempts(self):
        self.search([("date_last", "<", fields.Datetime.now() - timedelta(days=7))], limit=10_000).unlink()
