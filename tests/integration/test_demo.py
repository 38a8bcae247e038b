"""`demo` goes through all three jobs, also where a profile finds no concept for one of its questions."""

from __future__ import annotations

from pathlib import Path

from skillgraph.workspace.demonstration import QUESTIONS
from tests.support.faults import inputs, little


def test_a_question_that_no_concept_fits_does_not_end_the_demo(tmp_path: Path) -> None:
    little.make(tmp_path)
    code, printed, said = inputs.run(tmp_path, ("demo", *inputs.FAST, "--output", "."))
    assert code == 0, said
    assert "No concept fits 'tungsten inert gas welding'" in said
    assert all(question in printed for question in QUESTIONS)
    assert "An analyst asks" in printed
    for name in ("demand", "gaps"):
        assert (tmp_path / "reports" / name / "report.html").is_file()
