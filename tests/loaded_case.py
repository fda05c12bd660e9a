"""Records for several tests, loaded together: each test says what is loaded for it."""

from functools import wraps

from .loader_case import FIRM, LoaderCase


def loads(*variants, content=b"bytes", **payload):
    """Before the tests of its class, load a record for this one, on a case of its own.

    The test is given the Odoo record that it became; the key is the test's name.

    :param variants: dicts of what several records for the test do not have in common
    :param content: the bytes of a document, or an error
    """

    def decorate(test):
        keys = [
            f"{test.__name__}{number or ''}" for number in range(len(variants) or 1)
        ]

        @wraps(test)
        def run(self):
            self.key = keys[0]
            test(self, *[self.target(f"{self.loaded}s", key) for key in keys])

        run.payloads = [
            {"id": key, **payload, **variant}
            for key, variant in zip(keys, variants or [{}], strict=True)
        ]
        run.content = content
        return run

    return decorate


class LoadedCase(LoaderCase):
    """All that ``loads`` says, in one migration; a test's changes are its own."""

    loaded = "case"
    defaults = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_ready()
        tests = [test for test in vars(cls).values() if hasattr(test, "payloads")]
        keys = [payload["id"] for test in tests for payload in test.payloads]
        own_case = cls.loaded != "case"
        cls.contents = {
            one["id"]: test.content for test in tests for one in test.payloads
        }
        payloads = [
            {**({"case_id": one["id"]} if own_case else {}), **cls.defaults, **one}
            for test in tests
            for one in test.payloads
        ]
        cases = [{**FIRM["cases"][0], "id": key} for key in keys] if own_case else []
        cls.load(cls.contents, **{"cases": cases, f"{cls.loaded}s": payloads})
        cls.streams = cls.connection.streams

    @classmethod
    def make_ready(cls):
        """What Odoo has, and the job says, before the records are loaded."""

    def setUp(self):
        super().setUp()
        self.connection.documents = self.contents

    def lead(self):
        return self.target("cases", self.key)

    def kinds(self, stream, key=None):
        return super().kinds(stream, key or self.key)
