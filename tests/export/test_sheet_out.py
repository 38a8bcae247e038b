"""The outcome sheet out: loading it gives the same credentials."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from skillgraph.errors import InputError, ProblemLog
from skillgraph.export.outcome_sheet import left_out, write_outcome_sheet
from skillgraph.model import Alignment, Assessment, Credential, Endorsement, EndorsementClaim, LearningOutcome
from skillgraph.sources import read_credentials

# What a cell can hold: the readers clean control characters and surrounding white space away.
CELL = st.text(st.sampled_from("aé技\"',;\t|=+-@_x0041 \n"), max_size=12).map(
    lambda text: " ".join(text.split())
)
WORD = CELL.filter(bool)
LANG = st.sampled_from(["", "en", "fr", "fr-CA"])
DATE = st.just("") | st.dates(min_value=datetime.date(1950, 1, 1), max_value=datetime.date(2090, 1, 1)).map(
    str
)


@st.composite
def credentials(draw: st.DrawFn) -> list[Credential]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        texts = draw(
            st.lists(
                st.sampled_from(["weld", "cut metal", "souder", "=1+1", "a;b", '"q"', "l1\nl2"]),
                min_size=1,
                max_size=4,
                unique=True,
            )
        )
        made.append(
            Credential(
                id=f"https://example.org/c/{number}",
                name=draw(WORD),
                issuer=draw(WORD),
                outcomes=tuple(
                    LearningOutcome(f"https://example.org/o/{number}/{place}", text, draw(LANG))
                    for place, text in enumerate(texts)
                ),
                description=draw(CELL),
                lang=draw(LANG),
                url=draw(CELL),
                level=draw(CELL),
                field=draw(CELL),
                delivery=draw(CELL),
                cost=draw(CELL),
                duration_hours=draw(st.none() | st.floats(0, 1e5)),
                duration_weeks=draw(st.none() | st.floats(0, 1e3)),
                credits=draw(st.none() | st.floats(0, 1e3)),
                transcriptable=draw(st.none() | st.booleans()),
                evidence_of_need=draw(CELL),
                learner_owned=draw(st.none() | st.booleans()),
                stacks_into=tuple(draw(st.sets(st.sampled_from(["a", "b c", "é"])).map(sorted))),
                reviewed=draw(DATE),
                prerequisites=tuple(draw(st.sets(st.sampled_from(["a", "b c", "é"])).map(sorted))),
                assessments=tuple(
                    Assessment(
                        f"kind {place}",
                        draw(CELL),
                        draw(st.none() | st.booleans()),
                        draw(st.none() | st.floats(0, 1)),
                        draw(CELL),
                        draw(st.none() | st.booleans()),
                        draw(st.none() | st.floats(0, 1)),
                    )
                    for place in range(draw(st.integers(0, 3)))
                ),
                endorsements=tuple(
                    Endorsement(
                        f"body {place}", draw(st.sampled_from(EndorsementClaim)), draw(CELL), draw(DATE)
                    )
                    for place in range(draw(st.integers(0, 6)))
                ),
            )
        )
    return made


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.xlsx"])
@given(made=credentials())
@settings(max_examples=50)
def test_load_export_load_gives_the_same_credentials(
    tmp_path_factory: pytest.TempPathFactory, name: str, made: list[Credential]
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    write_outcome_sheet(made, path)
    problems = ProblemLog()
    found = list(read_credentials(path, problems=problems))
    assert [str(problem) for problem in problems] == []
    assert [replace(credential, source="") for credential in found] == made


def test_the_sample_sheet_comes_back_whole(tmp_path: Path) -> None:
    from skillgraph import resources

    sample = resources.samples("credentials", "outcome-sheet.csv")
    first = list(read_credentials(sample, problems=ProblemLog()))
    assert write_outcome_sheet(first, tmp_path / "again.xlsx") >= len(first)
    again = list(read_credentials(tmp_path / "again.xlsx", problems=ProblemLog(strict=True)))
    assert [replace(c, source="") for c in again] == [replace(c, source="") for c in first]


def test_all_real_templates_come_back(badge_credentials_json: Path, tmp_path: Path) -> None:
    first = list(read_credentials(badge_credentials_json, problems=ProblemLog()))
    write_outcome_sheet(first, tmp_path / "templates.csv")
    again = list(read_credentials(tmp_path / "templates.csv", problems=ProblemLog()))
    assert len(again) == 568
    whole = [c for c in first if not left_out([c])]
    by_id = {c.id: replace(c, source="") for c in again}
    assert [by_id[c.id] for c in whole] == [replace(c, source="") for c in whole]


def test_what_has_no_column_is_told() -> None:
    credential = Credential(
        "https://example.org/c",
        "Welding",
        "College",
        criteria="Pass.",
        alignments=(Alignment("https://x.org", "x"),),
    )
    assert left_out([credential, credential]) == {"alignments": 2, "criteria": 2}


def test_a_formula_stays_text(tmp_path: Path) -> None:
    outcome = LearningOutcome("https://example.org/o", "=HYPERLINK(1)")
    write_outcome_sheet([Credential("https://example.org/c", "=1+1", "C", (outcome,))], tmp_path / "s.xlsx")
    sheet = load_workbook(tmp_path / "s.xlsx").active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value} == {"s"}


def test_another_extension_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no name for an outcome sheet"):
        write_outcome_sheet([], tmp_path / "sheet.ods")
