"""Records for several tests, loaded together: each test says what is loaded for it."""

from functools import wraps

from .loader_case import FIRM, LoaderCase


def loads(*variants, of=None, content=b"bytes", **payload):
    """Before the tests of its class, load a record for this one, on a case of its own.

    The test is given the Odoo record that it became; the key is the test's name.

    :param variants: dicts of what several records for the test do not have in common
    :param of: what it is, where the class does not say so by ``loaded``
    :param content: the bytes of a document, or an error
    """

    def decorate(test):
        keys = [
            f"{test.__name__}{number or ''}" for number in range(len(variants) or 1)
        ]

        @wraps(test)
        def run(self):
            self.key = keys[0]
            stream = f"{of or self.loaded}s"
            test(self, *[self.target(stream, key) for key in keys])

        run.payloads = [
            {"id": key, **payload, **variant}
            for key, variant in zip(keys, variants or [{}], strict=True)
        ]
        run.of, run.content = of, content
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
        cls.contents = {}
        streams = {"cases": []}
        for test in vars(cls).values():
            for payload in getattr(test, "payloads", ()):
                cls.contents[payload["id"]] = test.content
                cls._add(streams, test.of or cls.loaded, payload)
        cls.load(cls.contents, **streams)
        cls.streams = cls.connection.streams

    @classmethod
    def _add(cls, streams, source_object, payload):
        key = payload["id"]
        if source_object != "case":
            streams["cases"].append({**FIRM["cases"][0], "id": key})
            payload = {"case_id": key, **payload}
        payloads = streams.setdefault(f"{source_object}s", [])
        payloads.append({**cls.defaults, **payload})

    @classmethod
    def make_ready(cls):
        """What Odoo has, and the job says, before the records are loaded."""

    def setUp(self):
        super().setUp()
        self.connection.documents = dict(self.contents)

    def lead(self):
        return self.target("cases", self.key)

    def kinds(self, stream, key=None):
        return super().kinds(stream, key or self.key)
