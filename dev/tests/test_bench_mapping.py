"""The mapping benchmark: sound labels, and proposals that stay above the line."""

import json

import pytest

from kit.bench import baseline as bench_baseline
from kit.bench import mapping as bench_mapping
from kit.bench import samples as bench_samples

WORDS = {"custom", "none"}
TARGETS = json.loads((bench_mapping.DATA / "targets.json").read_text(encoding="utf-8"))
SCHEMAS = sorted((bench_mapping.DATA / "schemas").glob("*.json"))
# Pseudo and read-only targets that a label may name beside the writable fields.
BESIDE = {"mimetype"}


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_every_label_is_a_field_of_the_model(path):
    for stream in bench_samples.load(path)["objects"]:
        known = {target["name"] for target in TARGETS[stream["target"]]} | BESIDE
        for name, _kind, gold, *_fill in stream["fields"]:
            labels = {gold} if isinstance(gold, str) else set(gold)
            assert labels <= known | WORDS, name


def test_there_are_at_least_six_schemas():
    assert len(SCHEMAS) >= 6


def test_proposals_are_far_better_than_odoos_own_matching(capsys):
    assert bench_mapping.main(["--json"]) == 0
    every = json.loads(capsys.readouterr().out)[-1]
    assert every["mapped_top1"] >= 85
    assert every["mapped_top3"] >= 92
    assert every["needs_hand"] <= 12
    assert every["mapped_top1"] >= every["baseline_mapped_top1"] + 40


def test_the_table_has_a_row_for_each_schema(capsys):
    assert bench_mapping.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + len(SCHEMAS) + 1


def test_the_baseline_matches_as_odoo_does():
    targets = [
        {"name": "user_id", "label": "Salesperson", "ttype": "many2one"},
        {"name": "city", "label": "City", "ttype": "char"},
        {"name": "zip", "label": "Zip", "ttype": "char"},
    ]
    columns = [
        ("SALESPERSON", "SALESPERSON", "text"),
        ("Citty", "Citty", "text"),
        ("City Name", "City Name", "text"),
        ("Zip Code", "Zip Code", "date"),
    ]
    found = bench_baseline.suggestions(columns, targets)
    assert found == {"SALESPERSON": "user_id", "Citty": "city"}
