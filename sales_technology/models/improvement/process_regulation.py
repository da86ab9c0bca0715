import difflib

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, is_html_empty

PROCESS = "4.2"
CONTENT = frozenset({"text", "summary", "date_from", "process_id"})


class SalestechProcessRegulation(models.Model):
    """One version of the text that says how a process is carried out: who wrote it, since when, what changed.

    A process has at most one draft and one version in force. What was in force never changes again: the next version
    supersedes it.
    """

    _name = "salestech.process.regulation"
    _description = "Regulation of a Process"
    _inherit = ["mail.thread", "salestech.process.guard", "salestech.recorded.facts"]
    _order = "process_id, version desc"

    _facts = frozenset({"state", "version", "author_id", "approved_by_id", "date_approved", "date_until"})

    process_id = fields.Many2one(
        "salestech.process",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('kind', '=', 'process')]",
    )
    version = fields.Integer(readonly=True, copy=False, aggregator=None)
    text = fields.Html(string="How it is carried out", sanitize=True, sanitize_attributes=True)
    summary = fields.Char(string="What changed", tracking=True, copy=False)
    date_from = fields.Date(string="In force from", copy=False, tracking=True)
    date_until = fields.Date(string="Until", readonly=True, copy=False)
    author_id = fields.Many2one("res.users", string="Written by", readonly=True, copy=False, ondelete="restrict")
    approved_by_id = fields.Many2one("res.users", string="Put in force by", readonly=True, copy=False)
    date_approved = fields.Datetime(string="Put in force on", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("valid", "In force"), ("superseded", "Superseded")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    difference = fields.Html(compute="_compute_difference", string="Against the version before", sanitize=False)

    _version_uniq = models.Constraint("UNIQUE (process_id, version)", "There is this version already. Reload the page.")
    _one_draft = models.UniqueIndex(
        "(process_id) WHERE state = 'draft'", "There is a draft of this regulation already. Work on that one."
    )
    _one_valid = models.UniqueIndex(
        "(process_id) WHERE state = 'valid'", "Somebody has put another version in force just now. Reload the page."
    )

    @api.depends("process_id", "version")
    def _compute_display_name(self):
        for row in self:
            row.display_name = self.env._(
                "%(process)s, version %(version)s", process=row.process_id.display_name, version=row.version
            )

    @api.depends("text", "process_id", "version")
    def _compute_difference(self):
        """Show line by line what is new and what is gone; words are escaped, nothing of them is markup."""
        siblings = self.search([("process_id", "in", self.process_id.ids)])
        for row in self:
            earlier = siblings.filtered(lambda r, row=row: r.process_id == row.process_id and r.version < row.version)
            before = earlier.sorted("version")[-1:]
            row.difference = row._difference_to(before) if before else False

    def _difference_to(self, before):
        texts = [html2plaintext(version.text or "").splitlines() for version in (before, self)]
        lines = []
        for line in difflib.unified_diff(*texts, lineterm="", n=1):
            if line.startswith(("---", "+++", "@@")):
                continue
            style = {"+": "text-success", "-": "text-danger text-decoration-line-through"}.get(line[:1], "text-muted")
            lines.append(Markup('<div class="%s">%s</div>') % (style, escape(line)))
        return Markup("").join(lines) or escape(self.env._("The words are the same."))

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._require_process(PROCESS)
        rows = super().create(vals_list)
        for row in rows.filtered(lambda row: not row.version):
            last = self.search([("process_id", "=", row.process_id.id), ("id", "!=", row.id)], order="version desc")[:1]
            # sudo: facts, closed to everybody; creating was checked just now
            row.sudo().write({"version": last.version + 1, "author_id": self.env.uid})
        return rows

    def write(self, vals):
        if not self.env.su and self and not self._is_mail_only(vals):
            self._require_process(PROCESS)
            if CONTENT & vals.keys():
                self._refuse_frozen()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        if not self.env.su:
            self._require_process(PROCESS)
            self._refuse_frozen()

    def _refuse_frozen(self):
        for row in self.filtered(lambda row: row.state != "draft"):
            raise UserError(self.env._("“%s” was in force and stays as it was. Write a new version.", row.display_name))

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_put_in_force(self):
        """Put a draft in force; the version before is superseded."""
        self.ensure_one()
        self.check_access("write")
        self._require_process(PROCESS)
        if self.state != "draft":
            raise UserError(self.env._("“%s” is no draft any more. Reload the page.", self.display_name))
        if is_html_empty(self.text):
            raise UserError(self.env._("Write down how the process is carried out first."))
        if not (self.summary or "").strip():
            raise UserError(self.env._("Say in a few words what changed."))
        today = self.env.company._local_day(fields.Datetime.now())
        start = self.date_from or today
        # sudo: facts, closed to everybody; process and state were checked just now
        rows = self.sudo()
        before = rows.search([("process_id", "=", self.process_id.id), ("state", "=", "valid")])
        before.write({"state": "superseded", "date_until": start})
        before.flush_recordset(["state"])
        rows.write(
            {
                "state": "valid",
                "date_from": start,
                "approved_by_id": self.env.uid,
                "date_approved": fields.Datetime.now(),
            }
        )
        self.process_id.sudo()._message_log(
            body=self.env._("Regulation, version %(version)s: %(summary)s", version=self.version, summary=self.summary)
        )
        return True
