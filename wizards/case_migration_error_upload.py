import base64
import io

from odoo import fields, models
from odoo.exceptions import UserError

from ..lib.cells import ERROR, KEY, LIST, BadCell, corrected
from ..lib.errors import MigrationError
from ..lib.readers import Options, open_reader
from ..lib.tables import unguarded
from ..models.support.words import said

NAMED = 20  # problems that are told; the rest is counted


class CaseMigrationErrorUpload(models.TransientModel):
    """Takes in an error file that a person has corrected, and loads its rows again.

    Rows are matched by list and source ID. Nothing is changed unless every row of the
    file can be taken in.
    """

    _name = "case.migration.error.upload"
    _description = "Case Migration: Upload Corrected Records"

    job_id = fields.Many2one(
        "case.migration.job",
        string="Migration",
        required=True,
        ondelete="cascade",
        help="The migration whose records have failed.",
    )
    file = fields.Binary(
        required=True, attachment=False, help="The error file, as CSV or XLSX."
    )
    file_name = fields.Char(help="Its name says of which kind it is.")

    def action_upload(self):
        """Keep the corrected values, and load the records with them."""
        self.job_id.check_access("write")
        self.job_id._require_idle()
        corrections = self._corrections()
        for record, values in corrections.items():
            record._correct(values)
        self.job_id._retry(self._failed().browse([one.id for one in corrections]))
        return {"type": "ir.actions.act_window_close"}

    def _corrections(self):
        """:return: ``{record: {field: value}}`` of all rows of the file
        :raise UserError: with a sentence for each row or cell that is wrong
        """
        problems, found = [], {}
        records = {(one.stream_id.name, one.key): one for one in self._failed()}
        for number, row in self._rows(problems):
            self._check_head(row)
            place = (_text(row, LIST), _text(row, KEY))
            record = records.get(place)
            if not record:
                problems.append(self._unknown(number, *place))
            elif record in found:
                problems.append(self._twice(number, *place))
            else:
                found[record] = self._read(record, number, row, problems)
        if not found and not problems:
            problems.append(self.env._("The file has no rows."))
        if problems:
            raise UserError(self._listed(problems))
        return found

    def _rows(self, problems):
        content = io.BytesIO(base64.b64decode(self.file))
        try:
            with open_reader(
                content, self.file_name or "file.csv", Options()
            ) as reader:
                for row in reader:
                    problems += [
                        said(self.env, problem.message) for problem in row.problems
                    ]
                    if row.values is not None:
                        yield row.number, row.values
        except MigrationError as error:
            raise UserError(said(self.env, error)) from error

    def _failed(self):
        return self.env["case.migration.record"].search(
            [("job_id", "=", self.job_id.id), ("state", "=", "failed")]
        )

    def _read(self, record, number, row, problems):
        payload = record.sudo().payload or {}
        values = {}
        for head, cell in row.items():
            name = unguarded(head)
            if name in (ERROR, KEY, LIST):
                continue
            if name not in payload and cell in (None, ""):
                continue
            try:
                values[name] = corrected(cell, payload.get(name))
            except BadCell as error:
                problems.append(
                    self.env._(
                        "Row %(row)s, column “%(column)s”: %(why)s.",
                        row=number,
                        column=name,
                        why=said(self.env, error),
                    )
                )
        return values

    # ---------------------------------------------------------------- what is wrong

    def _check_head(self, row):
        missing = [name for name in (KEY, LIST) if name not in row]
        if missing:
            raise UserError(
                self.env._(
                    "The file has no column “%s”. Download the error file, correct it, "
                    "and leave its first row as it is.",
                    missing[0],
                )
            )

    def _unknown(self, number, stream, key):
        return self.env._(
            "Row %(row)s, column “%(column)s”: the list “%(list)s” has no failed "
            "record with the ID “%(key)s”. Remove the row, or correct its ID.",
            row=number,
            column=KEY,
            list=stream,
            key=key,
        )

    def _twice(self, number, stream, key):
        return self.env._(
            "Row %(row)s, column “%(column)s”: the record “%(key)s” of the list "
            "“%(list)s” is in the file already. Leave one of its rows.",
            row=number,
            column=KEY,
            list=stream,
            key=key,
        )

    def _listed(self, problems):
        text = "\n".join(f"• {one}" for one in problems[:NAMED])
        if len(problems) > NAMED:
            more = self.env._("… and %s more.", len(problems) - NAMED)
            text = f"{text}\n{more}"
        return self.env._("Nothing was changed:\n%s", text)


def _text(row, name):
    value = row[name]
    return "" if value is None else unguarded(str(value))
