from odoo import models
from odoo.tools import SQL

from ..loading.backdating import DATES
from ..support.words import day, moment, number
from .case_migration_checking import MADE, _streams

# What goes out with a message, and what of it says to which message it belongs.
OUTGOING = {
    "mail.mail": "mail_message_id",
    "mail.notification": "mail_message_id",
    "sms.sms": "mail_message_id",
    "snailmail.letter": "message_id",
}
EARLIEST = "1900-01-01"
YEARS_AHEAD = 50


class CaseMigrationCheckingTraces(models.AbstractModel):
    """Looks for what a migration must not leave behind: mails, and dates that cannot
    be.
    """

    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "case.migration.checking"

    # ---------------------------------------------------------------- mails

    def _check_mails(self, batch, check):
        """No mail, notification or text message on what was migrated, but by people."""
        rows = []
        for model, name in OUTGOING.items():
            if model in self.env and self.env[model]._fields[name].store:
                rows += self._outgoing(check.job_id, model, name)
        wrong = [row for row in rows if row[-1]]
        [[check.checked]] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM case_migration_record WHERE job_id = %s AND %s",
                check.job_id.id,
                MADE,
            )
        )
        check.deviations = len(wrong)
        self._list(
            check,
            [
                (
                    record_id,
                    None,
                    self.env._(
                        "Something went out (%(model)s) for it, on %(date)s.",
                        model=model,
                        date=moment(self.env, date),
                    ),
                )
                for model, record_id, date, _ours in wrong
            ],
        )
        check.message = self.env._(
            "Messages that went out of themselves since the migration began, on "
            "%(count)s records: %(wrong)s. Sent by people: %(others)s.",
            wrong=number(self.env, len(wrong)),
            count=number(self.env, check.checked),
            others=number(self.env, len(rows) - len(wrong)),
        )
        yield from ()

    def _outgoing(self, job, model, name):
        """What went out since the job began on records that it has made.

        :return: rows of model, staged record, time, and whether no person did it: it
            is of a transaction of the migration, or of Odoo's own user
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT %s, r.id, m.create_date,
                       m.create_uid = 1 OR EXISTS (
                           SELECT 1 FROM case_migration_audit_log line
                            WHERE line.job_id = r.job_id
                              AND line.create_date = m.create_date)
                  FROM %s o
                  JOIN mail_message m ON m.id = o.%s
                  JOIN case_migration_record r
                    ON r.job_id = %s AND r.%s
                   AND ((r.res_model = m.model AND r.res_id = m.res_id)
                     OR (r.res_model = 'mail.message' AND r.res_id = m.id))
                 WHERE m.create_date >= (SELECT min(create_date)
                                           FROM case_migration_batch WHERE job_id = %s)
                 ORDER BY o.id
                """,
                model,
                SQL.identifier(self.env[model]._table),
                SQL.identifier(name),
                job.id,
                MADE,
                job.id,
            )
        )

    # ---------------------------------------------------------------- dates

    def _check_dates(self, batch, check):
        """Dates that the map has filled lie where dates of a firm can lie."""
        first = last = None
        for name in self._dates(check.mapping_id):
            count, low, high = self._range(check, name)
            check.checked += count
            first = min(filter(None, (first, low)), default=None)
            last = max(filter(None, (last, high)), default=None)
            wrong = self._beyond(check, name)
            check.deviations += len(wrong)
            sentence = self.env._("The date is out of range: %s.")
            self._list(
                check,
                [
                    (row_id, name, sentence % day(self.env, one))
                    for row_id, one in wrong
                ],
            )
        if check.checked:
            check.message = self.env._(
                "Dates, from %(first)s to %(last)s: %(count)s. Before 1900 or more "
                "than %(years)s years ahead: %(wrong)s.",
                count=number(self.env, check.checked),
                first=day(self.env, first),
                last=day(self.env, last),
                wrong=number(self.env, check.deviations),
                years=YEARS_AHEAD,
            )
        yield from ()

    def _dates(self, mapping):
        """:return: names of the date fields that the map fills and Odoo stores"""
        known = self.env[mapping.target_model]._fields
        return sorted(
            name
            for name in set(mapping.line_ids.mapped("target_field"))
            if name in known
            and (name not in DATES or mapping.job_id.backdate)
            and known[name].type in ("date", "datetime")
            and known[name].column_type
            and known[name].store
        )

    def _range(self, check, name):
        column = SQL.identifier("t", name)
        [row] = self.env.execute_query(
            SQL(
                "SELECT count(%s), min(%s)::date, max(%s)::date %s",
                column,
                column,
                column,
                self._made(check),
            )
        )
        return row

    def _beyond(self, check, name):
        column = SQL.identifier("t", name)
        return self.env.execute_query(
            SQL(
                """
                SELECT r.id, %s::date::text %s
                   AND (%s < %s OR %s > now() + make_interval(years => %s))
                 ORDER BY r.id
                """,
                column,
                self._made(check),
                column,
                EARLIEST,
                column,
                YEARS_AHEAD,
            )
        )

    def _made(self, check):
        model = self.env[check.mapping_id.target_model]
        return SQL(
            "FROM case_migration_record r JOIN %s t ON t.id = r.res_id "
            "WHERE r.stream_id IN %s AND r.job_id = %s AND r.res_model = %s AND r.%s",
            SQL.identifier(model._table),
            _streams(check.mapping_id),
            check.job_id.id,
            model._name,
            MADE,
        )
