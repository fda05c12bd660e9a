from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..delta.change import read_changes
from ..delta.migrated import last_migrated
from ..delta.three_way import changed_in_odoo
from ..support.guard import nobody_is_told
from ..support.snapshot import snapshot
from .case_migration_record import LINKED
from .case_migration_resolver import UNCLEAR
from .matched import note_differences

WAITING = ("reference_later", "reference_not_migrated", UNCLEAR)


class CaseMigrationRelinking(models.AbstractModel):
    """Makes the links to records that were loaded after the ones that name them.

    A company's parent may come after the company, a failed contact may have been put
    right: the findings of the load say which links are missing. A record is then as if
    it had found them at once; what has become different is a change in the audit log,
    and a finding stays as long as a link is missing. What people have written stays.
    """

    _name = "case.migration.relinking"
    _description = "Case Migration Relinking"

    def _mappings(self, job):
        """:return: the mappings by which records refer to others, in their order"""
        return job.mapping_ids.filtered(
            lambda mapping: (
                mapping.enabled and "reference" in mapping.line_ids.mapped("transform")
            )
        )

    def _steps(self, batch):
        """Handler of batches that relink; yields after each chunk.

        One without a mapping makes those that have one.
        """
        if not batch.mapping_id:
            self._share_out(batch)
            return
        after = (batch.position or {}).get("after", 0)
        while changes := self._read(batch, after):
            after = changes[-1].id
            with nobody_is_told(self.env):
                self._relink(batch, changes)
            batch.position = {"after": after}
            yield

    def _share_out(self, batch):
        """Add a batch for each object of which records wait for links, found by one
        query; lanes work on these side by side.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT r.object
                  FROM case_migration_finding f
                  JOIN case_migration_record r ON r.id = f.record_id
                 WHERE f.job_id = %s AND f.kind IN %s AND r.state IN %s
                   AND r.payload IS NOT NULL
                """,
                batch.job_id.id,
                WAITING,
                LINKED,
            )
        )
        if not rows:
            return
        waiting = {source_object for [source_object] in rows}
        batch.job_id._add_batches(
            [
                {
                    "kind": "load",
                    "sequence": batch.sequence,
                    "mapping_id": mapping.id,
                    "relinks": True,
                    "run": batch.run,
                    "run_id": batch.run_id.id,
                }
                for mapping in self._mappings(batch.job_id)
                if mapping.object in waiting
            ]
        )
        if len(waiting) > 1:
            batch.job_id._wake()

    def _read(self, batch, after):
        """:return: a Change for each record, but for those that were forgotten"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, key, payload, digest, state, res_model, res_id,
                       NULL, false, false
                  FROM case_migration_record r
                 WHERE stream_id IN %s AND id > %s AND state IN %s
                   AND payload IS NOT NULL
                   AND EXISTS (SELECT 1 FROM case_migration_finding f
                                WHERE f.record_id = r.id AND f.job_id = %s
                                  AND f.kind IN %s)
                 ORDER BY id LIMIT %s
                """,
                tuple(batch.mapping_id._streams().ids) or (0,),
                after,
                LINKED,
                batch.job_id.id,
                WAITING,
                batch.job_id.batch_size,
            )
        )
        return read_changes(self.env, rows)

    def _relink(self, batch, changes):
        mapping = batch.mapping_id
        loader = mapping._loader()
        # People may have removed some of them.
        changes = [one for one in changes if one.record._name == loader._target]
        changes = [one for one in changes if one.record]
        if not changes:
            return
        items = [change.new for change in changes]
        self.env["case.migration.updating"]._map(mapping, loader, items)
        findings = self._findings(batch, items)
        records = loader._model().browse(change.record.id for change in changes)
        base = last_migrated(records)
        applying = self.env["case.migration.applying"]
        names = applying._watched(records, base)
        before = snapshot(records, names)
        new = []
        for change in changes:
            values = base.get(change.record.id, {}), before[change.record.id]
            known = {(one.kind, one.field or None) for one in findings[change.id]}
            for name, some in _waiting(findings[change.id]).items():
                if self._settle(loader, change, name, some, *values):
                    new += [(change.new, one) for one in _further(change.new, known)]
        applying._log(batch, changes, before, names)
        self.env["case.migration.loading"]._add_findings(batch, new)

    def _findings(self, batch, items):
        """:return: ``{source record id: findings}``, all that there are"""
        found = defaultdict(self.env["case.migration.finding"].browse)
        for finding in self.env["case.migration.finding"].search(
            [
                ("job_id", "=", batch.job_id.id),
                ("record_id", "in", [item.id for item in items]),
            ]
        ):
            found[finding.record_id.id] += finding
        return found

    def _settle(self, loader, change, name, findings, base, now):
        """Make the links of a field, as far as they lead somewhere by now.

        :param findings: what was said of the field when the record was loaded
        :param base: what the migration has written last into the record
        :param now: what Odoo has
        :return: whether links are there now
        """
        item = change.new
        if item.outcome is None and name in item.models:
            if self._make(loader, change, name, base, now):
                self._renew(findings, _missing(item, name))
                return True
            self._refuse(findings)
        elif _names_itself(item, name):
            self._refuse(findings)
        else:
            self._give_up(findings)
        return False

    def _make(self, loader, change, name, base, now):
        """:return: whether Odoo takes the links, or they are not ours to make"""
        item, record = change.new, change.record
        if item.state == "matched":
            note_differences(self.env, item, record, name)
            return True
        if changed_in_odoo(name, base, now):
            return True  # a person has filled it meanwhile
        edited = {one for one in base if changed_in_odoo(one, base, now)}
        try:
            with self.env.cr.savepoint():
                loader._link(item, record, name, edited)
                # The savepoint would do it in another environment, which tells people.
                self.env.flush_all()
        except (UserError, ValidationError):
            item.made_then.clear()
            return False
        return True

    def _renew(self, findings, missing):
        """Keep what is still true: that of several links some are missing."""
        kinds = {finding["kind"] for finding in missing}
        kept = findings.filtered(lambda one: one.kind in kinds)
        if missing and not kept:
            kept = findings[:1]
        (findings - kept).unlink()
        self._give_up(kept)

    def _refuse(self, findings):
        """Odoo does not take the link: most likely the records go in a circle."""
        findings.write(
            {
                "kind": "cycle",
                "severity": "2_warning",
                "message": self.env._(
                    "Odoo refuses this link, for the records would refer to each other "
                    "in a circle; it is empty."
                ),
            }
        )

    def _give_up(self, findings):
        """What was to come has not come."""
        findings.filtered(lambda one: one.kind == "reference_later").write(
            {
                "kind": "reference_not_migrated",
                "severity": "2_warning",
                "message": self.env._(
                    "It refers to a record that was not migrated; that link is empty."
                ),
            }
        )


def _waiting(findings):
    """:return: ``{target field: findings that say that a link is missing}``"""
    return findings.filtered(lambda one: one.kind in WAITING).grouped("field")


def _further(item, known):
    """:return: what a load that finds the links says beside, as of a client's address

    :param known: kinds and fields of what was said before; these are added
    """
    found = []
    for finding in item.findings:
        place = finding["kind"], finding["field"]
        if finding["kind"] not in WAITING and place not in known:
            known.add(place)
            found.append(finding)
    return found


def _missing(item, name):
    """:return: what is to be said, by now, of the links of a field"""
    return [
        one for one in item.findings if one["field"] == name and one["kind"] in WAITING
    ]


def _names_itself(item, name):
    return any((one["kind"], one["field"]) == ("cycle", name) for one in item.findings)
