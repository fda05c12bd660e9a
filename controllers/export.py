import json
import re
import tempfile

from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import content_disposition, request

from ..lib import tables

_EXPORTING = "case.migration.exporting"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS = {
    "csv": (tables.write_csv, "text/csv; charset=utf-8"),
    "xlsx": (tables.write_xlsx, _XLSX),
    "json": (tables.write_json, "application/json; charset=utf-8"),
}
# What is larger goes through a file.
IN_MEMORY = 4 * 2**20


class Export(http.Controller):
    """Gives out the tables of a record that has some, row by row."""

    @http.route(
        "/crm_case_migration/export/<string:model>/<int:res_id>/<string:kind>.<string:ending>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def download(self, model, res_id, kind, ending):
        record = self._exporting(model, res_id)
        if ending not in _FORMATS:
            raise NotFound
        write, mimetype = _FORMATS[ending]
        document = record._exported_document(kind) if ending == "json" else None
        sheets = record._exported(kind) if document is None else ()
        if ending == "csv" and len(sheets) > 1:
            ending, mimetype = "zip", "application/zip"
        # The response closes it.
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        if document is None:
            write(sheets, file)
        else:
            file.write(json.dumps(document, ensure_ascii=False, indent=2).encode())
        size = file.tell()
        file.seek(0)
        name = re.sub(r"[^\w\s.,()-]", "_", record._export_name(kind))
        return request.make_response(
            wrap_file(request.httprequest.environ, file),
            headers=[
                ("Content-Type", mimetype),
                ("Content-Length", str(size)),
                ("Content-Disposition", content_disposition(f"{name}.{ending}")),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    def _exporting(self, model, res_id):
        """The record, if it is one that exports and the user knows of it."""
        if model not in request.env.registry or _EXPORTING not in _kinds_of(model):
            raise NotFound
        record = request.env[model].browse(res_id).exists()
        if not record:
            raise NotFound
        return record


def _kinds_of(model):
    """The names of the models that a model inherits from."""
    return {
        getattr(kind, "_name", None) for kind in request.env.registry[model].__mro__
    }
