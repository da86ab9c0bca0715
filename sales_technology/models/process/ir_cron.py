import logging
from datetime import timedelta
from functools import partial

from odoo import fields, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying

_logger = logging.getLogger(__name__)

RETRIED = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)

TOLD = "sales_technology.jobs_told_on"
FAILURES = 3
LATE = timedelta(days=2)


class IrCron(models.Model):
    """Scheduled actions of this addon that stand still are noticed by the others, and by whoever opens the settings."""

    _inherit = "ir.cron"

    def _salestech_jobs(self):
        # sudo: whether our jobs run is no secret; the administrators of ours need not be those of the system.
        ids = (
            self.env["ir.model.data"]
            .sudo()
            .search([("module", "=", "sales_technology"), ("model", "=", "ir.cron")])
            .mapped("res_id")
        )
        return self.sudo().with_context(active_test=False).browse(ids).exists()

    def _salestech_trouble(self):
        """Return a sentence for each scheduled action of ours that is off, fails, or is not started any more."""
        now = fields.Datetime.now()
        sentences = []
        for job in self._salestech_jobs():
            if not job.active:
                sentences.append(self.env._("“%s” is switched off. Switch it on in the scheduled actions.", job.name))
            elif job.failure_count >= FAILURES:
                sentences.append(
                    self.env._(
                        "“%(job)s” has failed %(count)s times in a row. Look into the server's log.",
                        job=job.name,
                        count=job.failure_count,
                    )
                )
            elif job.nextcall < now - LATE:
                sentences.append(
                    self.env._("“%s” is not started any more. Check that the server runs scheduled actions.", job.name)
                )
        return sentences

    def _salestech_step(self, step):
        """Run step() as a transaction of its own, again where it lost against another node; return what it returned.

        A step that fails is told in the log and holds up nothing else: None is returned.
        """
        done = retrying(partial(self._salestech_guarded, step), self.env)  # commits
        self.env.invalidate_all()
        return done

    def _salestech_guarded(self, step):
        try:
            with self.env.cr.savepoint():
                done = step()
                self.env.flush_all()
        except RETRIED:
            raise
        except Exception:
            self.env.invalidate_all(flush=False)
            _logger.exception("A step of a scheduled action failed, the others go on")
            return None
        return done

    def _salestech_watch(self):
        """Tell the administrators of jobs that stand still, at most once a day. Called by each of our jobs."""
        sentences = self._salestech_trouble()
        today = fields.Date.to_string(fields.Date.today())
        # sudo: a note of the mechanism to itself
        parameters = self.env["ir.config_parameter"].sudo()
        if not sentences or parameters.get_param(TOLD) == today:
            return
        parameters.set_param(TOLD, today)
        group = self.env.ref("sales_technology.group_salestech_administrator")
        administrators = group.sudo().all_user_ids.filtered(lambda user: user.active and not user.share)
        self.env["mail.thread"].message_notify(
            partner_ids=administrators.partner_id.ids,
            subject=self.env._("Sales Technology: a scheduled action stands still"),
            body="\n".join(sentences),
        )
