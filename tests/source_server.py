"""A source system on this machine, for tests that go through the screens."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

KEY = "tour-key"


@contextmanager
def serving(lists):
    """Serve ``{name: [record, …]}`` the way The Case File's profile expects it.

    :return: the address of the server
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            url = urlsplit(self.path)
            asked = parse_qs(url.query)
            start = int(asked.get("offset", ["0"])[0])
            limit = int(asked.get("limit", ["200"])[0])
            records = lists.get(url.path.rpartition("/")[2], [])
            page = records[start : start + limit]
            known = self.headers.get("X-Api-Key") == KEY
            meta = {"total": len(records), "hasMore": start + limit < len(records)}
            self._answer(200, {"data": page, "meta": meta}) if known else self._answer(
                401, {"error": "who are you?"}
            )

        def _answer(self, status, data):
            body = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
