"""The documents of the generated firm are real files."""

import io
from collections import Counter

import pytest
from PIL import Image
from pypdf import PdfReader

from sandbox.documents import KINDS, OVERSIZE, content, file_name, kind_of, size_of
from sandbox.firm import Firm
from sandbox.pictures import jpeg, png


@pytest.fixture(scope="module")
def documents():
    return list(Firm(800).records("document"))


def of_kind(documents, name):
    return [r for r in documents if kind_of(r["file"]).name == name]


def test_every_kind_of_file_comes(documents):
    assert {kind_of(r["file"]).name for r in documents} == {k.name for k in KINDS}


def test_the_declared_size_is_that_of_the_bytes(documents):
    for record in documents:
        if kind_of(record["file"]).name != "oversize":
            assert size_of(record) == len(content(record))
    assert {size_of(record) for record in of_kind(documents, "oversize")} == {OVERSIZE}


def test_pdfs_can_be_read(documents):
    for record in of_kind(documents, "pdf")[:5]:
        page = PdfReader(io.BytesIO(content(record)), strict=True).pages[0]
        assert f"Document {record['file']}, version" in page.extract_text()


def test_photos_are_larger_than_odoo_leaves_alone(documents):
    for record in of_kind(documents, "photo"):
        image = Image.open(io.BytesIO(content(record)))
        image.load()
        assert image.format == "JPEG"
        assert image.size > (1920, 1920)


@pytest.mark.parametrize("shade", [-80, -1, 0, 33, 80])
def test_a_jpeg_has_its_shade_everywhere(shade):
    image = Image.open(io.BytesIO(jpeg(99, 31, shade)))
    assert image.size == (99, 31)
    low, high = image.getextrema()
    assert low == high == 128 + shade


def test_a_png_has_its_shade_everywhere():
    assert Image.open(io.BytesIO(png(20, 10, 99))).getextrema() == (99, 99)


def test_there_are_empty_files_versions_and_names_that_come_twice(documents):
    assert content(of_kind(documents, "empty")[0]) == b""
    assert {record["version"] for record in documents} == {1, 2, 3}
    named = Counter(
        (record["case"], record["stem"]) for record in documents if record["current"]
    )
    assert max(named.values()) > 1
    assert any(not file_name(record).isascii() for record in documents)
    assert any(not record["extension"] for record in documents)


def test_no_two_versions_have_the_same_bytes(documents):
    written = [content(r) for r in documents if size_of(r) not in (0, OVERSIZE)]
    assert len(written) == len(set(written))
