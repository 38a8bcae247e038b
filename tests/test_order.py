"""The files of tests that run first are there."""

from __future__ import annotations

from pathlib import Path

from tests.support.order import LONGEST, OVER_ALL_OF_ESCO, place_of

ROOT = Path(__file__).parents[1]


def test_the_files_that_run_first_are_there() -> None:
    assert [file for file in LONGEST if not (ROOT / file).is_file()] == []
    assert len(set(LONGEST)) == len(LONGEST)


def test_whoever_loads_all_of_esco_shares_a_process() -> None:
    asking = (ROOT / "tests" / "integration").glob("test_*.py")
    found = {file.name for file in asking if "frameworks: Workspace" in file.read_text(encoding="utf-8")}
    assert found == {Path(file).name for file in OVER_ALL_OF_ESCO}


def test_the_longest_come_before_all_others() -> None:
    places = [place_of(f"{file}::test") for file in (*LONGEST, "tests/test_order.py")]
    assert places == list(range(len(LONGEST) + 1))
