from odoo import api, fields, models

TEMPLATE = "sales_technology.mail_template_deadline_digest"
SHOWN = 30  # of one kind; the rest is counted


class SalestechDeadlineDigest(models.Model):
    """What is due for a person: one open collection, which becomes one e-mail a day.

    UNIQUE on person and day is what keeps a thousand overdue things from being a thousand e-mails, whatever
    crashes or runs twice.
    """

    _name = "salestech.deadline.digest"
    _description = "Digest of Deadlines"
    _order = "id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", string="For", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    date = fields.Date(string="Sent on", readonly=True, help="Empty while it is being collected.")
    notice_ids = fields.Many2many("salestech.deadline.notice", string="Notices", readonly=True)
    mail_id = fields.Many2one("mail.mail", string="E-mail", readonly=True, ondelete="set null")
    tries = fields.Integer(string="Failures", readonly=True)
    date_retry = fields.Datetime(string="Next try", readonly=True)
    error = fields.Char(readonly=True)

    _day_uniq = models.Constraint("UNIQUE (user_id, date)", "A person gets one digest a day.")
    _open_uniq = models.UniqueIndex("(user_id) WHERE date IS NULL", "A person has one open digest.")
    _mail_id_idx = models.Index("(mail_id) WHERE mail_id IS NOT NULL")

    def _sections(self):
        """Return what the e-mail shows: [{title, rows: [{name, url, deadline, late, who}], more}] by kind.

        Of each record once, however many rules spoke; what was closed meanwhile and what the person may not
        see is left out.
        """
        self.ensure_one()
        known = self.env.context.get("deadline_sections", {})
        if self.id in known:
            return known[self.id]
        self = self.with_context(lang=self.user_id.lang)
        today = self.company_id._local_day(fields.Datetime.now())
        sections = []
        labels = dict(self.env["salestech.deadline.rule"]._fields["kind"]._description_selection(self.env))
        parked = self.notice_ids.filtered(lambda notice: notice.state == "parked")
        by_kind = (self.notice_ids - parked).grouped(lambda notice: notice.rule_id.kind)
        for kind in sorted(by_kind, key=lambda kind: labels.get(kind, kind)):
            notices = by_kind[kind]._still_due()
            records = self._visible(notices).sorted(lambda record: (record.date_deadline, record.id))
            if records:
                sections.append(
                    {
                        "title": labels.get(kind, kind),
                        "rows": [self._prepare_row(record, today) for record in records[:SHOWN]],
                        "more": max(len(records) - SHOWN, 0),
                    }
                )
        if parked:
            sections.append(self._prepare_parked_section(parked))
        return sections

    def _prepare_parked_section(self, parked):
        url = f"{self.get_base_url()}/mail/view?model={parked._name}&res_id="
        rows = [
            {
                "name": f"{n.res_model} {n.res_id}: {n.error}",
                "url": f"{url}{n.id}",
                "deadline": n.date_deadline,
                "late": 0,
                "who": "",
            }
            for n in parked[:SHOWN]
        ]
        title = self.env._("Nobody could be told of these: please look into it")
        return {"title": title, "rows": rows, "more": max(len(parked) - SHOWN, 0)}

    def _visible(self, notices):
        records = notices._records().with_user(self.user_id) if notices else self.env["res.users"]
        return records.with_context(allowed_company_ids=self.user_id.company_ids.ids)._filtered_access("read")

    def _prepare_row(self, record, today):
        record = record.with_context(lang=self.env.lang)
        responsible = (
            record.sudo()._deadline_responsible()
        )  # sudo: a colleague's name, shown to who may read the record
        return {
            "name": record._deadline_title(),
            "url": f"{record.get_base_url()}/mail/view?model={record._name}&res_id={record.id}",
            "deadline": record.date_deadline,
            "late": max((today - record.date_deadline).days, 0),
            "who": responsible.name if responsible != self.user_id else "",
        }

    def _send(self):
        """Put the e-mails into the mail queue and close the digests; a digest with nothing left to say goes.

        Everything happens in the caller's transaction, so an e-mail is queued if and only if its digest is closed.
        A mail server that is down is the mail queue's matter: the e-mail waits there.
        """
        left = self.filtered(lambda digest: not digest.user_id.active)
        left.notice_ids.write({"state": "new"})  # they go to whoever stands in
        sections = {digest.id: digest._sections() for digest in self - left}
        filled = self.filtered(lambda digest: sections.get(digest.id))
        (self - filled).unlink()
        template = self.env.ref(TEMPLATE).with_context(deadline_sections=sections)
        mails = template.send_mail_batch(filled.ids) if filled else self.env["mail.mail"]
        mail_ids = {mail.res_id: mail.id for mail in mails}
        for digest in filled:
            today = digest.company_id._local_day(fields.Datetime.now())
            digest.write({"date": today, "mail_id": mail_ids[digest.id], "error": False})

    def _failed(self, error, retry):
        """Note a failure; after the third the digest waits for the administrator."""
        self.ensure_one()
        text = (str(error).strip().splitlines() or [type(error).__name__])[0][:500]
        self.write({"tries": self.tries + 1, "error": text, "date_retry": retry})

    def action_try_again(self):
        """Take up digests that failed, after the administrator mended what was wrong."""
        self.env["salestech.deadline.notice"]._check_administrator()
        # sudo: rows of the mechanism, which nobody may write; the right was checked above
        self.sudo().filtered(lambda d: not d.date).write({"tries": 0, "date_retry": False, "error": False})
        self.env["salestech.deadline.rule"]._wake()
        return True

    @api.autovacuum
    def _gc_old(self):
        """Digests are of no use after a year; notices stay, since they keep rules from speaking twice."""
        old = self.sudo().search([("date", "<", "-1y")], limit=1000)
        old.unlink()
        return len(old), len(old) == 1000
