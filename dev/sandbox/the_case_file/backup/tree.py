"""The documents of the backup: folders for client, matter and category."""

from collections.abc import Iterator

from ...archive import Names, safe_name
from ...dirt import MISSING
from ...documents import OVERSIZE, content, file_name, size_of
from ...firm import Firm
from ..format import id_of


def files(firm: Firm) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of every document that the backup has.

    Files over the vendor's limit are missing; older versions say so in their name.
    """
    for case in firm.indexes("case"):
        names = Names()
        folder = _folder(firm, case)
        for record in firm.children("document", case):
            if record["case"] < MISSING and size_of(record) != OVERSIZE:
                path = "/".join(filter(None, (folder, record["folder"])))
                yield f"{path}/{names.unique(_name(record))}", content(record)


def _folder(firm: Firm, case: int) -> str:
    record = firm.record("case", case)
    company = record["company_client"]
    if company is not None:
        client = firm.name("company", company)
    elif record["client"] < MISSING:
        client = firm.name("contact", record["client"])
    else:
        client = "Unknown Client"
    title = record["title"] or f"Untitled {id_of(case)}"
    return f"documents/{safe_name(client)}/{safe_name(title)}"


def _name(record: dict) -> str:
    name = safe_name(file_name(record))
    if record["current"]:
        return name
    stem, dot, extension = name.rpartition(".")
    version = f" (v{record['version']})"
    return f"{stem}{version}{dot}{extension}" if dot else f"{name}{version}"
