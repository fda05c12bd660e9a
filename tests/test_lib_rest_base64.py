import base64
import json

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.rest.base64_json import Base64Body


class TestBase64Body(BaseCase):
    def read(self, text, path="content"):  # pylint: disable=method-required-super
        body = Base64Body(path, [text[at : at + 7] for at in range(0, len(text), 7)])
        self.addCleanup(body.close)
        if body.size is None:
            return None
        found = b"".join(body.chunks())
        self.assertEqual(len(found), body.size)
        return found

    def test_spellings(self):
        for text, found in (
            (b'{"content": "aGVsbG8="}', b"hello"),
            (b'{"content":"aGVsbG8"}', b"hello"),
            (b'{"content" : "aGVs\\r\\nbG8="}', b"hello"),
            (b'{"content": "Pz8\\/Pz8\\u002f"}', b"???\x3f\x3f\x3f"),
            (b'{"content": "-_-_"}', base64.b64decode("+/+/")),
            (b'{"content": "data:text\\/plain;base64,aGVsbG8="}', b"hello"),
            (b'{"content": "aA==", "x": {"content": "aGVsbG8="}}', b"hello"),
            (b'{"content": ""}', b""),
            (b'{"content": "not base64!"}', None),
            (b'{"content": 5}', None),
            (b'{"other": "aGVsbG8="}', None),
            (b'{"content": "aGVs', None),
            (b"", None),
        ):
            self.assertEqual(self.read(text), found, text)

    @given(st.binary(max_size=200_000), st.booleans())
    def test_every_file_survives(self, data, escaped):
        text = base64.encodebytes(data).decode()
        body = json.dumps({"a": 1, "content": text}).encode()
        if escaped:
            body = body.replace(b"/", b"\\/").replace(b"+", b"\\u002B")
        self.assertEqual(self.read(body), data)
