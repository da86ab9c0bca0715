from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MAX_TRIES = 3


class SalestechDeadlineNotice(models.Model):
    """That a rule speaks about one deadline of one record. The UNIQUE key is what makes it speak once.

    Written by the mechanism alone: made as *new* when it falls due, *told* when whoever it concerns has it in
    a digest and the record has its activity, *parked* when that failed three times.
    """

    _name = "salestech.deadline.notice"
    _description = "Notice of a Deadline"
    _order = "id desc"

    rule_id = fields.Many2one("salestech.deadline.rule", required=True, readonly=True, index=True, ondelete="cascade")
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record's number", model_field="res_model", required=True, readonly=True)
    record_name = fields.Char(string="What", compute="_compute_record_name")
    date_deadline = fields.Date(string="Deadline", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")

    state = fields.Selection(
        selection=[("new", "New"), ("told", "Told"), ("parked", "Parked"), ("void", "No longer needed")],
        required=True,
        readonly=True,
        default="new",
    )
    digest_ids = fields.Many2many("salestech.deadline.digest", string="Digests", readonly=True)
    tries = fields.Integer(string="Failures", readonly=True)
    date_retry = fields.Datetime(string="Next try", readonly=True)
    error = fields.Char(readonly=True)

    _once_uniq = models.Constraint(
        "UNIQUE (res_model, res_id, rule_id, date_deadline)", "A rule speaks about a deadline once."
    )
    _rule_id_idx = models.Index("(rule_id)")
    _new_idx = models.Index("(id) WHERE state = 'new'")
    _parked_idx = models.Index("(id) WHERE state = 'parked'")

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        for notice in self:
            model = self.env.get(notice.res_model)
            record = model.browse(notice.res_id).exists() if model is not None else None
            try:
                notice.record_name = record.display_name if record else False
            except AccessError:
                notice.record_name = False

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_record(self):
        """Open what the notice is about."""
        self.ensure_one()
        self.check_access("read")
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(self.env._("What this notice was about is not there any more."))
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def action_try_again(self):
        """Take parked notices up again, after the administrator mended what was wrong."""
        self._check_administrator()
        parked = self.filtered(lambda notice: notice.state == "parked")
        # sudo: rows of the mechanism, which nobody may write; the right was checked above
        parked.sudo().write({"state": "new", "tries": 0, "date_retry": False, "error": False})
        self.env["salestech.deadline.rule"]._wake()
        return True

    def _check_administrator(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("sales_technology.group_salestech_administrator"):
            raise AccessError(
                self.env._("Only the administrator of the sales technology takes parked notices up again.")
            )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _records(self):
        """Return the records of these notices, which are of one model; those deleted are left out."""
        return self.env[self[:1].res_model].browse(dict.fromkeys(self.mapped("res_id"))).exists()

    def _still_due(self):
        """Return those of these notices, all of one kind, whose record still is open with the same deadline."""
        kind = self.rule_id[:1].kind
        due = {record.id: record.date_deadline for record in self._records()._deadline_open(kind)}
        return self.filtered(lambda notice: due.get(notice.res_id) == notice.date_deadline)

    def _tell_administrators(self):
        """Put a parked notice into the administrators' digests."""
        group = self.env.ref("sales_technology.group_salestech_administrator")
        administrators = group.all_user_ids.filtered("active")
        self.env["salestech.deadline.run"]._add_to_digests({user: self.ids for user in administrators})

    def _failed(self, error, retry):
        """Note a failure; after the third the notice is parked and no longer stands in anybody's way."""
        self.ensure_one()
        tries = self.tries + 1
        self.write(
            {
                "tries": tries,
                "error": (str(error).strip().splitlines() or [type(error).__name__])[0][:500],
                "date_retry": retry,
                "state": "parked" if tries >= MAX_TRIES else "new",
            }
        )
        if self.state == "parked":
            self._tell_administrators()
