"""Every folder of cases is run and answers as it must."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.case_runs import Case
from tests.support.cases import CASES, answer, esco_workspace


@pytest.fixture(scope="module")
def esco(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return esco_workspace(tmp_path_factory.mktemp("cases") / "workspace")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.folder)
def test_case(case: Case, shared: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if not (shared / "cases" / case.folder).is_dir():
        pytest.skip(f"needs {shared / 'cases' / case.folder}")
    found = answer(case, shared, tmp_path, request.getfixturevalue("esco") if case.esco else None)
    assert found.passed, found.said


def test_no_case_is_without_a_check(shared: Path) -> None:
    folders = {path.name for path in (shared / "cases").iterdir() if path.is_dir()}
    assert folders == {case.folder for case in CASES}
