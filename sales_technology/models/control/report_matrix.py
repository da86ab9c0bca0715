from odoo import models
from odoo.tools.misc import format_date, format_datetime, formatLang

LARGEST = 150  # per cent at which a bar of the chart ends


class SalestechReport(models.Model):
    """A report as one plain matrix, computed once: the PDF and the sheet lay it out, and reckon nothing."""

    _inherit = "salestech.report"

    def _matrix(self):
        """Return the report as plain values, in the reader's language.

        :returns: {"title", "period", "facts": [(label, text)], "comment", "currency", "rows", "decisions"}; a row has
            `name`, `unit`, `digits`, `target`, `actual`, `deviation` (None: nothing planned, no data), `percent`,
            `light`, `why`, and the same figures as text under `texts`; `bar` is where its bar of the chart ends, in per
            cent of the whole width
        """
        self.ensure_one()
        self.check_access("read")
        said = {
            (deviation.indicator_id, deviation.segment_id, deviation.category_id): deviation
            for deviation in self.deviation_ids
        }
        rows = [
            self._matrix_row(line, said.get((line.indicator_id, line.segment_id, line.category_id)))
            for line in self.line_ids
        ]
        return {
            "title": self.schedule_id.sudo().display_name,  # sudo: who may see the report may know its name
            "owner": self._owner_name(),
            "period": " – ".join(format_date(self.env, day) for day in (self.date_from, self.date_to)),
            "facts": self._matrix_facts(),
            "comment": "\n".join(filter(None, (self.day_note, self.comment))),
            "currency": self.currency_id.symbol,
            "rows": rows,
            "decisions": [self._matrix_decision(decision) for decision in self.decision_ids],
        }

    def _matrix_facts(self):
        zone = self.company_id.sudo()._zone_name()  # sudo: the company's clock

        def moment(value):
            return format_datetime(self.env, value, tz=zone, dt_format="short") if value else "–"

        states = dict(self._fields["state"]._description_selection(self.env))
        late = self.env._("late") if self.is_late else ""
        return [
            (self.env._("Author"), self.responsible_id.sudo().name or "–"),
            (self.env._("Due by"), moment(self.deadline_at)),
            (self.env._("Submitted"), " · ".join(filter(None, (moment(self.submitted_at), late)))),
            (self.env._("State"), states[self.state]),
            (self.env._("Decided by"), self.decided_by_id.sudo().name or "–"),
            (self.env._("Figures as of"), moment(self.filled_at)),
        ]

    def _matrix_row(self, line, deviation):
        digits = self._digits_of(line.indicator_id)
        row = {
            "name": line.display_name,
            "unit": line.unit,
            "digits": digits,
            "target": round(line.target, digits) if line.has_target else None,
            "actual": round(line.actual, digits) if line.has_actual else None,
            "percent": line.percent if line.has_target and line.has_actual and line.target else None,
            "deviation": round(line.deviation, digits) if line.has_target and line.has_actual else None,
            "light": line.light or "",
            "why": " – ".join(filter(None, (deviation.cause_id.name, deviation.explanation))) if deviation else "",
        }
        row["bar"] = 100 * min(max(row["percent"] or 0, 0), LARGEST) / LARGEST
        row["texts"] = {
            name: self._matrix_text(row[name], 1 if name == "percent" else digits)
            for name in ("target", "actual", "deviation", "percent")
        }
        return row

    def _matrix_text(self, value, digits):
        # an ordinary space between thousands: the reader's may be one that the font of the PDF has not
        return "" if value is None else formatLang(self.env, value, digits=digits).replace("\u202f", "\u00a0")

    def _matrix_decision(self, decision):
        states = dict(decision._fields["state"]._description_selection(self.env))
        return {
            "name": decision.display_name,
            "kind": decision.kind_id.name or "",
            "cause": decision.cause_id.name or "",
            "text": decision.description or "",
            "goal": self._matrix_text(decision.goal, self._digits_of(decision.indicator_id)),
            "who": decision.responsible_id.sudo().name,  # sudo: a name on a paper
            "until": format_date(self.env, decision.date_to),
            "state": states[decision.state],
        }

    def _matrix_pdf(self, matrix):
        """Return the PDF of what `_matrix` returned; printed as it stands, so that nothing is fetched for it."""
        reference = "sales_technology.action_report_due_report"
        # sudo: only lays out what the reader was given
        reports = self.env["ir.actions.report"].sudo()
        html, _kind = reports._render_qweb_html(reference, [], {"matrix": matrix})
        return reports._run_wkhtmltopdf([html.decode()], report_ref=reference, landscape=True)

    def _file_name(self):
        return f"report_{self.kind}_{self.date_from}_{self.id}"

    def action_print(self):
        """Fetch the report as a PDF."""
        return self._file("pdf")

    def action_sheet(self):
        """Fetch the report as a sheet."""
        return self._file("xlsx")

    def _file(self, extension):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/sales_technology/report/{self.id}.{extension}",
            "target": "download",
        }
