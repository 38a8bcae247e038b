"""Problems of single rows."""

from __future__ import annotations

from skillgraph.errors import ProblemLog


def test_the_problem_that_cost_a_whole_record_is_named_before_smaller_ones() -> None:
    problems = ProblemLog()
    assert problems.worst() is None
    problems.add("a.json", 1, "a signed JWT; read, not verified")
    assert str(problems.worst()) == "a.json:1: a signed JWT; read, not verified"
    problems.add("a.json", None, "already loaded from b", field="id", whole=True)
    assert str(problems.worst()) == "a.json: id: already loaded from b"
