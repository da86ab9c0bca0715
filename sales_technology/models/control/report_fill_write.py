from odoo import fields, models
from odoo.tools import SQL


class SalestechReport(models.Model):
    """Filling, the writing side: lines and deviations of many reports, in a fixed number of statements."""

    _inherit = "salestech.report"

    def _write_figures(self, rows):
        """Make the lines of these reports what `rows` say: [(report, Figure)]; what is equal is left alone."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """WITH fresh AS (
                       SELECT * FROM unnest(%(reports)s::int[], %(indicators)s::int[], %(segments)s::int[],
                                            %(categories)s::int[], %(targets)s::numeric[], %(actuals)s::numeric[],
                                            %(expected)s::numeric[], %(lights)s::varchar[], %(off)s::bool[])
                              AS fresh(report_id, indicator_id, segment_id, category_id, target, actual, expected,
                                       light, is_deviation)
                   ), gone AS (
                       DELETE FROM salestech_report_line line
                        WHERE line.report_id = ANY(%(ids)s) AND NOT EXISTS (
                              SELECT FROM fresh
                               WHERE (fresh.report_id, fresh.indicator_id, COALESCE(fresh.segment_id, 0),
                                      COALESCE(fresh.category_id, 0))
                                   = (line.report_id, line.indicator_id, COALESCE(line.segment_id, 0),
                                      COALESCE(line.category_id, 0)))
                   )
                   INSERT INTO salestech_report_line AS line
                          (report_id, company_id, indicator_id, segment_id, category_id, sequence, has_target, target,
                           has_actual, actual, expected, percent, deviation, light, is_deviation,
                           create_uid, create_date, write_uid, write_date)
                   SELECT fresh.report_id, report.company_id, fresh.indicator_id, fresh.segment_id, fresh.category_id,
                          indicator.sequence, fresh.target IS NOT NULL, COALESCE(fresh.target, 0),
                          fresh.actual IS NOT NULL, COALESCE(fresh.actual, 0), fresh.expected,
                          COALESCE(ROUND(100 * fresh.actual / NULLIF(fresh.target, 0), 1), 0),
                          COALESCE(fresh.actual - fresh.target, 0), fresh.light, fresh.is_deviation,
                          %(uid)s, now() at time zone 'UTC', %(uid)s, now() at time zone 'UTC'
                     FROM fresh
                     JOIN salestech_report report ON report.id = fresh.report_id
                     JOIN salestech_indicator indicator ON indicator.id = fresh.indicator_id
                   ON CONFLICT (report_id, indicator_id, (COALESCE(segment_id, 0)), (COALESCE(category_id, 0)))
                   DO UPDATE SET has_target = excluded.has_target, target = excluded.target,
                          has_actual = excluded.has_actual, actual = excluded.actual, expected = excluded.expected,
                          percent = excluded.percent, deviation = excluded.deviation, light = excluded.light,
                          is_deviation = excluded.is_deviation, write_date = excluded.write_date
                    WHERE (line.has_target, line.target, line.has_actual, line.actual, line.expected, line.light,
                           line.is_deviation)
                          IS DISTINCT FROM (excluded.has_target, excluded.target, excluded.has_actual, excluded.actual,
                           excluded.expected, excluded.light, excluded.is_deviation)""",
                ids=self.ids,
                uid=self.env.uid,
                **_columns(rows),
            )
        )
        self.env["salestech.report.line"].invalidate_model()
        self.invalidate_recordset(["line_ids"])
        self._write_deviations()
        self.write({"filled_at": fields.Datetime.now()})

    def _write_deviations(self):
        """Make a deviation of each line past the threshold; one that is none any more goes, unless it was explained."""
        reports = self.filtered(lambda report: report.demands != "comment")
        if not reports:
            return
        self.env.cr.execute(
            SQL(
                """INSERT INTO salestech_deviation AS known
                          (report_id, company_id, level, date_from, date_to, team_id, user_id, responsible_id,
                           indicator_id, segment_id, category_id, target, actual, percent, deviation, active,
                           create_uid, create_date, write_uid, write_date)
                   SELECT report.id, report.company_id, report.level, report.date_from, report.date_to, report.team_id,
                          report.user_id, report.responsible_id, line.indicator_id, line.segment_id, line.category_id,
                          line.target, line.actual, line.percent, line.deviation, TRUE,
                          %(uid)s, now() at time zone 'UTC', %(uid)s, now() at time zone 'UTC'
                     FROM salestech_report_line line
                     JOIN salestech_report report ON report.id = line.report_id
                    WHERE report.id = ANY(%(ids)s) AND line.is_deviation
                    ORDER BY report.id, line.sequence, line.id
                   ON CONFLICT (report_id, indicator_id, (COALESCE(segment_id, 0)), (COALESCE(category_id, 0)))
                   DO UPDATE SET target = excluded.target, actual = excluded.actual, percent = excluded.percent,
                          deviation = excluded.deviation, active = TRUE, responsible_id = excluded.responsible_id""",
                ids=reports.ids,
                uid=self.env.uid,
            )
        )
        self.env["salestech.deviation"].invalidate_model()
        self.invalidate_recordset(["deviation_ids"])
        over = self.env["salestech.deviation"].browse(
            id_
            for (id_,) in self.env.execute_query(
                SQL(
                    """SELECT known.id FROM salestech_deviation known
                        WHERE known.report_id = ANY(%s) AND known.active AND NOT EXISTS (
                              SELECT FROM salestech_report_line line
                               WHERE line.report_id = known.report_id AND line.is_deviation
                                 AND (line.indicator_id, COALESCE(line.segment_id, 0), COALESCE(line.category_id, 0))
                                   = (known.indicator_id, COALESCE(known.segment_id, 0),
                                      COALESCE(known.category_id, 0)))""",
                    reports.ids,
                )
            )
        )
        said = over.filtered(lambda deviation: deviation.explanation or deviation.cause_id or deviation.decision_ids)
        (over - said).unlink()
        said.active = False


def _columns(rows):
    return {
        "reports": [report.id for report, _figure in rows],
        "indicators": [figure.indicator.id for _report, figure in rows],
        "segments": [figure.segment_id or None for _report, figure in rows],
        "categories": [figure.category_id or None for _report, figure in rows],
        "targets": [figure.target for _report, figure in rows],
        "actuals": [figure.actual for _report, figure in rows],
        "expected": [figure.expected for _report, figure in rows],
        "lights": [figure.light or None for _report, figure in rows],
        "off": [report._is_off(figure) for report, figure in rows],
    }
