from werkzeug.exceptions import BadRequest

from odoo import http
from odoo.http import request

# The web client sends pieces of 8 MB.
LARGEST_PIECE = 16 * 2**20


class Upload(http.Controller):
    """Takes in an export piece by piece, however large it is as a whole."""

    @http.route(
        "/crm_case_migration/upload/<int:source_id>",
        type="http",
        auth="user",
        methods=["POST"],
        max_content_length=LARGEST_PIECE,
    )
    def receive(self, source_id, name, offset, total):
        """The body is the piece of the file ``name`` that begins at byte ``offset``.

        :return: JSON with ``received``: the byte at which the next piece has to begin
        """
        if not (offset.isdecimal() and total.isdecimal()):
            raise BadRequest
        received = (
            request.env["case.migration.source"]
            .browse(source_id)
            ._receive(
                name, int(offset), int(total), request.httprequest.get_data(cache=False)
            )
        )
        return request.make_json_response({"received": received})
