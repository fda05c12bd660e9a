from odoo import fields, models
from odoo.tools import SQL

from ..loaders.item import Item
from ..support import bulk
from ..support.guard import nobody_is_told


class CaseMigrationTelling(models.AbstractModel):
    """Lines that wait for their place in a chatter.

    What was done in a case and what was noted come from different lists, and Odoo
    shows a chatter in the order in which it was written. So a line on a done activity
    waits, with its source record, for the batch that loads the notes of its case and
    takes it in between; what is left then is written by a last batch.
    """

    _name = "case.migration.telling"
    _description = "Case Migration Telling"

    def _waiting_on(self, job, records):
        """:param records: pairs of model and id
        :return: the lines that wait for the chatter of these records, as items
        """
        names = [_name(*record) for record in records]
        # The job has many records, and PostgreSQL must not read them for this.
        rows = self.env.execute_query(
            SQL(
                """
                WITH found AS MATERIALIZED (
                     SELECT id, key, object, waiting, job_id
                       FROM case_migration_record
                      WHERE waiting IS NOT NULL AND waiting->>'record' = ANY(%s))
                SELECT id, key, object, waiting FROM found WHERE job_id = %s
                """,
                names,
                job.id,
            )
        )
        return [_item(*row) for row in rows]

    def _steps(self, batch):
        """Handler of batches of kind ``tell``; yields after each chunk."""
        job = batch.job_id
        limit = SQL("ORDER BY waiting->>'record', waiting->>'date', id LIMIT %s", 500)
        loader = self.env["case.migration.loader.mail_message"]
        while items := self._items(job, limit):
            with nobody_is_told(self.env):
                self.env["case.migration.loading"]._load_or_halve(loader, items, ())
                self._remember(batch, items)
                self._give_up([item for item in items if item.outcome == "failed"])
            yield

    def _items(self, job, condition):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, key, object, waiting FROM case_migration_record
                 WHERE waiting IS NOT NULL AND job_id = %s %s
                """,
                job.id,
                condition,
            )
        )
        return [_item(*row) for row in rows]

    def _remember(self, batch, items):
        """Note which lines are written, and what they are where they are all that
        became of a source record.
        """
        told = [item for item in items if item.outcome == "told"]
        model = self.env["case.migration.record"]
        bulk.update(model, [{"id": item.id, "waiting": None} for item in told])
        bulk.update(
            model,
            [
                {"id": item.id, "res_model": made.res_model, "res_id": made.res_id}
                for item in told
                if item.memo["is_record"]
                for made in item.made_then
            ],
        )
        self.env["case.migration.load.log"]._write_audit(batch, told)

    def _give_up(self, items):
        """What Odoo does not take as a line is still with the activity itself."""
        records = self.env["case.migration.record"].browse(item.id for item in items)
        for record, item in zip(records, items, strict=True):
            record.waiting = False
            self.env["case.migration.finding"].create(
                {
                    "job_id": record.job_id.id,
                    "company_id": record.company_id.id,
                    "record_id": record.id,
                    "object": record.object,
                    "kind": "line_missing",
                    "message": self.env._(
                        "The line in the chatter could not be written. %s", item.reason
                    ),
                }
            )

    def _forget(self, job):
        """After a rollback nothing waits; what was to become a line was not loaded."""
        self.env["case.migration.record"].search(
            [("job_id", "=", job.id), ("waiting", "!=", False)]
        ).write({"waiting": False, "state": "staged", "loaded_digest": False})


def as_waiting(values, is_record=False):
    """
    :param values: of a mail.message
    :param is_record: the line is what its source record becomes
    :return: the line in a form that can be stored
    """
    return {
        **values,
        "date": fields.Datetime.to_string(values["date"]),
        "body": str(values["body"]),
        "record": _name(values["model"], values["res_id"]),
        "is_record": is_record,
    }


def _item(record_id, key, source_object, waiting):
    item = Item(record_id, key, {}, "", "waiting", None, None)
    item.memo = {"object": source_object, "is_record": waiting.pop("is_record")}
    del waiting["record"]
    item.values = waiting | {"date": fields.Datetime.to_datetime(waiting["date"])}
    return item


def _name(model, res_id):
    return f"{model},{res_id}"
