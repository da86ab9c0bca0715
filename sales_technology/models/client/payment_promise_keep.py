from odoo import api, models
from odoo.tools import SQL


class SalestechPaymentPromise(models.Model):
    """Whether promises were kept: found out from the accounting, set-wise, before each look of the deadlines."""

    _inherit = "salestech.payment.promise"

    @api.model
    def _judge(self, company, today):
        """Mark the promises of a company as kept, broken or settled by what was paid until now.

        What counts is the day of the payment, not when it was entered: money that came on the promised day and was
        booked a day later makes a broken promise a kept one.
        """
        verdicts = {"kept": [], "broken": [], "settled": []}
        for row in self._balances(company):
            verdict = self._verdict(row, today)
            if verdict:
                verdicts[verdict].append(row["id"])
        self.browse(verdicts["kept"]).write({"state": "kept", "date_kept": today, "date_broken": False})
        self.browse(verdicts["settled"]).write({"date_settled": today})
        broken = self.browse(verdicts["broken"])
        broken.write({"state": "broken", "date_broken": today})
        for promise in broken:
            promise.partner_id._message_log(body=self.env._("Promise broken: %s", promise.display_name))

    @api.model
    def _verdict(self, row, today):
        least = row["amount"] - row["rounding"] / 2
        if row["paid"] - row["paid_late"] >= least:
            return "kept"
        if row["state"] == "broken":
            return "settled" if row["paid"] >= least else None
        return "broken" if row["date_deadline"] < today else None

    @api.model
    def _balances(self, company):
        """Return the live promises with what was paid of their documents since, and how much of it too late.

        In the promise's currency. A document that was taken back counts as paid: nothing of it is owed.
        """
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """SELECT promise.id, promise.state, promise.date_deadline, promise.amount, currency.rounding,
                          SUM(part.amount_open) - SUM(COALESCE(now.owed, 0)) AS paid,
                          SUM(COALESCE(now.paid_late, 0)) AS paid_late
                     FROM salestech_payment_promise promise
                     JOIN res_currency currency ON currency.id = promise.currency_id
                     JOIN (SELECT promise_id, move_id, date_due, SUM(amount_open) AS amount_open
                             FROM salestech_payment_promise_line GROUP BY promise_id, move_id, date_due
                          ) AS part ON part.promise_id = promise.id
                     LEFT JOIN LATERAL (
                            SELECT SUM(CASE WHEN registered.at_all THEN 0
                                       ELSE line.amount_residual_currency END) AS owed,
                                   SUM(COALESCE(late.amount, 0) + CASE WHEN registered.at_all AND NOT registered.in_time
                                       THEN line.amount_residual_currency ELSE 0 END) AS paid_late
                              FROM account_move_line line
                              JOIN account_move move ON move.id = line.move_id
                              JOIN account_account account ON account.id = line.account_id
                               AND account.account_type = 'asset_receivable'
                              JOIN res_partner partner ON partner.id = line.partner_id
                               AND partner.commercial_partner_id = promise.partner_id
                              LEFT JOIN LATERAL (
                                    SELECT SUM(partial.debit_amount_currency) AS amount
                                      FROM account_partial_reconcile partial
                                      JOIN account_move_line payment ON payment.id = partial.credit_move_id
                                     WHERE partial.debit_move_id = line.id AND payment.date > promise.date_deadline
                                   ) AS late ON TRUE
                             CROSS JOIN LATERAL (
                                    SELECT COALESCE(move.payment_state IN ('in_payment', 'paid'), FALSE) AS at_all,
                                           EXISTS (
                                             SELECT FROM account_move__account_payment link
                                               JOIN account_payment payment ON payment.id = link.payment_id
                                              WHERE link.invoice_id = move.id
                                                AND payment.date <= promise.date_deadline) AS in_time
                                   ) AS registered
                             WHERE line.move_id = part.move_id AND line.parent_state = 'posted'
                               AND COALESCE(line.date_maturity, line.date) = part.date_due
                           ) AS now ON TRUE
                    WHERE promise.company_id = %(company)s AND promise.date_settled IS NULL
                      AND promise.state IN ('open', 'broken')
                    GROUP BY promise.id, currency.rounding
                    ORDER BY promise.id""",
                company=company.id,
            )
        )
