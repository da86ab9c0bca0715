from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

MEGABYTE = 1024 * 1024


class ResCompany(models.Model):
    """What the documents of a deal have from the company: numbers, the limit of files, how soon a proposal is due."""

    _inherit = "res.company"

    salestech_file_limit = fields.Integer(
        string="Largest file of a document, MB", default=25, help="0: files of any size. Larger files are refused."
    )
    salestech_proposal_days = fields.Integer(
        string="Commercial proposal after a call, working days",
        default=2,
        help="So many working days after the call with the decision maker the commercial proposal is due.",
    )

    _salestech_file_limit_range = models.Constraint(
        "CHECK (salestech_file_limit IS NULL OR salestech_file_limit BETWEEN 0 AND 2000)",
        "The largest file is between 0 and 2000 MB.",
    )
    _salestech_proposal_days_range = models.Constraint(
        "CHECK (salestech_proposal_days IS NULL OR salestech_proposal_days BETWEEN 0 AND 60)",
        "A proposal is due 0 to 60 working days after the call.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_document_sequences()
        return companies

    # ------------------------------------------------------------
    # NUMBERS
    # ------------------------------------------------------------

    @api.model
    def _document_sequences(self):
        """Return {code: (name, prefix, implementation)} of the numbers each company gives its documents.

        “no_gap” where a number that is missing would have to be explained: contracts and letters.
        """
        return {
            "salestech.proposal.commercial": (self.env._("Commercial proposals"), "CP", "standard"),
            "salestech.proposal.technical": (self.env._("Technical proposals"), "TP", "standard"),
            "salestech.proposal.partner_terms": (self.env._("Partnership terms"), "PT", "standard"),
            "salestech.tender": (self.env._("Tenders"), "T", "standard"),
            "salestech.contract.contract": (self.env._("Contracts"), "C", "no_gap"),
            "salestech.contract.guarantee_letter": (self.env._("Guarantee letters"), "GL", "no_gap"),
            "salestech.contract.partner_agreement": (self.env._("Partner agreements"), "PA", "no_gap"),
        }

    @api.model
    def _create_missing_document_sequences(self):
        """Give every company its sequences; runs with each installation and upgrade."""
        self.sudo().with_context(active_test=False).search([])._create_document_sequences()

    def _create_document_sequences(self):
        # sudo: whoever may create a company need not be able to configure sequences.
        sequence = self.env["ir.sequence"].sudo().with_context(active_test=False)
        wanted = self._document_sequences()
        known = sequence.search([("code", "in", list(wanted)), ("company_id", "in", self.ids)])
        present = {(seq.code, seq.company_id.id) for seq in known}
        sequence.create(
            [
                {
                    "code": code,
                    "company_id": company.id,
                    "name": f"{name} ({company.name})",
                    "prefix": f"{prefix}-%(range_year)s-",
                    "padding": 5,
                    "implementation": implementation,
                    "use_date_range": True,
                }
                for company in self
                for code, (name, prefix, implementation) in wanted.items()
                if (code, company.id) not in present
            ]
        )

    def _next_document_number(self, code):
        """Return the next number of this kind in this company and year.

        The sequence's own row is updated first: whoever numbers at the same moment waits here and then,
        with the snapshot of before, is run again by Odoo. So nobody makes the same year twice,
        and a number given by a transaction that fails is given again.
        """
        self.ensure_one()
        # sudo: numbering is the company's; who may number has been checked by the document.
        sequence = self.env["ir.sequence"].sudo().search([("code", "=", code), ("company_id", "=", self.id)], limit=1)
        if not sequence:
            self._create_document_sequences()
            sequence = sequence.search([("code", "=", code), ("company_id", "=", self.id)], limit=1)
        self.env.cr.execute(SQL("UPDATE ir_sequence SET number_next = number_next WHERE id = %s", sequence.id))
        day = self._local_day(fields.Datetime.now())
        return sequence.with_context(ir_sequence_date=day)._next(sequence_date=day)

    def _file_limit(self):
        """Return the largest allowed file in bytes, or 0 where any size is."""
        return max(self.sudo().salestech_file_limit, 0) * MEGABYTE  # sudo: a setting everybody is held by

    def _refuse_large_file(self, size, name=None):
        """Refuse a file over the company's limit, in words."""
        limit = self._file_limit()
        if limit and size > limit:
            raise ValidationError(
                self.env._(
                    "The file %(name)s has %(size)s MB, more than the %(limit)s MB that are allowed."
                    " Attach a smaller one.",
                    name=f"“{name}”" if name else "",
                    size=f"{size / MEGABYTE:.1f}",
                    limit=limit // MEGABYTE,
                )
            )
