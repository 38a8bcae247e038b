"""The same job advertised again is found, whatever the order, and other jobs are left alone."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillgraph.matching.duplicate_links import Links, link
from skillgraph.matching.near_duplicates import Reason, sketches
from skillgraph.model import Posting
from skillgraph.sources import read_column_mapping
from skillgraph.workspace import Workspace
from skillgraph.workspace.loading import load_postings
from skillgraph.workspace.state import tables
from tests.support.posting_columns import JOB_BANK, NYC

TEXT = (
    "We look for a welder who reads drawings, sets up the machine, welds steel frames by MIG and TIG, checks "
    "the seams, keeps the tools clean and writes down what was done at the end of each shift in the log."
)
BASE = Posting("1", "Welder", TEXT, employer="Mill Inc.", place="Guelph, ON", date="2026-01-10")


def linked(*parts: Sequence[Posting]) -> Links:
    return link([sketches(tables.posting_rows(part)) for part in parts])


def reason(first: Posting, second: Posting) -> str:
    return Reason(int(linked([first, replace(second, id="2")]).reasons.max())).word


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, "same-text"),
        ({"title": "Welder (internal)", "employer": "Mill", "place": "Guelph (Ontario)"}, "same-text"),
        ({"date": "2026-03-01"}, "same-text"),
        ({"date": "", "place": "", "employer": ""}, "same-text"),
        ({"description": TEXT.replace("frames", "gates")}, "near-text"),
        ({"description": ""}, "same-job"),
        ({"description": "", "title": "Welder - 2 positions"}, "same-job"),
        ({"date": "2026-06-01"}, ""),
        ({"place": "Hull, QC"}, ""),
        ({"employer": "Another mill"}, ""),
        ({"unit": "Night shift"}, "same-text"),
        ({"title": "Cook"}, ""),
        ({"description": "Cook meals for guests."}, ""),
        ({"description": "", "employer": ""}, ""),
        ({"description": "", "place": "Not used"}, ""),
    ],
)
def test_what_makes_a_duplicate(changes: dict[str, Any], why: str) -> None:
    assert reason(BASE, replace(BASE, **changes)) == why


@pytest.mark.parametrize(
    "title",
    [
        "Welder (m/f/d)",
        "Welder (m/w/d)",
        "Welder (M/F)",
        "Welder (f/m/x)",
        "Welder [m/f/nb]",
        "Welder (H-F)",
        "Welder (all genders)",
        "Welder H/F",
        "Welder F/H",
        "Welder – m|w/d",
        "Welder, F / H",
        "Welder (homme ou femme)",
        "Welder Homme/Femme",
        "(m/f/d) Welder",
        "Welder all genders",
        "Welder (f/m/*)",
        "Welder H/F (internal)",
        "Welder (F/H) - urgent",
    ],
)
def test_who_may_apply_tells_no_job_from_another(title: str) -> None:
    assert reason(replace(BASE, description=""), replace(BASE, description="", title=title)) == "same-job"


@pytest.mark.parametrize(
    "title",
    ["Welder (D)", "Welder (F)", "Welder F", "Welder (A/B)", "Welder A/F", "Welder M", "Welder (women)"],
)
def test_other_letters_still_tell_jobs_apart(title: str) -> None:
    assert reason(replace(BASE, description=""), replace(BASE, description="", title=title)) == ""


def test_the_same_job_in_another_unit_is_another_job() -> None:
    assert reason(replace(BASE, unit="Day shift"), replace(BASE, unit="Night shift")) == ""


def test_the_earliest_stands_for_those_within_the_window() -> None:
    dates = ("2026-05-30", "2026-01-10", "2026-03-01", "2026-08-01", "")
    links = linked([replace(BASE, id=str(n), date=date) for n, date in enumerate(dates)])
    assert links.canonical.tolist() == [0, 1, 1, 0, 1]
    assert np.isnan(links.similarity[[0, 1]]).all()
    assert (links.similarity[[2, 3, 4]] == 1).all()


POSTINGS = st.lists(
    st.builds(
        lambda title, words, day, place, unit: (title, " ".join(words), day, place, unit),
        st.sampled_from(["Welder", "Welder II", "Cook"]),
        st.permutations(TEXT.split()[:14]).map(lambda words: sorted(words[:11]) + words[11:]),
        st.sampled_from(["", "2026-01-01", "2026-02-15", "2026-05-01", "2026-07-20"]),
        st.sampled_from(["", "Guelph, ON", "Hull"]),
        st.sampled_from(["", "Night"]),
    ),
    max_size=14,
)


@settings(max_examples=60)
@given(rows=POSTINGS, split=st.integers(0, 14), data=st.data())
def test_links_do_not_depend_on_order_or_parts(
    rows: list[tuple[str, str, str, str, str]], split: int, data: st.DataObject
) -> None:
    every = [
        Posting(str(n), title, text, "Mill", place, day, unit=unit)
        for n, (title, text, day, place, unit) in enumerate(rows)
    ]
    shuffled = data.draw(st.permutations(every))
    one, two = linked(every), linked(shuffled[:split], shuffled[split:])
    found = [
        {p.id: (ps[int(c)].id, r) for p, c, r in zip(ps, ls.canonical, ls.reasons.tolist(), strict=True)}
        for ps, ls in ((every, one), (shuffled, two))
    ]
    assert found[0] == found[1]
    assert all(one.canonical[row] == row for row in one.canonical)


def test_nothing_is_linked_among_nothing() -> None:
    assert len(linked().canonical) == len(linked([]).canonical) == 0


def test_real_pairs_that_were_judged_by_reading(shared: Path, tmp_path: Path) -> None:
    """240 pairs of real postings; ``docs/postings.md`` says how they were drawn and judged."""
    space = Workspace.create(tmp_path / "ws")
    folder = shared / "data" / "postings"
    for path, name, mapping in (
        (folder / "nyc_jobs_2012_2019.csv", "nyc", NYC),
        (folder / "jobbank_ca_2023.json", "jobbank", JOB_BANK),
    ):
        (tmp_path / "columns.toml").write_text(mapping)
        load_postings(space, path, name=name, columns=read_column_mapping(tmp_path / "columns.toml"))
    from skillgraph.workspace.state import table_parts as parts

    canonical: dict[str, str] = {}
    for file in space.snapshot().posting_files():
        table = parts.read(file, columns=["id", "canonical"])
        canonical |= dict(zip(table["id"].to_pylist(), table["canonical"].to_pylist(), strict=True))
    with (Path(__file__).parent / "posting_pairs.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    found = [(row["same_job"] == "yes", canonical[row["first"]] == canonical[row["second"]]) for row in rows]
    both: Callable[[bool, bool], int] = lambda judged, said: found.count((judged, said))  # noqa: E731
    precision = both(True, True) / (both(True, True) + both(False, True))
    recall = both(True, True) / (both(True, True) + both(True, False))
    assert len(rows) == 240
    assert precision >= 0.84
    assert recall >= 0.94
