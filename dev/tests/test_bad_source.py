"""A source that fails stops its job with a sentence; what was read is kept."""

from contextlib import ExitStack

from kit import database, headless, paths, workshop
from kit.ports import free_port
from sandbox.firm import Firm
from sandbox.misbehaviour import LOGIN_PAGE
from sandbox.server import SandboxServer
from sandbox.web import Response, error

SYSTEM = "the_case_file"
HURRY = paths.DEV / "kit" / "shell" / "hurry.py"
SCALE = 12

# What goes wrong with a list, in the order of reading, and what the job says.
TROUBLES = {
    "/api/v2/teams": (
        (error(401, "No such key."), False),
        "refuses the credentials (401); check the credentials",
    ),
    "/api/v2/matter_statuses": (
        (error(404, "Not found."), False),
        "is not there (404); check the address",
    ),
    "/api/v2/companies": (
        (Response(200, LOGIN_PAGE, {"Content-Type": "text/html"}), False),
        "answers with a web page instead of data",
    ),
    "/api/v2/contacts": (
        (Response(200, b'{"data": [{"id": 1}, {"id"'), True),
        "is cut off in the middle",
    ),
}


class MoodySource(SandboxServer):
    """Answers one of its lists in a wrong way."""

    mood = ("", None)

    def _answer(self, request):
        path, answer = self.mood
        return answer if request.path == path else super()._answer(request)


def test_the_same_job_goes_on_when_the_source_is_back():
    port = free_port()
    with workshop.opened() as shop, ExitStack() as stack:
        template = database.template(
            (*database.BASE, paths.ADDON), skip_auto_install=True
        )
        name = stack.enter_context(database.scratch(template, "moody"))
        options = {"system": SYSTEM, "channel": "rest", "page": 200, "batch_size": 100}
        options |= {"address": f"http://127.0.0.1:{port}", "hurry": 0, "stop": True}
        options["credentials"] = {"api_key": "tcf-sandbox-key"}

        def drive():
            return headless.answer(shop, name, HURRY, options)

        down = drive()
        assert "refuses the connection" in down["job"]["problem"]
        assert not down["records"]

        source = stack.enter_context(MoodySource(SYSTEM, Firm(SCALE, 1), port))
        staged = {}
        for path, (answer, sentence) in TROUBLES.items():
            source.mood = (path, answer)
            stands = drive()
            assert stands["job"]["paused"]
            assert sentence in stands["job"]["problem"]
            assert path in stands["job"]["problem"]
            assert staged.items() <= stands["records"].items()
            assert len(stands["records"]) > len(staged)
            staged = stands["records"]

        source.mood = ("", None)
        end = drive()
    assert end["job"] == dict.fromkeys(end["job"], False) | {"state": "delta"}
    assert staged.keys() < end["records"].keys()
    for row in end["summary"]:
        outcomes = ("created", "matched", "updated", "skipped", "failed")
        assert row["source"] == sum(row[outcome] for outcome in outcomes), row
