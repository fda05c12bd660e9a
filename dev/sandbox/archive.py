"""ZIP files written member by member, with flat memory."""

import csv
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from openpyxl import Workbook

Row = Sequence[Any]
WRITTEN = (2026, 11, 1, 9, 0, 0)  # the date of every member, so that bundles repeat


class Archive:
    """A ZIP file under construction; a context manager."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def csv(
        self,
        name: str,
        header: Row,
        rows: Iterable[Row],
        encoding: str = "utf-8",
        delimiter: str = ",",
    ) -> None:
        """Write a delimited file."""
        with self._text(name, encoding) as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow(header)
            writer.writerows(rows)

    def json_lines(self, name: str, records: Iterable[Any]) -> None:
        """Write a file with one JSON value a line."""
        with self._text(name, "utf-8") as file:
            for record in records:
                file.write(json.dumps(record, ensure_ascii=False) + "\n")

    def json(self, name: str, records: Iterable[Any], key: str) -> None:
        """Write a JSON file: an object with all records in a list at ``key``."""
        with self._text(name, "utf-8") as file:
            file.write(f"{{{json.dumps(key)}: [")
            for number, record in enumerate(records):
                file.write(",\n" if number else "\n")
                file.write(json.dumps(record, ensure_ascii=False))
            file.write("\n]}\n")

    def xlsx(self, name: str, sheets: dict[str, tuple[Row, Iterable[Row]]]) -> None:
        """Write a workbook; each sheet has a header and rows."""
        book = Workbook(write_only=True)
        for title, (header, rows) in sheets.items():
            sheet = book.create_sheet(title)
            sheet.append(list(header))
            for row in rows:
                sheet.append(list(row))
        with tempfile.TemporaryFile() as buffer, self._open(name) as member:
            book.save(buffer)
            buffer.seek(0)
            shutil.copyfileobj(buffer, member)

    def file(self, name: str, content: bytes) -> None:
        """Write a file with given bytes."""
        with self._open(name) as member:
            member.write(content)

    @contextmanager
    def _text(self, name: str, encoding: str) -> Iterator[io.TextIOWrapper]:
        with self._open(name) as member:
            text = io.TextIOWrapper(member, encoding, newline="")
            yield text
            text.flush()

    def _open(self, name: str) -> BinaryIO:
        info = zipfile.ZipInfo(name, WRITTEN)
        info.compress_type = zipfile.ZIP_DEFLATED
        return self._zip.open(info, "w", force_zip64=True)


def safe_name(text: str) -> str:
    """Return ``text`` as an exporter writes it as the name of a file or folder."""
    kept = "".join("_" if char in '/\\:*?"<>|' else char for char in text)
    return kept.strip(" .") or "Untitled"


class Names:
    """Makes file names unique, as exporters do: ``Scan.pdf``, ``Scan (2).pdf``."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, name: str) -> str:
        """Return ``name``, with a number before its extension when it is taken."""
        path = Path(name)
        number, candidate = 1, name
        while candidate.casefold() in self._taken:
            number += 1
            candidate = f"{path.stem} ({number}){path.suffix}"
        self._taken.add(candidate.casefold())
        return candidate
