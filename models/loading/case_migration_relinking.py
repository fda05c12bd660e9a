from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..audit.audit import write_audit
from ..loaders.item import Item
from ..support.guard import nobody_is_told
from ..support.snapshot import snapshot
from .case_migration_record import LINKED
from .case_migration_resolver import UNCLEAR

WAITING = ("reference_later", "reference_not_migrated", UNCLEAR)


class CaseMigrationRelinking(models.AbstractModel):
    """Makes the links to records that were loaded after the ones that name them.

    A company's parent may come after the company, a failed contact may have been put
    right: the findings of the load say which links are missing. Each link made is a
    change in the audit log, and takes its finding away.
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
        while items := self._read_items(batch, after):
            after = items[-1].id
            with nobody_is_told(self.env):
                self._relink(batch, items)
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

    def _read_items(self, batch, after):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, key, payload, digest, state, res_model, res_id
                  FROM case_migration_record r
                 WHERE stream_id IN %s AND id > %s AND state IN %s
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
        return [Item(*row) for row in rows]

    def _relink(self, batch, items):
        mapping = batch.mapping_id
        loading = self.env["case.migration.loading"]
        findings = self._findings(batch, items)
        loading._map(mapping, items)
        loading._resolve(mapping, items)
        lines = []
        for item in items:
            for name, finding in findings[item.id].items():
                if item.models.get(name) and item.values.get(name):
                    lines += self._set(mapping._loader(), item, name, finding)
                elif _names_itself(item, name):
                    self._refuse(finding)
                elif finding.kind == "reference_later":
                    self._give_up(finding)
        self._write_audit(batch, lines)

    def _findings(self, batch, items):
        """:return: ``{source record id: {target field: finding}}``"""
        found = defaultdict(dict)
        for finding in self.env["case.migration.finding"].search(
            [
                ("job_id", "=", batch.job_id.id),
                ("record_id", "in", [item.id for item in items]),
                ("kind", "in", WAITING),
            ]
        ):
            found[finding.record_id.id][finding.field] = finding
        return found

    def _set(self, loader, item, name, finding):
        """:return: the audit line of the change, in a list"""
        record = self.env[item.res_model].browse(item.res_id)
        before = snapshot(record, record._fields)[record.id]
        if before.get(name):
            return []  # a person has filled it meanwhile
        try:
            with self.env.cr.savepoint():
                names = loader._relink(record, name, item.values[name])
                after = snapshot(record, names)[record.id]
        except (UserError, ValidationError):
            self._refuse(finding)
            return []
        finding.unlink()
        before = {changed: before[changed] for changed in after}
        return [(item, before, after)]

    def _refuse(self, finding):
        """Odoo does not take the link: most likely the records go in a circle."""
        finding.write(
            {
                "kind": "cycle",
                "severity": "2_warning",
                "message": self.env._(
                    "Odoo refuses this link, for the records would refer to each other "
                    "in a circle; it is empty."
                ),
            }
        )

    def _give_up(self, finding):
        finding.write(
            {
                "kind": "reference_not_migrated",
                "severity": "2_warning",
                "message": self.env._(
                    "It refers to a record that was not migrated; that link is empty."
                ),
            }
        )

    def _write_audit(self, batch, lines):
        write_audit(
            self.env,
            [
                {
                    "job_id": batch.job_id.id,
                    "company_id": batch.company_id.id,
                    "batch_id": batch.id,
                    "operation": "write",
                    "res_model": item.res_model,
                    "res_id": item.res_id,
                    "record_id": item.id,
                    "object": batch.mapping_id.object,
                    "key": item.key,
                    "before": before,
                    "after": after,
                    "undoes_id": None,
                }
                for item, before, after in lines
            ],
        )


def _names_itself(item, name):
    return any((one["kind"], one["field"]) == ("cycle", name) for one in item.findings)
