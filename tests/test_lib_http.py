import gzip
import threading
from email.utils import formatdate
from time import time

from odoo.tests import BaseCase

from odoo.addons.crm_case_migration.lib.errors import (
    FatalError,
    RetriableError,
    SkipError,
)
from odoo.addons.crm_case_migration.lib.http import Request
from odoo.addons.crm_case_migration.lib.http.failures import retry_after
from odoo.addons.crm_case_migration.lib.http.types import RateLimiter
from odoo.addons.crm_case_migration.lib.settings import Settings

from .fake_source import Reply, Sleep
from .http_case import CASES, HttpCase


class TestRetries(HttpCase):
    def test_what_is_transient_is_tried_again(self):
        for status in (408, 425, 429, 500, 502, 503, 504):
            source = self.source(Reply(status=status), Reply(status=status), [1])
            self.assertEqual(self.answered(source), ([1], [1.0, 2.0]), status)

    def test_trying_again_has_an_end(self):
        error, pauses = self.failing(self.source(Reply(status=503)))
        self.assertIsInstance(error, RetriableError)
        self.assertEqual(pauses, [1.0, 2.0, 4.0, 8.0])
        self.assertIn("does not work at the moment (503)", error.message)

    def test_the_pause_that_the_source_asks_for_is_kept(self):
        source = self.source(Reply(status=429, headers={"Retry-After": "3"}), [1])
        self.assertEqual(self.answered(source), ([1], [3.0]))

    def test_the_pause_may_be_a_date(self):
        date = formatdate(time() + 10, usegmt=True)
        source = self.source(Reply(status=503, headers={"Retry-After": date}), [1])
        _data, pauses = self.answered(source)
        self.assertAlmostEqual(pauses[0], 9.5, delta=1)

    def test_a_long_pause_is_not_slept_through(self):
        source = self.source(Reply(status=429, headers={"Retry-After": "3600"}))
        error, pauses = self.failing(source)
        self.assertIsInstance(error, RetriableError)
        self.assertEqual((error.wait, pauses), (3600.0, []))

    def test_retry_after_is_read_or_ignored(self):
        for text, seconds in (
            ("0", 0.0),
            ("1.5", None),
            ("soon", None),
            ("", None),
            (None, None),
            ("9" * 30, 21600.0),
            ("Fri, 31 Dec 1999 23:59:59 GMT", 0.0),
        ):
            self.assertEqual(retry_after(text), seconds, text)

    def test_what_is_refused_is_not_tried_again(self):
        for status, sentence in (
            (400, "refuses the request (400)"),
            (401, "refuses the credentials (401)"),
            (403, "is not permitted to this user (403)"),
            (404, "is not there (404)"),
        ):
            source = self.source(Reply(status=status))
            error, pauses = self.failing(source)
            self.assertIsInstance(error, FatalError)
            self.assertIn(sentence, error.message)
            self.assertEqual((pauses, len(source.calls)), ([], 1))

    def test_the_profile_may_say_otherwise(self):
        for action, expected in (
            ("skip", SkipError),
            ("retry", RetriableError),
            ("fail", FatalError),
        ):
            for status in ("404", "500"):
                request = Request("/x", "Cases", on_status={status: action})
                error, _pauses = self.failing(
                    self.source(Reply(status=int(status))), request
                )
                self.assertIs(type(error), expected)


class TestBodies(HttpCase):
    def test_a_cut_body_is_asked_for_again(self):
        whole = b'{"data": [1, 2, 3]}'
        for cut in (
            Reply(body=whole, cut=10),
            Reply(body=whole[:10], headers={"Content-Length": None}),
            Reply(
                body=b"13\r\n" + whole[:9],
                headers={"Content-Length": None, "Transfer-Encoding": "chunked"},
                cut=12,
            ),
            Reply(body=b""),
        ):
            data, pauses = self.answered(self.source(cut, {"data": [1]}))
            self.assertEqual((data, pauses), ({"data": [1]}, [1.0]))

    def test_a_body_that_is_always_cut_ends_in_a_sentence(self):
        error, _pauses = self.failing(self.source(Reply(body=b"[1, 2", cut=3)))
        self.assertIsInstance(error, RetriableError)
        self.assertIn("is cut off in the middle", error.message)

    def test_a_web_page_may_be_a_slip(self):
        page = Reply(body=b"<html>")
        data, pauses = self.answered(self.source(page, page, [1]))
        self.assertEqual((data, pauses), ([1], [1.0, 2.0]))

    def test_a_web_page_is_no_data(self):
        page = Reply(body=b"\n<!DOCTYPE html><p>Jane Doe, please log in</p>")
        error, _pauses = self.failing(self.source(page))
        self.assertIsInstance(error, FatalError)
        self.assertIn("web page instead of data", error.message)
        self.assertNotIn("Jane", error.message)

    def test_other_text_is_no_data(self):
        error, _pauses = self.failing(self.source(Reply(body=b"Jane Doe")))
        self.assertIsInstance(error, FatalError)
        self.assertNotIn("Jane", error.message)

    def test_a_page_has_a_limit_even_when_it_is_compressed(self):
        body = gzip.compress(b"[" + b" " * 5_000_000 + b"]")
        bomb = Reply(body=body, headers={"Content-Encoding": "gzip"})
        error, _pauses = self.failing(self.source(bomb), max_bytes=1024**2)
        self.assertIsInstance(error, FatalError)
        self.assertIn("more than 1 MB", error.message)

    def test_json_as_sources_write_it(self):
        for body, data in (
            (b'{"a": NaN, "b": -Infinity}', {"a": None, "b": None}),
            (b"\xef\xbb\xbf[1]", [1]),
            ("[1]".encode("utf-16"), [1]),
            (b'{"a": 1, "a": 2}', {"a": 2}),
        ):
            self.assertEqual(self.answered(self.source(Reply(body=body)))[0], data)

    def test_json_nested_without_end_is_refused(self):
        body = b"[" * 100_000 + b"]" * 100_000
        error, pauses = self.failing(self.source(Reply(body=body)))
        self.assertIsInstance(error, FatalError)
        self.assertIn("nested too deeply", error.message)
        self.assertEqual(pauses, [])

    def test_text_in_another_encoding_is_read(self):
        body = '[{"name": "Müller"}]'.encode("latin-1")
        declared = {"Content-Type": "application/json; charset=ISO-8859-1"}
        answer = self.client_of(Reply(body=body, headers=declared)).json(CASES)
        self.assertEqual(answer.data, [{"name": "Müller"}])
        self.assertFalse(answer.remarks)
        for headers in (
            {},
            {"Content-Type": "application/json; charset=utf-8"},
            {"Content-Type": "text/json; charset=no-such"},
        ):
            answer = self.client_of(Reply(body=body, headers=headers)).json(CASES)
            self.assertEqual(answer.data, [{"name": "Müller"}])
            self.assertIn("characters that are damaged", answer.remarks[0])

    def test_a_number_that_cannot_be_stored_is_kept_as_a_text(self):
        digits = "7" * 5000
        for number in ("1e999", "-1E+400", digits):
            body = f'[{{"a": {number}, "b": 1.5, "c": 3}}]'.encode()
            answer = self.client_of(Reply(body=body)).json(CASES)
            self.assertEqual(answer.data, [{"a": number, "b": 1.5, "c": 3}])
            self.assertIn("a number that is too large", answer.remarks[0])

    def test_damaged_json_is_not_cut_off(self):
        for body in (b'{"data": [1 2]}', b'[{"a": 1}, oops]', b"[1] [2]", b'{"a" 1}'):
            error, _pauses = self.failing(self.source(Reply(body=body)))
            self.assertIsInstance(error, FatalError)
            self.assertIn("data that is damaged", error.message)

    def test_json_that_ends_anywhere_is_cut_off(self):
        body = b'{"a": [{"b": "}x\\u00fc"}, -1.5e3, true], "c": null}'
        for end in range(len(body)):
            cut = Reply(body=body[:end])
            error, _pauses = self.failing(self.source(cut), max_wait=0.0)
            self.assertIn("is cut off in the middle", error.message, body[:end])

    def test_no_content_is_no_data(self):
        source = self.source(Reply(status=204, body=b"", headers={}))
        self.assertEqual(self.answered(source)[0], None)

    def test_a_page_that_drips_is_given_up(self):
        source = self.source(Reply(body=b"[" + b"1," * 100_000 + b"1]"))
        ticks = iter(range(0, 10_000_000, 1000))
        error, _pauses = self.failing(source, clock=lambda: next(ticks), max_wait=0.0)
        self.assertIsInstance(error, RetriableError)


class TestRateLimit(BaseCase):
    def test_requests_are_spaced(self):
        sleep = Sleep()
        limiter = RateLimiter(2.0, Settings(sleep=sleep, clock=sleep.clock))
        for _request in range(3):
            limiter.wait()
        sleep.now += 5
        limiter.wait()
        self.assertEqual(sleep.pauses, [2.0, 2.0])

    def test_threads_share_the_rate(self):
        times = []
        settings = Settings(sleep=times.append, clock=lambda: 0.0)
        limiter = RateLimiter(1.0, settings)
        threads = [threading.Thread(target=limiter.wait) for _number in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(times), [1.0, 2.0, 3.0, 4.0])

    def test_a_long_wait_is_left_to_the_scheduler(self):
        sleep = Sleep()
        limiter = RateLimiter(60.0, Settings(sleep=sleep, clock=sleep.clock))
        limiter.wait()
        with self.assertRaises(RetriableError) as caught:
            limiter.wait()
        self.assertEqual((caught.exception.wait, sleep.pauses), (60.0, []))
