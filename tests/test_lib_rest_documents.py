import base64
import json

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.errors import (
    ConfigError,
    FatalError,
    RetriableError,
    SkipError,
)
from odoo.addons.crm_case_migration.lib.rest.documents import file_name

from .fake_source import Reply, SourceCase

BYTES = bytes(range(256)) * 1000


def documents(**document):
    """A profile with a stream of documents."""
    stream = {
        "name": "documents",
        "object": "document",
        "label": "Documents",
        "primary_key": "id",
        "rest": {"path": "/documents", "document": document},
    }
    auth = {"type": "api_key", "name": "X-Api-Key"}
    return {"streams": [stream], "rest": {"auth": auth}}


RAW = documents(path="/documents/{id}/content")


def file(body=BYTES, **options):
    """A reply that is a file; further headers by their names with underscores."""
    cut, status = options.pop("cut", None), options.pop("status", 200)
    headers = {name.replace("_", "-"): value for name, value in options.items()}
    return Reply(body=body, headers=headers, cut=cut, status=status)


class DocumentCase(SourceCase):
    def opened(self, profile, payload, *replies):
        """The open document, and the source."""
        source = self.source(*replies)
        connection = source.connection(profile, secrets={"api_key": "key123"})
        self.addCleanup(connection.close)
        document = connection.open_document("documents", payload)
        self.addCleanup(document.close)
        return document, source


class TestRawBytes(DocumentCase):
    def test_the_bytes_come_as_they_are(self):
        document, source = self.opened(
            RAW,
            {"id": "a b"},
            file(
                Content_Type="application/PDF; charset=x",
                Content_Disposition='attachment; filename="a.pdf"',
            ),
        )
        self.assertEqual(
            (document.name, document.size, document.mimetype),
            ("a.pdf", len(BYTES), "application/pdf"),
        )
        parts = iter(lambda: document.read(1000), b"")
        self.assertEqual(b"".join(parts), BYTES)
        self.assertEqual(source.paths, ["/documents/a%20b/content"])
        self.assertEqual(source.calls[0].headers["X-Api-Key"], "key123")
        self.assertEqual(source.calls[0].headers["Accept-Encoding"], "identity")

    def test_what_the_record_says_comes_first(self):
        profile = documents(
            path="/d/{id}",
            name_field="name",
            size_field="size",
            mimetype_field="mimetype",
        )
        payload = {"id": 1, "name": "b.doc", "size": "7", "mimetype": "text/x"}
        reply = file(b"x" * 7, Content_Length=None, Content_Type="image/png")
        document, _source = self.opened(profile, payload, reply)
        self.assertEqual(
            (document.name, document.size, document.mimetype), ("b.doc", 7, "text/x")
        )

    def test_what_nobody_knows_is_none(self):
        reply = file(Content_Length=None, Content_Type="application/octet-stream")
        document, _source = self.opened(RAW, {"id": 1}, reply)
        self.assertEqual(
            (document.name, document.size, document.mimetype), ("", None, None)
        )
        self.assertEqual(document.read(), BYTES)

    def test_an_empty_file(self):
        with self.opened(RAW, {"id": 1}, file(b""))[0] as document:
            self.assertEqual((document.size, document.read()), (0, b""))
        self.assertTrue(document.closed)

    def test_an_address_in_the_record_at_another_host(self):
        profile = documents(url_field="url")
        source = self.source(file())
        with source.connection(profile, secrets={"api_key": "key123"}) as connection:
            payload = {"url": f"{source.elsewhere}/signed?signature=s"}
            with connection.open_document("documents", payload) as document:
                self.assertEqual(document.read(), BYTES)
        self.assertNotIn("X-Api-Key", source.calls[0].headers)

    def test_an_address_that_another_endpoint_gives(self):
        profile = documents(path="/d/{id}", url_path="data.url")
        document, source = self.opened(
            profile, {"id": 1}, {"data": {"url": "/signed?s=1"}}, file()
        )
        self.assertEqual(document.read(), BYTES)
        self.assertEqual(source.paths, ["/d/1", "/signed"])

    def test_what_has_no_bytes_is_skipped(self):
        url = documents(url_field="url")
        by_url = documents(path="/d/{id}", url_path="url")
        pdf = documents(path="/d/{id}", name_field="name")
        page = Reply(body=b"<html>", headers={"Content-Type": "text/html"})
        for profile, payload, reply in (
            (RAW, {"id": 1}, Reply(status=404)),
            (RAW, {"id": 1}, Reply(status=410)),
            (url, {"url": None}, None),
            (by_url, {"id": 1}, {"url": None}),
            (pdf, {"id": 1, "name": "a.pdf"}, page),
        ):
            with self.assertRaises(SkipError) as caught:
                self.opened(profile, payload, reply)
            self.assertTrue(caught.exception.reason.startswith("Documents: "))

    def test_a_web_page_may_be_a_document(self):
        profile = documents(path="/d/{id}", name_field="name")
        page = Reply(body=b"<html>", headers={"Content-Type": "text/html"})
        document, _source = self.opened(profile, {"id": 1, "name": "mail.html"}, page)
        self.assertEqual(document.read(), b"<html>")

    def test_a_web_page_of_another_size_is_none(self):
        profile = documents(path="/d/{id}", name_field="name", size_field="size")
        page = Reply(body=b"<html>", headers={"Content-Type": "text/html"})
        payload = {"id": 1, "name": "mail.html", "size": 4000}
        with self.assertRaises(SkipError) as caught:
            self.opened(profile, payload, page)
        self.assertIn("a web page instead of the document", caught.exception.reason)
        document, _source = self.opened(profile, payload | {"size": 6}, page)
        self.assertEqual(document.read(), b"<html>")

    def test_a_profile_without_documents(self):
        profile = documents()
        del profile["streams"][0]["rest"]["document"]
        with self.assertRaises(ConfigError):
            self.opened(profile, {"id": 1}, None)


class TestInterruptions(DocumentCase):
    def test_the_rest_is_asked_for_when_the_source_can(self):
        def rest(call):
            self.assertEqual(call.headers["If-Range"], '"v1"')
            start = int(call.headers["Range"][len("bytes=") : -1])
            return file(
                BYTES[start:],
                status=206,
                Content_Range=f"bytes {start}-{len(BYTES) - 1}/{len(BYTES)}",
            )

        document, source = self.opened(
            RAW, {"id": 1}, file(cut=100_000, ETag='"v1"'), rest
        )
        self.assertEqual(document.read(), BYTES)
        self.assertEqual(len(source.calls), 2)

    def test_otherwise_everything_comes_again(self):
        for again in (file(), file(ETag='"v2"')):
            document, source = self.opened(
                RAW, {"id": 1}, file(cut=100_000, ETag='W/"v1"'), again
            )
            self.assertEqual(document.read(), BYTES)
            self.assertNotIn("Range", source.calls[1].headers)

    def test_a_part_that_begins_elsewhere_is_not_taken(self):
        part = file(BYTES[5:], status=206, Content_Range="bytes 5-9/10", ETag='"v1"')
        document, _source = self.opened(
            RAW, {"id": 1}, file(cut=100_000, ETag='"v1"'), part, file()
        )
        self.assertEqual(document.read(), BYTES)

    def test_a_document_that_has_changed_meanwhile_is_not_patched_together(self):
        other = b"x" + BYTES[1:]
        document, _source = self.opened(
            RAW, {"id": 1}, file(cut=100_000), file(other, ETag='"v2"')
        )
        with self.assertRaises(RetriableError) as caught:
            document.read()
        self.assertIn("has changed while it was read", caught.exception.message)

    def test_a_document_that_has_become_shorter_is_noticed(self):
        document, _source = self.opened(
            RAW, {"id": 1}, file(cut=100_000), file(BYTES[:50_000])
        )
        with self.assertRaises(RetriableError):
            document.read()

    def test_giving_up_takes_a_while(self):
        document, source = self.opened(RAW, {"id": 1}, file(cut=0))
        with self.assertRaises(RetriableError):
            document.read()
        self.assertEqual(len(source.calls), 4)

    def test_progress_is_what_counts(self):
        size = len(BYTES)

        def some(call):
            start = int(call.headers.get("Range", "bytes=0-")[len("bytes=") : -1])
            place = f"bytes {start}-{size - 1}/{size}"
            cut = 30_000 if start + 30_000 < size else None
            status = 206 if start else 200
            headers = {"ETag": '"v1"', "Content_Range": place}
            return file(BYTES[start:], cut=cut, status=status, **headers)

        document, source = self.opened(RAW, {"id": 1}, some)
        self.assertEqual(document.read(), BYTES)
        self.assertGreater(len(source.calls), 8)

    def test_a_signed_address_is_asked_for_anew(self):
        profile = documents(path="/d/{id}", url_path="url")
        document, source = self.opened(
            profile,
            {"id": 1},
            {"url": "/signed/1"},
            file(cut=100_000),
            {"url": "/signed/2"},
            file(),
        )
        self.assertEqual(document.read(), BYTES)
        self.assertEqual(source.paths, ["/d/1", "/signed/1", "/d/1", "/signed/2"])

    def test_a_document_that_is_refused_stops_everything(self):
        with self.assertRaises(FatalError):
            self.opened(RAW, {"id": 1}, Reply(status=403))


class TestBase64(DocumentCase):
    profile = documents(
        path="/d/{id}",
        base64_path="data.content",
        name_field="name",
        mimetype_field="m",
    )

    def test_the_bytes_come_out_of_the_json(self):
        data = {"data": {"content": base64.b64encode(BYTES).decode(), "x": "content"}}
        payload = {"id": 1, "name": "a.pdf", "m": "application/pdf"}
        document, _source = self.opened(self.profile, payload, data)
        self.assertEqual(
            (document.name, document.size, document.mimetype),
            ("a.pdf", len(BYTES), "application/pdf"),
        )
        self.assertEqual(document.read(), BYTES)

    def test_a_cut_answer_is_asked_for_again(self):
        body = json.dumps({"content": base64.b64encode(BYTES).decode()}).encode()
        for cut in (
            Reply(body=body, cut=5000),
            Reply(body=body[:5000], headers={"Content-Length": None}),
            Reply(body=b""),
        ):
            document, source = self.opened(
                self.profile, {"id": 1}, cut, Reply(body=body)
            )
            self.assertEqual(document.read(), BYTES)
            self.assertEqual(len(source.calls), 2)

    def test_a_web_page_or_nothing_is_skipped(self):
        page = Reply(body=b"<!DOCTYPE html><p>Jane Doe, please log in</p>")
        nothing = Reply(status=204, body=b"", headers={})
        for reply, words in (
            (page, "web page instead of the document"),
            (nothing, "no bytes for this document"),
            (Reply(body=b"Not today."), "no bytes for this document"),
        ):
            with self.assertRaises(SkipError) as caught:
                self.opened(self.profile, {"id": 1}, reply)
            self.assertIn(words, caught.exception.message)

    def test_an_answer_without_bytes_is_skipped(self):
        for data in ({}, {"content": None}, {"content": "Jane Doe!"}, []):
            with self.assertRaises(SkipError) as caught:
                self.opened(self.profile, {"id": 1}, data)
            self.assertNotIn("Jane", caught.exception.message)


class TestFileName(BaseCase):
    def test_names(self):
        for text, name in (
            ('attachment; filename="a b.pdf"', "a b.pdf"),
            ("attachment; filename=a.pdf", "a.pdf"),
            ("attachment; filename*=UTF-8''%C3%BC%20x.pdf", "ü x.pdf"),
            ('attachment; filename="ü.pdf"'.encode().decode("latin-1"), "ü.pdf"),
            ('attachment; filename="../../etc/passwd"', "passwd"),
            ('attachment; filename="C:\\\\temp\\\\x.doc"', "x.doc"),
            ("inline", ""),
            ("", ""),
            ("\r\nX: y", ""),
        ):
            self.assertEqual(file_name({"Content-Disposition": text}), name, text)
