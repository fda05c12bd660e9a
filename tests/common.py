"""What the tests share: a source without a network, and a job on it."""

from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo.tests import TransactionCase

from ..lib.records import Page, SourceRecord, StreamCheck

PAGE = 2


class FakeConnection:
    """A source held in memory: ``{stream name: [payload, …]}``, two to a page.

    ``before_page`` is called with the stream's name before each page, and may raise;
    ``asked`` lists what was asked for, as pairs of stream and first record.
    """

    def __init__(self, streams, before_page=None):
        self.streams = streams
        self.before_page = before_page or (lambda stream: None)
        self.asked = []
        self.page = PAGE

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def pages(self, stream, position=None, since=None):
        records = [self._record(payload) for payload in self.streams.get(stream, [])]
        start = (position or {}).get("next", 0)
        for at in range(start, max(len(records), 1), self.page):
            self.asked.append((stream, at))
            self.before_page(stream)
            more = at + self.page < len(records)
            yield Page(
                records=records[at : at + self.page],
                position={"next": at + self.page} if more else None,
                problems=[],
                total=len(records),
            )

    def check(self):
        return [
            StreamCheck(
                stream=name,
                reachable=True,
                count=len(payloads),
                first_key=str(payloads[0]["id"]) if payloads else None,
                message="It can be read.",
            )
            for name, payloads in self.streams.items()
        ]

    def _record(self, payload):
        return SourceRecord(
            key=str(payload["id"]),
            payload=payload,
            name=payload.get("title") or payload.get("name") or "",
            changed_at=payload.get("updated_at"),
            deleted=payload.get("deleted", False),
        )


class MigrationCase(TransactionCase):
    """A job on a made-up source with the shape of The Case File.

    An empty list costs a test as much as a full one, at each step: where it does not
    matter, ``reads_empty_lists`` is no.
    """

    reads_empty_lists = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls.env["case.migration.profile"].search(
            [("code", "=", "the_case_file")]
        )
        cls.source = cls.env["case.migration.source"].create(
            {
                "name": "Old system",
                "profile_id": cls.profile.id,
                "address": "http://source.test",
            }
        )
        cls.job = cls.env["case.migration.job"].create(
            {"name": "Move", "source_id": cls.source.id}
        )
        cls.streams = {}
        cls.connection = FakeConnection(cls.streams)
        cls.startClassPatcher(
            patch.object(
                type(cls.env["case.migration.source"]),
                "_connection",
                lambda source: cls.connection,
            )
        )

    def setUp(self):
        # Runs last: the fields that a test has made are rolled back by then.
        self.addCleanup(self._forget_new_fields, self.registry.registry_sequence)
        super().setUp()
        type(self).connection = FakeConnection(self.streams)

    def _forget_new_fields(self, sequence):
        if self.registry.registry_sequence != sequence:
            self.registry._setup_models__(self.cr, self._with_new_fields() or None)
            self.registry.registry_sequence = sequence

    def _with_new_fields(self):
        """The models that have fields of a migration by now, or have had them."""
        self.cr.execute(
            "SELECT DISTINCT model FROM ir_model_fields WHERE state = 'manual'"
        )
        return {model for [model] in self.cr.fetchall()} | {
            name
            for name, model in self.registry.items()
            if any(field.manual for field in model._fields.values())
        }

    @classmethod
    @contextmanager
    def background(cls):
        """An environment whose commits are real for the code under test alone."""
        cls.env.flush_all()
        with ExitStack() as stack:
            stack.callback(cls.env.invalidate_all)
            stack.callback(cls.registry.signal_changes)
            for patcher in cls._registry_test_mode_patches(
                cr=cls.cr, registry=cls.registry
            ):
                stack.enter_context(patcher)
            yield cls.env(cr=stack.enter_context(cls.registry.cursor()))

    @classmethod
    def work(cls, job):
        """Do what is planned for the job."""
        with cls.background() as env:
            job.with_env(env).work_now()

    @classmethod
    def plan_run(cls, job=None):
        """Have a run cut into batches, and load nothing yet."""
        job = job or cls.job
        job.action_run()
        cutting = [("job_id", "=", job.id), ("kind", "=", "plan")]
        with cls.background() as env:
            batches = env["case.migration.batch"]
            while batches.search_count([*cutting, ("state", "=", "todo")]):
                batches._run_one(job.with_env(env), 0)

    @classmethod
    def step(cls, action, job=None):
        """Take one step of a job, the background work included."""
        job = job or cls.job
        getattr(job, action)()
        cls.work(job)

    @classmethod
    def leave_out_empty_lists(cls, job):
        """Have only those lists of the profile read that the source has."""
        for stream in job.source_id.stream_ids:
            stream.enabled = stream.name in cls.connection.streams

    @classmethod
    def prepare(cls, streams=None, job=None):
        """Take the job to where it can run."""
        job = job or cls.job
        if streams is not None:
            cls.connection.streams = streams
        if not cls.reads_empty_lists:
            cls.leave_out_empty_lists(job)
        cls.step("action_discover", job)
        cls.step("action_propose", job)
        job.action_confirm()
        job.action_confirm_owners()
        if job.missing_count:
            cls.step("action_apply_setup", job)

    @classmethod
    def migrate(cls, streams=None, job=None):
        """Take the job from the connection through the run."""
        cls.prepare(streams, job)
        cls.step("action_run", job)

    @classmethod
    def record(cls, stream, key):
        """The staged record with this key."""
        return cls.env["case.migration.record"].search(
            [("stream_id.name", "=", stream), ("key", "=", str(key))]
        )

    @classmethod
    def target(cls, stream, key):
        """The Odoo record that a source record became."""
        record = cls.record(stream, key)
        return record.res_id and cls.env[record.res_model].browse(record.res_id)
