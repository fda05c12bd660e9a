import math
import traceback
from contextlib import ExitStack, contextmanager
from functools import partial

from odoo import models
from odoo.tools import SQL

from ...lib.errors import ConfigError, FatalError, RetriableError, SkipError
from ..engine.case_migration_batch import COLLISIONS, MAX_TRIES
from ..loaders.item import Item
from ..support.describe import describe
from ..support.guard import nobody_is_told
from ..support.words import said
from .case_migration_planning import CHOICES, chosen, selection
from .case_migration_record import LINKED
from .fitting import fit
from .matched import note_differences


class CaseMigrationLoading(models.AbstractModel):
    """Loads a batch of staged records: map, resolve, match, create, remember.

    What was made, the links and the audit lines are one transaction. A record that
    cannot be written is found by halving the batch, and fails alone.
    """

    _name = "case.migration.loading"
    _inherit = ["case.migration.planning", "case.migration.load.log"]
    _description = "Case Migration Loading"

    # ---------------------------------------------------------------- one batch

    def _steps(self, batch):
        """Handler of batches of kind ``load``: one transaction, or one per slice."""
        if batch.relinks:
            yield from self.env["case.migration.relinking"]._steps(batch)
            return
        loader = batch.mapping_id._loader()
        size = loader._slice
        with self._documents(batch, loader) as give_documents:
            while items := self._read_items(batch, size):
                with nobody_is_told(self.env):
                    done = self._load_items(batch, loader, items, give_documents)
                self._count(batch, done)
                if len(done) == len(items) < (size or math.inf):
                    return
                batch.position = {"after": done[-1].id}
                yield

    def _load_items(self, batch, loader, items, give_documents):
        """:return: the items that are through, maybe not all of a slice"""
        self._leave_out(loader, _open(items), batch.job_id)
        targets = self._make_all_ready(batch, loader, _open(items))
        items = loader._part(items)
        lines = loader._waiting_lines(_open(items), batch.job_id)
        give_documents(_open(items))
        self._try_to_load(batch, loader, _open(items) + lines, targets)
        self._remember(batch, items)
        self.env["case.migration.telling"]._remember(batch, lines)
        return items

    def _make_all_ready(self, batch, loader, items):
        """Map, resolve, match and prepare; what cannot be prepared fails alone.

        :return: the names of the fields that the map fills
        """
        try:
            return self._make_ready(batch, loader, items)
        except _NOT_THE_RECORDS:
            raise
        except Exception:  # noqa: BLE001 - found out one by one
            targets = ()
        for item in items:
            item.reopen(0)
            try:
                targets = self._make_ready(batch, loader, [item])
            except _NOT_THE_RECORDS:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, it is its own
                self._fail(item, error)
        return targets

    def _make_ready(self, batch, loader, items):
        mapping, job = batch.mapping_id, batch.job_id
        compiled = mapping._compiled()
        targets = self._map(mapping, items, compiled)
        self._resolve(mapping, items, compiled)
        self._match(mapping, loader, _open(items))
        loader._take_dates(_open(items), job)
        loader._prepare(_open(items), job)
        return targets

    def _read_items(self, batch, size=None):
        """:param size: how many at most; all that are left when None"""
        after = (batch.position or {}).get("after", 0)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, key, payload, digest, state, res_model, res_id
                  FROM case_migration_record
                 WHERE stream_id = %s AND %s BETWEEN %s AND %s AND id > %s
                   AND NOT COALESCE(deleted, false) %s %s
                 ORDER BY id
                 LIMIT %s
                """,
                batch.stream_id.id,
                SQL("load_order" if batch.mapping_id._loader()._together else "id"),
                batch.first_id,
                batch.last_id,
                after,
                selection(batch.job_id, **{name: batch[name] for name in CHOICES}),
                chosen(batch),
                size,
            )
        )
        items = [Item(*row) for row in rows]
        for item in items:
            if item.state in LINKED:
                item.end("skipped", "already_migrated")
            elif item.payload is None:
                item.end("skipped", "forgotten", self._sentence_on_forgotten())
        return items

    def _sentence_on_forgotten(self):
        return self.env._("What the source says of this record was removed on purpose.")

    def _leave_out(self, loader, items, job):
        """End the items that this job does not load: no accounting, not wanted."""
        reason = loader._unavailable(job)
        for item in items if reason else ():
            item.end("skipped", *reason)

    @contextmanager
    def _documents(self, batch, loader):
        """:return: function that gives items access to their documents, for loaders
        that read them; the source is opened once, when the first is wanted
        """
        with ExitStack() as stack:
            opened = []

            def give(items):
                if not (loader._reads_documents and items):
                    return
                if not opened:
                    connection = batch.stream_id.source_id._connection()
                    opened.append(stack.enter_context(connection))
                for item in items:
                    item.open_document = partial(
                        opened[0].open_document, batch.stream_id.name, item.payload
                    )

            yield give

    def _map(self, mapping, items, compiled=None):
        """:return: the names of the fields that the map fills"""
        items = _open(items)
        if not items:
            return ()
        mapper, _names, context = compiled or mapping._compiled()
        payloads = [item.payload for item in items]
        all_mapped = mapper.apply_all(payloads, context)
        for item, mapped in zip(items, all_mapped, strict=True):
            item.values, item.references = mapped.values, mapped.references
            for issue in mapped.issues:
                self._note_issue(item, issue)
        return mapper.targets

    def _note_issue(self, item, issue):
        message = said(self.env, issue.message)
        if issue.severity == "error":
            item.end("failed", issue.kind, message)
        else:
            item.note(issue.kind, message, issue.field, _SEVERITY[issue.severity])

    def _resolve(self, mapping, items, compiled=None):
        items = _open(items)
        if not items:
            return
        self.env["case.migration.resolver"]._resolve(mapping, items)
        _mapper, names, _context = compiled or mapping._compiled()
        self._keep_unmatched_names(names, items)
        model = self.env[mapping.target_model]
        for item in items:
            fit(model, item)

    def _keep_unmatched_names(self, targets, items):
        """The original owner's name stays only where nobody was found for it."""
        for item in items:
            if not item.unmatched:
                for target in targets:
                    item.values.pop(target, None)

    def _match(self, mapping, loader, items):
        matches = loader._match(items, mapping.job_id)
        if matches and loader._matched_once:
            self._keep_others_off(loader._model().union(*matches.values()))
        for item, record in matches.items():
            item.link("matched", record)
            if loader._tells_differences:
                note_differences(self.env, item, record)

    def _keep_others_off(self, records):
        """Have another lane that has matched one of the records, and does not see our
        link, collide with us: done again, it sees the link and makes a record anew.

        A lock alone would let it go on once we have committed; a row that was written,
        though as it was, does not.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = write_date WHERE id = ANY(%s)",
                SQL.identifier(records._table),
                records.ids,
            ),
            log_exceptions=False,
        )

    def _try_to_load(self, batch, loader, items, targets):
        """Load, and give up on a source that fails again and again."""
        try:
            self._load_or_halve(loader, items, targets)
        except RetriableError as error:
            if batch.tries + 1 < MAX_TRIES:
                raise
            for item in items:
                item.reopen(len(item.findings))
                item.end("failed", error.kind, said(self.env, error))

    def _load_or_halve(self, loader, items, targets):
        """Create what the items say; on an error, each half by itself."""
        if not items:
            return
        findings = {item: len(item.findings) for item in items}
        try:
            with self.env.cr.savepoint():
                loader._load(items, targets)
        except _NOT_THE_RECORDS:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this record's
            for item in items:
                item.reopen(findings[item])
            if len(items) == 1:
                self._fail(items[0], error)
                return
            half = len(items) // 2
            self._load_or_halve(loader, items[:half], targets)
            self._load_or_halve(loader, items[half:], targets)

    def _fail(self, item, error):
        if isinstance(error, SkipError):
            item.end("failed", error.kind, said(self.env, error))
            return
        item.end(
            "failed",
            type(error).__name__,
            describe(self.env, error),
            traceback.format_exc(),
        )


# What is wrong with the source, the settings or the moment, not with a record.
_NOT_THE_RECORDS = (*COLLISIONS, RetriableError, FatalError, ConfigError)
_SEVERITY = {"info": "1_info", "warning": "2_warning", "error": "3_error"}


def _open(items):
    return [item for item in items if item.outcome is None]
