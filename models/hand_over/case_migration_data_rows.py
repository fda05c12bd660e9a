from typing import Any, NamedTuple

from odoo import models
from odoo.tools import SQL

from ..loaders.item import Item
from ..loading.case_migration_resolver import _are_several, _group, _keys

PAGE = 1000


class Found(NamedTuple):
    """Where a reference of a row leads to.

    ``identity`` tells what it names from everything else, ``name`` is what the source
    calls that, and ``known`` whether the source has it at all.
    """

    identity: str
    name: str
    known: bool
    model: str | None = None
    res_id: int | None = None


NOWHERE = Found("", "", False)


class Row(NamedTuple):
    """A staged record, mapped."""

    record_id: int
    key: str
    values: dict[str, Any]
    found: dict[str, Found]

    def leads_to(self, target):
        return self.found.get(target, NOWHERE)


class CaseMigrationDataRows(models.AbstractModel):
    """Goes through the staged records of a mapping as its map reads them.

    For what is handed over and not loaded. Nothing is written, and no more than a page
    of records is held at a time.
    """

    _name = "case.migration.data.rows"
    _description = "Case Migration Data Rows"

    def _rows(self, mapping, by_order=False, after=(0, 0, 0)):
        """:return: generator of rows

        :param by_order: those that belong together come together, see the planning,
            also when they are in several lists
        :param after: place of the last one that was gone through
        """
        while page := self._read_page(mapping, by_order, after):
            items = [Item(*columns[2:]) for columns in page]
            self.env["case.migration.loading"]._map(mapping, items)
            known = self.env["case.migration.resolver"]._look_up_all(mapping, items)
            model = self.env[mapping.target_model]
            for item in items:
                found = _found(model, item, known)
                yield Row(item.id, item.key, item.values, found)
            after = page[-1][:3]

    def _read_page(self, mapping, by_order, after):
        place = SQL("stream_id, 0 * id, id")
        if by_order:
            place = SQL("COALESCE(load_order, 0), stream_id, id")
        return self.env.execute_query(
            SQL(
                """
                SELECT %(place)s, key, payload, digest, state, res_model, res_id
                  FROM case_migration_record
                 WHERE stream_id IN %(streams)s AND NOT COALESCE(deleted, false)
                   AND payload IS NOT NULL AND (%(place)s) > %(after)s
                 ORDER BY %(place)s
                 LIMIT %(page)s
                """,
                place=place,
                streams=tuple(mapping._streams().ids) or (0,),
                after=after,
                page=PAGE,
            )
        )


def _found(model, item, known):
    """Of the references that may fill a field the first that leads to a record of Odoo,
    else the first that leads to one of the source, else the first.
    """
    best = {}
    for reference in item.references:
        candidates = known[_group(model, reference)]
        for key, written in zip(_keys(reference), reference.keys, strict=True):
            found = _as_found(reference, key, written, candidates.get(key, ()))
            old = best.get(reference.target)
            if not old or _rank(found) > _rank(old):
                best[reference.target] = found
    return best


def _as_found(reference, key, written, candidates):
    chosen = next((one for one in candidates if one.res_id), None)
    if reference.by == "name" and _are_several(candidates):
        chosen = None
    known = next((one for one in candidates if one.name), None)
    by_name = reference.kind == "lookup" or reference.by == "name"
    return Found(
        identity=f"{reference.object or reference.kind}:{key}",
        name=written if by_name else (known.name if known else ""),
        known=bool(candidates),
        model=chosen and chosen.model,
        res_id=chosen and chosen.res_id,
    )


def _rank(found):
    return bool(found.res_id), found.known
