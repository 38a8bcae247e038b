"""The ``sssom`` package reads what we write, row for row; it lives in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from skillgraph.errors import ProblemLog
from skillgraph.export.sssom import MappingSet, write_sssom
from skillgraph.model import NO_TERM_FOUND, Mapping, MappingStatus, Predicate, PredicateModifier
from skillgraph.sources import read_credentials

NAMES = ("set.sssom.tsv", "set.json", "set.ttl")


@pytest.fixture(scope="module")
def sssom_python() -> str:
    found = os.environ.get("SKILLGRAPH_SSSOM", "")
    if not found:
        pytest.skip("needs the sssom package (set SKILLGRAPH_SSSOM to what .ci/sssom prints)")
    return found


def rows_read(python: str, records: list[Mapping], folder: Path) -> list[int]:
    mapping_set = MappingSet.of(records, title="A set", description='Of "all" kinds:\n- one')
    for name in NAMES:
        write_sssom(mapping_set, folder / name)
    reader = Path(__file__).with_name("read_with_sssom.py")
    files = [str(folder / name) for name in NAMES]
    done = subprocess.run([python, str(reader), *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    counts = json.loads(done.stdout)
    return [counts[file] for file in files]


RECORD = Mapping(
    subject_id="https://example.org/o/1",
    predicate_id=Predicate.CLOSE,
    object_id="http://data.europa.eu/esco/skill/1",
    mapping_justification="semapv:CompositeMatching",
    subject_label='tab\there, "quotes", a|b\\ and\nlines',
    object_source="http://data.europa.eu/esco/concept-scheme/skills",
    match_string=("a|b", "c\\"),
    confidence=0.123456789,
    mapping_date="2026-11-25",
)


def test_odd_records_are_read(sssom_python: str, tmp_path: Path) -> None:
    seen = replace(RECORD, reviewer_label=("Ann|Bob",), review_date="2026-11-25")
    against = replace(seen, status=MappingStatus.REJECTED, predicate_modifier=PredicateModifier.NOT)
    records = [
        RECORD,
        replace(seen, object_id="urn:uuid:7", status=MappingStatus.ACCEPTED),
        replace(against, object_id="https://example.org/x/"),
        replace(seen, object_id=NO_TERM_FOUND, status=MappingStatus.NO_TERM),
    ]
    assert rows_read(sssom_python, records, tmp_path) == [4, 4, 4]


def test_all_real_templates_are_read_with_equal_counts(
    sssom_python: str, badge_credentials_json: Path, tmp_path: Path
) -> None:
    """A proposal for every outcome of the 568 templates, in their own words."""
    records = [
        replace(RECORD, subject_id=outcome.id, subject_label=outcome.text, object_label=outcome.text)
        for credential in read_credentials(badge_credentials_json, problems=ProblemLog())
        for outcome in credential.outcomes
    ]
    assert len(records) > 4000
    assert rows_read(sssom_python, records, tmp_path) == [len(records)] * 3
