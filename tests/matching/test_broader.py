"""Where several unsure suggestions lie below one concept, that one may fit; how surely, is fitted."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from skillgraph.matching import Matcher, Profile
from skillgraph.matching.index.labels import LabelTable
from skillgraph.matching.judging.broader_fit import FEATURES, WIDEST, BroaderConcepts, BroaderModel
from skillgraph.matching.judging.parameters import Parameters, parameter_file_name, parameters_for
from skillgraph.matching.types import MatchResult, ReasonKind
from skillgraph.training.broader import PRECISION, Answered, fit_broader
from skillgraph.training.folds import FOLDS
from tests.support.small_framework import BASE, CountingEncoders, build, group, skill

TRADES = ("steel", "wood", "glass", "stone", "paper", "wool", "clay", "gold", "wax", "bread")
WORKS = ("cutting", "joining", "painting", "selling")
ACTS = ("measure", "prepare", "inspect")

CONCEPTS = (
    group("top", "skills"),
    *(group(trade, f"working with {trade}", broader=("top",)) for trade in TRADES),
    *(group(f"{trade}-{work}", f"{work} {trade}", broader=(trade,)) for trade in TRADES for work in WORKS),
    *(
        skill(f"{trade}-{work}-{act}", f"{act} {trade} before {work}", broader=(f"{trade}-{work}",))
        for trade in TRADES
        for work in WORKS
        for act in ACTS
    ),
)

MODEL = BroaderModel(coefficients=(2.0, 0.0), intercept=2.0, threshold=0.5)


@pytest.fixture(scope="module")
def table() -> LabelTable:
    return LabelTable.from_concepts(CONCEPTS)


def at(table: LabelTable, *names: str) -> list[int]:
    return [list(table.uris).index(BASE + name) for name in names]


def test_the_narrowest_concept_that_is_probable_enough_is_named(table: LabelTable) -> None:
    concepts = BroaderConcepts(table)
    near = at(table, "steel-cutting-measure", "steel-cutting-inspect", "wool-selling-prepare")
    fit = concepts.fit(MODEL, near, [0.3, 0.2, 0.1], "en")
    assert fit is not None
    assert (fit.uri, fit.label) == (BASE + "steel-cutting", "cutting steel")
    assert fit.confidence == pytest.approx(0.6479, abs=1e-3)  # log odds 2 + 2 ln 0.5
    assert concepts.fit(MODEL, near, [0.2, 0.1, 0.1], "en") is None


def test_one_suggestion_wide_concepts_and_the_top_say_nothing(table: LabelTable) -> None:
    concepts = BroaderConcepts(table)
    apart = at(table, "steel-cutting-measure", "steel-joining-measure", "wool-selling-prepare")
    assert 12 / table.matchable > WIDEST
    assert concepts.candidates(apart, [0.4, 0.4, 0.4]).positions == ()
    assert concepts.fit(MODEL, apart, [0.4, 0.4, 0.4], "en") is None


def test_a_concept_that_is_suggested_itself_agrees_with_those_below() -> None:
    sewing = (skill("sew", "sew", broader=("top",)), skill("hem", "hem", broader=("sew",)))
    others = (skill(f"other{n}", f"other {n}") for n in range(100))
    table = LabelTable.from_concepts([group("top", "skills"), *sewing, *others])
    found = BroaderConcepts(table).candidates(at(table, "sew", "hem"), [0.25, 0.5])
    assert found.positions == tuple(at(table, "sew"))
    assert found.features[0] == pytest.approx([np.log(0.75), np.log(1 / table.matchable)])


def test_a_model_reads_back() -> None:
    assert BroaderModel.from_json(json.loads(json.dumps(MODEL.to_json()))) == MODEL
    assert list(MODEL.to_json()["coefficients"]) == list(FEATURES)


def answered(table: LabelTable, texts: int, *, honest: bool = True) -> Answered:
    """Texts whose first two suggestions agree; the surer they are, the more often the group is right."""
    rng = np.random.default_rng(0)
    names = [f"{trade}-{work}" for trade in TRADES for work in WORKS]
    positions, confidences, gold = [], [], []
    for number in range(texts):
        near = names[number % len(names)]
        sure = rng.uniform(0.05, 0.45)
        right = rng.random() < (2 * sure if honest else 0.1)
        positions.append(at(table, f"{near}-measure", f"{near}-prepare"))
        confidences.append([sure, sure])
        gold.append(frozenset(at(table, f"{near}-inspect" if right else "bread-selling-inspect")))
    return Answered(
        np.array(positions),
        np.array(confidences),
        gold,
        without_content=np.zeros(texts, dtype=bool),
        fold=np.arange(texts) % FOLDS,
        shares=np.ones(texts),
        threshold=0.2,
    )


def test_the_threshold_keeps_the_precision_held_out(table: LabelTable) -> None:
    model, record = fit_broader(table, answered(table, 400))
    assert model is not None
    assert model == fit_broader(table, answered(table, 400))[0]
    assert model.coefficients[0] > 0
    assert model.threshold >= 0.5
    held_out = record["held_out"]["best suggestion below 0.5"]
    assert held_out["texts"] == 400
    assert held_out["precision"] >= PRECISION


def test_what_is_hardly_ever_right_is_never_named(table: LabelTable) -> None:
    model, record = fit_broader(table, answered(table, 400, honest=False))
    assert model is None
    assert "none" in record["threshold"]
    assert fit_broader(table, answered(table, 3))[0] is None


@pytest.fixture(scope="module")
def trades(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    """A matcher that names what is probable enough, and is sure of nothing."""
    folder = tmp_path_factory.mktemp("trades")
    index = build(folder, CountingEncoders(), concepts=CONCEPTS)
    shipped = parameters_for(Profile.FAST, "en")
    easy = replace(shipped, broader=BroaderModel((1.0, 0.0), 6.0, 0.5), content=None)
    (folder / parameter_file_name(Profile.FAST, "en")).write_text(easy.to_json(), encoding="utf-8")
    assert Parameters.read(folder / parameter_file_name(Profile.FAST, "en")).broader == easy.broader
    return Matcher(index, profile=Profile.FAST, parameters=folder, threshold=0.999)


def asked(matcher: Matcher, text: str, *, explain: bool = True) -> MatchResult:
    return next(matcher.match([text], lang="en", explain=explain))


def test_only_a_broader_term_fits_and_which(trades: Matcher) -> None:
    result = asked(trades, "cutting of steel")
    assert (result.abstained, result.reason_kind) == (True, ReasonKind.ONLY_BROADER)
    assert result.broader_fit is not None
    assert result.broader_fit.uri == BASE + "steel-cutting"
    assert "Only a broader term fits: “cutting steel”" in result.reason
    assert result.suggestions


def test_nobody_pays_for_it_who_does_not_ask(trades: Matcher) -> None:
    result = asked(trades, "cutting of steel", explain=False)
    assert (result.reason_kind, result.broader_fit) == (ReasonKind.NOT_SURE_ENOUGH, None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", ReasonKind.NO_TEXT),
        ("12 %", ReasonKind.NO_TEXT),
        ("5 years of experience", ReasonKind.NO_SKILL_CONTENT),
    ],
)
def test_every_abstention_has_a_kind(trades: Matcher, text: str, kind: ReasonKind) -> None:
    result = asked(trades, text)
    assert (result.abstained, result.reason_kind) == (True, kind)
    assert result.broader_fit is None or kind is ReasonKind.ONLY_BROADER
    assert result.reason


def test_what_ships_names_broader_concepts() -> None:
    for profile in Profile:
        parameters = parameters_for(profile, "en")
        assert parameters.broader is not None
        unsure = parameters.record["broader"]["held_out"]["best suggestion below 0.5"]
        assert unsure["precision"] >= PRECISION
        assert parameters.record["broader"]["fitted_on"]


def test_nothing_is_named_where_a_suggestion_is_sure(trades: Matcher) -> None:
    bold = Matcher(trades.index, profile=Profile.FAST, threshold=0.0)
    result = asked(bold, "measure steel before cutting")
    assert (result.abstained, result.reason_kind) == (False, None)
