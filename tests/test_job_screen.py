import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.tests import new_test_user, tagged

from ..lib.records import StreamCheck
from .browser_case import BrowserCase
from .common import MigrationCase
from .test_thread import FIRM

PROGRESS = ".o_case_migration_progress"
SECOND = "void (window.second = window.open(location.href, 'second'))"
RESULT = ".nav-link[name=check]"
LIVE = """
    [...document.querySelectorAll("[role=status], [aria-live]")].map(
        (one) => one.textContent.replace(/\\s+/g, " ").trim()
    )
"""
# Seconds that a source takes to answer, and for how long the screen is watched.
SLOW, WATCHED = 3, 2
WATCH = f"""
    (async () => {{
        document.querySelector("%s").click();
        const began = performance.now();
        let last = began, longest = 0, blocked = false;
        while (last - began < {WATCHED * 1000}) {{
            await new Promise((resolve) => setTimeout(resolve, 20));
            const now = performance.now();
            longest = Math.max(longest, now - last);
            last = now;
            blocked = blocked || !!document.querySelector(".o_blockUI");
        }}
        const shown = !!document.querySelector(".o_loading_indicator");
        return {{longest, blocked, shown}};
    }})()
"""
# Milliseconds.
MOST_BLOCKED = 1000
NAMED = ("button", "link", "progressbar", "radio", "textbox", "checkbox")
CONTACTS = 30


def _read(window):
    return (
        f"{window}.document.querySelector('{PROGRESS} summary')"
        ".textContent.replace(/\\s+/g, ' ').trim()"
    )


@tagged("post_install", "-at_install")
class TestJobScreen(BrowserCase, MigrationCase):
    """The form of a migration while it runs, as people see, hear and read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        contacts = [
            {"id": f"k{number}", "name": f"Person {number}"}
            for number in range(CONTACTS)
        ]
        cls.prepare({**FIRM, "contacts": [*FIRM["contacts"], *contacts]})
        cls.job.batch_size = 10
        cls.plan_run()
        cls.export = cls.source.copy({"channel": "bundle"})
        for code in ("de_DE", "fr_FR"):
            cls.env["res.lang"]._activate_lang(code)
        groups = "base.group_user,crm_case_migration.group_manager"
        new_test_user(cls.env, "greta", groups=groups, lang="de_DE")

        cls.check = StreamCheck("contacts", True, 1, "c1", "It can be read.")

    @contextmanager
    def _opened(self, login="admin"):
        with self.browsing(login) as screen:
            screen.open(
                f"/odoo/case-migrations/{self.job.id}",
                f"document.querySelector('{PROGRESS}')",
            )
            yield screen

    def _load_a_batch(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            job = self.job.with_env(env)
            loaded = env["case.migration.batch"]._run_one(job, time.monotonic() + 60)
            # Within a transaction, and a test is one, time stands still.
            env.cr.execute(
                """
                UPDATE case_migration_batch
                   SET write_date = clock_timestamp() AT TIME ZONE 'UTC'
                 WHERE state = 'done' AND kind = 'load'
                """
            )
            objects = job.get_progress()["objects"]
        self.assertTrue(loaded)
        return [sum(one[name] for one in objects) for name in ("done", "total")]

    def _shows(self, screen, figures, *windows):
        done, total = figures
        for window in windows:
            screen.wait_for(f"{_read(window)}.includes('{done} / {total}')")

    def test_every_window_follows_also_one_that_is_opened_anew(self):
        with self._opened() as screen:
            screen.value(SECOND)
            screen.wait_for("second.document.querySelector('.o_form_view')")
            for _batch in range(2):
                self._shows(screen, self._load_a_batch(), "window", "second")
            screen.call("Page.reload")
            screen.wait_for("!window.second")
            self._shows(screen, self._load_a_batch(), "window")
            told = screen.text(f"{PROGRESS} summary")
            self.assertRegex(told, r"^Loaded into Odoo [0-9]+ / [0-9]+ ")
            self.assertRegex(told, r" [0-9]+ records per second ")
            self.assertRegex(told, r"[0-9]+ (second|minute|hour)s?.* left")

    def test_what_a_screen_reader_says(self):
        with self._opened() as screen:
            self._shows(screen, self._load_a_batch(), "window")
            heard = self._heard(screen)
            self.assertIn(("navigation", "Steps of the migration"), heard)
            self.assertIn(("button", "Run: under way"), heard)
            self.assertIn(("button", "Read: done"), heard)
            self.assertIn(("button", "Close: not available yet"), heard)
            bars = [name for role, name in heard if role == "progressbar"]
            self.assertTrue(bars)
            for bar in bars:
                self.assertRegex(bar, r".+: [0-9]+ of [0-9]+ done, [0-9]+ failed")
            live = screen.value(LIVE)
            self.assertTrue([text for text in live if "in the background" in text])
            start = "case-migration-start"
            screen.go_on_to(start, "document.querySelector('.card')")
            heard = self._heard(screen)
            self.assertIn(("radiogroup", "System"), heard)
            radios = [name for role, name in heard if role == "radio"]
            self.assertTrue([name for name in radios if "BackDocket" in name])
            form = {
                "type": "ir.actions.act_window",
                "res_model": self.export._name,
                "res_id": self.export.id,
                "views": [[False, "form"]],
            }
            drop = "document.querySelector('.o_case_migration_drop')"
            screen.go_on_to(form, drop)
            self.assertIn(("button", "Choose a file"), self._heard(screen))

    def _heard(self, screen):
        """:return: role and name of all that is not passed over; of what can be pressed
        or watched, each has a name
        """
        nodes = screen.call("Accessibility.getFullAXTree")["nodes"]
        heard = [
            (node["role"]["value"], node.get("name", {}).get("value", "").strip())
            for node in nodes
            if not node["ignored"] and "role" in node
        ]
        self.assertFalse([role for role, name in heard if role in NAMED and not name])
        return heard

    def test_a_slow_source_does_not_block_the_browser(self):
        self.connection.check = lambda: time.sleep(SLOW) or [self.check]
        with self.browsing("admin") as screen:
            screen.open(
                f"/odoo/case-migration-sources/{self.source.id}",
                "document.querySelector('button[name=action_test]')",
            )
            self._press_and_watch(screen, "button[name=action_test]")
            screen.wait_for(f"document.querySelector({RESULT!r})")

    def _press_and_watch(self, screen, button):
        """The page goes on, and shows that it works, while the answer takes long."""
        seen = screen.value(WATCH % button)
        self.assertFalse(seen["blocked"])
        self.assertTrue(seen["shown"])
        # One that waits in the page takes as long as the answer.
        self.assertLess(seen["longest"], MOST_BLOCKED)

    def test_a_large_migration_is_planned_without_blocking_the_browser(self):
        service = type(self.env["case.migration.planning"])
        plan = service._plan_relinks

        def slow(*arguments):
            time.sleep(SLOW)
            return plan(*arguments)

        self.job.write({"task": False, "state": "delta"})
        go = ".modal button[name=action_go]"
        with patch.object(service, "_plan_relinks", slow), self._opened() as screen:
            screen.value("document.querySelector('[name=action_ask_run]').click()")
            screen.wait_for(f"document.querySelector('{go}')")
            self._press_and_watch(screen, go)
            screen.wait_for("!document.querySelector('.modal')")

    def test_numbers_are_written_as_the_user_writes_them(self):
        progress = {
            "title": "Loaded into Odoo",
            "objects": [
                {"label": "Cases", "total": 45678, "done": 12345, "failed": 1234}
            ],
            "rate": 1500,
            "seconds_left": 5400,
            "running": True,
        }
        service = type(self.env["case.migration.progress"])
        with (
            patch.object(service, "_of", lambda *_args: progress),
            self._opened("greta") as screen,
        ):
            told = screen.text(f"{PROGRESS} summary")
            left = "1 Stunde und 30 Minuten"
            for part in ("12.345 / 45.678", "1.234", "1.500", left):
                self.assertIn(part, told)
            told = [text for text in screen.value(LIVE) if "Loaded into Odoo" in text]
            self.assertEqual(told, ["Loaded into Odoo: 20%"])
            bar = screen.value("document.querySelector('[role=progressbar]').ariaLabel")
            self.assertIn("12.345", bar)

    def test_sentences_are_written_as_the_reader_writes_them(self):
        self.source.stream_ids[0].record_count = 1234567
        total = self.job.record_count
        english = f"{total:,}"
        for code, separator in (("de_DE", "."), ("fr_FR", "\N{NO-BREAK SPACE}")):
            with self.subTest(code):
                job = self.job.with_context(lang=code)
                job.invalidate_recordset()
                number = english.replace(",", separator)
                self.assertIn(number, job.steps[0]["sentence"])
