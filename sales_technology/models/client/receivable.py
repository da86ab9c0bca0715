from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

ACCOUNTING = "account.group_account_readonly,account.group_account_invoice"


class SalestechReceivable(models.Model):
    """What clients owe: one row for each open receivable of a posted document, read from the accounting.

    Rows are seen by the clients one answers for, not by accounting rights, and show nothing else of the accounting.
    Days late are counted on the company's day. What the client paid or was credited and what nobody has matched
    yet stands beside the debts with a minus: it lessens what is open, and no band of days late. A document whose
    payment is registered and only waits for the bank statement is no debt any more.
    """

    _name = "salestech.receivable"
    _description = "Receivable"
    _auto = False
    _rec_name = "number"
    _order = "date_due, id"
    _depends = {
        "account.move.line": [
            *("account_id", "amount_currency", "amount_residual", "amount_residual_currency", "balance", "company_id"),
            *("currency_id", "date", "date_maturity", "move_id", "parent_state", "partner_id", "reconciled"),
        ],
        "account.move": ["invoice_date", "invoice_date_due", "move_type", "name", "payment_state", "ref"],
        "account.account": ["account_type", "non_trade"],
        "res.partner": ["commercial_partner_id", "segment_id", "user_id"],
        "res.users": ["company_ids", "sale_team_id"],
        "salestech.contract": ["company_id", "date_signed", "partner_id", "user_id"],
        "salestech.receivable.band": ["day_from", "day_to", "kind", "scale_id"],
        "salestech.receivable.task.line": ["move_line_id", "step_id"],
        "salestech.payment.promise": ["date_deadline", "date_settled", "person_id", "state"],
        "salestech.payment.promise.line": ["date_due", "move_id", "promise_id"],
    }

    number = fields.Char(string="Document", readonly=True)
    reference = fields.Char(readonly=True)
    kind = fields.Selection(
        [("invoice", "Invoice"), ("credit_note", "Credit note"), ("payment", "Payment"), ("other", "Other entry")],
        readonly=True,
    )
    status = fields.Selection(
        [("overdue", "Overdue"), ("not_due", "Not due yet"), ("unmatched", "Paid, not matched yet")], readonly=True
    )
    move_id = fields.Many2one("account.move", string="Journal entry", readonly=True, groups=ACCOUNTING)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Organisation", readonly=True)
    segment_id = fields.Many2one("salestech.segment", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    team_id = fields.Many2one("crm.team", string="Group", readonly=True)

    date_invoice = fields.Date(string="Of", readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max", help="Of a group: of the oldest document in it.")
    band_id = fields.Many2one("salestech.receivable.band", string="Age", readonly=True)

    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one("res.currency", string="Company currency", readonly=True)
    amount_open_currency = fields.Monetary(string="Open, in the document's currency", readonly=True)
    amount_open = fields.Monetary(string="Still owed", currency_field="company_currency_id", readonly=True)
    amount_overdue = fields.Monetary(string="Overdue", currency_field="company_currency_id", readonly=True)
    amount_total = fields.Monetary(string="Of in all", currency_field="company_currency_id", readonly=True)

    promise_id = fields.Many2one("salestech.payment.promise", string="Standing promise", readonly=True)
    promise_state = fields.Selection([("open", "Stands"), ("broken", "Broken")], string="Promise is", readonly=True)
    date_promised = fields.Date(string="Promised by", readonly=True)
    person_id = fields.Many2one("res.partner", string="Who promised", readonly=True)
    step_id = fields.Many2one("salestech.receivable.step", string="Last step", readonly=True)

    @property
    def _table_query(self):
        return self._query_of(self.env.companies)

    @api.model
    def _query_of(self, companies):
        """Return the SELECT of what is owed to these companies, whoever asks."""
        now, scales = fields.Datetime.now(), self.env["salestech.receivable.scale"]._of(companies)
        days = [SQL("(%s, %s::date, %s::int)", c.id, c.sudo()._local_day(now), scales[c.id]) for c in companies]
        responsible = self.env["salestech.client.responsible"]._joins(SQL("client"), SQL("line.company_id"))
        return SQL(
            """
            SELECT line.id, line.move_id, line.company_id, client.id AS partner_id, client.segment_id,
                   move.name AS number, move.ref AS reference, kind.kind, state.status,
                   responsible.id AS user_id, responsible.sale_team_id AS team_id,
                   COALESCE(move.invoice_date, line.date) AS date_invoice, due.date_due,
                   CASE WHEN state.status = 'overdue' THEN today.day - due.date_due END AS days_late,
                   CASE state.status WHEN 'unmatched' THEN %(unmatched)s WHEN 'not_due' THEN %(not_due)s
                        ELSE band.id END AS band_id,
                   line.currency_id, line.company_currency_id,
                   line.amount_residual_currency AS amount_open_currency, line.amount_residual AS amount_open,
                   CASE WHEN state.status = 'overdue' THEN line.amount_residual ELSE 0 END AS amount_overdue,
                   line.balance AS amount_total,
                   promise.id AS promise_id, promise.state AS promise_state,
                   promise.date_deadline AS date_promised, promise.person_id, task.step_id
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              JOIN account_move move ON move.id = line.move_id
              JOIN (VALUES %(days)s) AS today (company_id, day, scale_id) ON today.company_id = line.company_id
              JOIN res_partner partner ON partner.id = line.partner_id
              JOIN res_partner client ON client.id = COALESCE(partner.commercial_partner_id, partner.id)
              %(responsible)s
             CROSS JOIN LATERAL (
                    SELECT COALESCE(line.date_maturity, move.invoice_date_due, line.date) AS date_due
                  ) AS due
             CROSS JOIN LATERAL (
                    SELECT CASE WHEN line.amount_residual < 0 THEN 'unmatched'
                                WHEN due.date_due < today.day THEN 'overdue' ELSE 'not_due' END AS status
                  ) AS state
             CROSS JOIN LATERAL (
                    SELECT CASE WHEN move.move_type IN ('out_invoice', 'out_receipt') THEN 'invoice'
                                WHEN move.move_type = 'out_refund' THEN 'credit_note'
                                WHEN line.payment_id IS NOT NULL OR line.statement_line_id IS NOT NULL THEN 'payment'
                                ELSE 'other' END AS kind
                  ) AS kind
              LEFT JOIN salestech_receivable_band band
                     ON band.scale_id = today.scale_id AND state.status = 'overdue'
                    AND today.day - due.date_due >= band.day_from
                    AND (COALESCE(band.day_to, 0) = 0 OR today.day - due.date_due <= band.day_to)
              LEFT JOIN (
                    SELECT DISTINCT ON (part.move_id, given.partner_id, part.date_due)
                           part.move_id, part.date_due, given.*
                      FROM salestech_payment_promise_line part
                      JOIN salestech_payment_promise given ON given.id = part.promise_id
                     WHERE given.state IN ('open', 'broken') AND given.date_settled IS NULL
                     ORDER BY part.move_id, given.partner_id, part.date_due, given.id DESC
                  ) AS promise ON promise.move_id = line.move_id AND promise.partner_id = client.id
                              AND promise.date_due = due.date_due
              LEFT JOIN (
                    SELECT DISTINCT ON (done.move_line_id) done.move_line_id, done.step_id
                      FROM salestech_receivable_task_line done ORDER BY done.move_line_id, done.id DESC
                  ) AS task ON task.move_line_id = line.id
             WHERE account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE
               AND line.parent_state = 'posted' AND line.reconciled IS NOT TRUE AND line.amount_residual != 0
               AND (move.payment_state IS NULL OR move.payment_state NOT IN ('in_payment', 'paid'))
            """,
            days=SQL(", ").join(days or [SQL("(0, NULL::date, NULL::int)")]),
            responsible=responsible,
            unmatched=self.env["ir.model.data"]._xmlid_to_res_id("sales_technology.receivable_band_unmatched"),
            not_due=self.env["ir.model.data"]._xmlid_to_res_id("sales_technology.receivable_band_not_due"),
        )

    def _require_read(self):
        """Raise unless all of these are still owed and in the user's reach: which of both it is not, is not told."""
        if self.env.su:
            return
        if not self or self.search_count([("id", "in", self.ids)]) != len(self):
            raise AccessError(
                self.env._("This is no longer owed, or its client is not one of yours. Load the list anew.")
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_record_promise(self):
        """Open the dialog that records until when the client promised to pay these documents."""
        self.env["salestech.payment.promise"]._require_process("2.2.3")
        self._require_read()
        return self.env["salestech.payment.promise"]._open_dialog(self)

    def action_open_document(self):
        """Open the document itself; that takes the right to it, which the accounting gives."""
        self.ensure_one()
        self._require_read()
        # sudo: which entry it is; whether it may be read is asked next
        move = self.env["account.move"].browse(self.sudo().move_id.id)
        if not move.has_access("read"):
            raise UserError(
                self.env._(
                    "“%s” is kept by the accountants. What is owed of it stands here; ask them for a copy.", self.number
                )
            )
        return move._get_records_action()

    def action_open_client(self):
        """Open the client's card."""
        self.ensure_one()
        self._require_read()
        return self.partner_id._get_records_action()
