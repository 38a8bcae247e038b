"""A plan covers what can be covered with the least, says what stays uncovered, and comes in order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skillgraph.analytics.coverage import CoverageKind, CoverageTarget
from skillgraph.analytics.objective import Objective
from skillgraph.analytics.plan import DemandedConcept, Plan, PlanRule, plan
from skillgraph.errors import InputError
from skillgraph.model import Credential, LearningOutcome, Mapping, MappingStatus, Predicate


def _demand(name: str, *, required: bool = True, broader: str = "") -> DemandedConcept:
    return DemandedConcept(
        f"c:{name}", name, CoverageTarget({f"c:{name}"}, {f"c:{name}-narrow"}, {f"c:{broader}"}), required
    )


def _credential(name: str, *skills: str, **more: object) -> Credential:
    outcomes = tuple(LearningOutcome(f"{name}/{skill}", f"can {skill}") for skill in skills)
    return Credential(id=f"id:{name}", name=name, issuer="College", outcomes=outcomes, **more)  # type: ignore[arg-type]


def _mappings(*credentials: Credential, status: MappingStatus = MappingStatus.ACCEPTED) -> list[Mapping]:
    return [
        Mapping(
            outcome.id,
            Predicate.CLOSE,
            f"c:{outcome.id.split('/')[1]}",
            "semapv:CompositeMatching",
            status=status,
            confidence=0.6,
        )
        for credential in credentials
        for outcome in credential.outcomes
    ]


ALL = _credential("All", "weld", "draw", "lead", cost="$900", duration_hours=90.0)
PAIR = _credential("Pair", "weld", "draw", cost="$200", duration_hours=60.0)
WELD = _credential("Weld", "weld", cost="$150", duration_hours=5.0)
DRAW = _credential("Draw", "draw", cost="$150", duration_hours=6.0)
LEAD = _credential("Lead", "lead", cost="Free", duration_hours=7.0)
SUPPLY = (ALL, PAIR, WELD, DRAW, LEAD)
DEMANDED = [_demand("weld"), _demand("draw"), _demand("lead")]


def _names(found: Plan) -> list[str]:
    return [step.credential for step in found.steps]


@pytest.mark.parametrize(
    ("objective", "names", "value"),
    [
        (Objective.SMALLEST, ["All"], 1),
        (Objective.CHEAPEST, ["Lead", "Pair"], 200),
        (Objective.SHORTEST, ["Draw", "Lead", "Weld"], 18),
    ],
)
def test_the_objective_decides(objective: Objective, names: list[str], value: float) -> None:
    found = plan(DEMANDED, SUPPLY, _mappings(*SUPPLY), PlanRule(objective))
    assert (_names(found), found.value, found.bound) == (names, value, value)
    assert found.exact
    assert found.uncovered == ()
    assert found.covered == 3


def test_what_no_credential_covers_is_said_with_what_comes_near() -> None:
    demanded = [_demand("weld"), _demand("fly", broader="draw"), _demand("sing", required=False)]
    found = plan(demanded, SUPPLY, _mappings(*SUPPLY))
    assert _names(found) == ["All"] or len(found.steps) == 1
    assert [(one.label, one.possible, one.nearest) for one in found.uncovered] == [
        ("fly", False, ("All", "Draw", "Pair")),
        ("sing", False, ()),
    ]


def test_nothing_covers_anything() -> None:
    found = plan([_demand("fly")], SUPPLY, _mappings(*SUPPLY))
    assert (found.steps, found.value, found.exact, len(found.uncovered)) == ((), 0, True, 1)


def test_a_broader_skill_counts_only_where_that_is_asked_for() -> None:
    demanded = [_demand("fly", broader="draw")]
    rule = PlanRule(Objective.CHEAPEST, kinds=tuple(CoverageKind))
    (step,) = plan(demanded, SUPPLY, _mappings(*SUPPLY), rule).steps
    assert (step.credential, step.covers[0].coverage) == ("Draw", CoverageKind.BROADER)


def test_of_equal_plans_the_reviewed_and_direct_one_is_taken() -> None:
    rivals = [_credential("A", "weld-narrow"), _credential("B", "weld"), _credential("C", "weld")]
    mappings = [*_mappings(*rivals[:2], status=MappingStatus.PROPOSED), *_mappings(rivals[2])]
    (step,) = plan([_demand("weld")], rivals, mappings).steps
    assert step.credential == "C"
    assert [name for _, name in step.alternatives] == ["B", "A"]
    only = plan([_demand("weld")], rivals, mappings[:2], PlanRule(accepted_only=True))
    assert [one.possible for one in only.uncovered] == [False]


def test_of_equal_unreviewed_plans_the_surest_is_taken() -> None:
    rivals = [_credential("A", "weld"), _credential("B", "weld")]
    unsure, sure = _mappings(*rivals, status=MappingStatus.PROPOSED)
    mappings = [replace(unsure, confidence=0.16), replace(sure, confidence=0.86)]
    (step,) = plan([_demand("weld")], rivals, mappings).steps
    assert step.credential == "B"


def test_few_credentials_cover_the_most_and_required_skills_first() -> None:
    demanded = [_demand("lead"), _demand("weld", required=False), _demand("draw", required=False)]
    supply = (PAIR, LEAD)
    found = plan(demanded, supply, _mappings(*supply), PlanRule(at_most=1))
    assert _names(found) == ["Lead"]
    assert [(one.label, one.possible) for one in found.uncovered] == [("weld", True), ("draw", True)]


def test_prerequisites_are_taken_along_and_come_first() -> None:
    basics = _credential("Zero basics", prerequisites=("Grade 12",))
    middle = _credential("Middle", "draw", prerequisites=("id:Zero basics",))
    top = _credential("Advanced", "weld", prerequisites=("  zero BASICS", "Middle"))
    supply = (top, basics, middle)
    found = plan([_demand("weld")], supply, _mappings(*supply))
    assert _names(found) == ["Zero basics", "Middle", "Advanced"]
    assert found.steps[0].other_prerequisites == ("Grade 12",)
    assert found.steps[0].covers == ()
    assert found.steps[2].after == ("id:Middle", "id:Zero basics")


def test_a_circle_of_prerequisites_is_an_error() -> None:
    supply = (_credential("A", "weld", prerequisites=("B",)), _credential("B", prerequisites=("A",)))
    with pytest.raises(InputError, match=r"A → B → A|B → A → B"):
        plan([_demand("weld")], supply, _mappings(*supply))


def test_unstated_costs_are_assumed_to_be_the_largest_and_named() -> None:
    silent = _credential("Silent", "weld")
    found = plan([_demand("weld")], (silent, ALL), _mappings(silent, ALL), PlanRule(Objective.CHEAPEST))
    assert found.value == 900
    lone = plan([_demand("weld")], (silent,), _mappings(silent))
    assert lone.assumed == ()
    with pytest.raises(InputError, match="states its cost"):
        plan([_demand("weld")], (silent,), _mappings(silent), PlanRule(Objective.CHEAPEST))
    only = plan(
        [_demand("weld"), _demand("draw")],
        (silent, DRAW),
        _mappings(silent, DRAW),
        PlanRule(Objective.CHEAPEST),
    )
    assert (only.value, only.assumed) == (300, ("id:Silent",))


def test_nothing_demanded_is_an_error() -> None:
    with pytest.raises(InputError, match="No skill is demanded"):
        plan([], SUPPLY, [])
