"""A concept that does something else to the same thing comes behind, and is never sure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from skillgraph import languages
from skillgraph.errors import InputError
from skillgraph.matching.index.labels import LabelTable
from skillgraph.matching.signals.fusion import LinearFusion
from skillgraph.matching.signals.signal_types import EXACT, OTHER_VERB, Signal
from skillgraph.matching.signals.verbs import VerbGuard, Verbs, known_verbs
from skillgraph.model import Concept
from skillgraph.training.fusion import Measured, fit_weights
from skillgraph.training.verbs import learn_verbs

Labels = Mapping[str, Sequence[str]]

CONCEPTS: Sequence[Labels] = (
    {"en": ["attend meetings", "participate in meetings"], "fr": ["participer à des réunions"]},
    {"en": ["chair a meeting", "lead a meeting"], "fr": ["diriger une réunion"]},
    {"en": ["draw blueprints", "draft blueprints"], "fr": ["dessiner des plans"]},
    {"en": ["ride horses", "horse ride"], "fr": ["monter à cheval"]},
    {"en": ["horse riding"], "fr": ["équitation"]},
    {"en": ["manage budgets", "oversee budgets"], "fr": ["gérer des budgets"]},
    {"en": ["develop vaccines", "create vaccines"], "fr": ["mettre au point des vaccins"]},
    {"en": ["immunology"], "fr": ["immunologie"]},
    {"en": ["market analysis", "analyse markets"], "fr": ["analyse de marché"]},
    {"en": ["present reports", "present a report"], "fr": ["présenter des rapports"]},
    {"en": ["fell trees", "cut down trees"], "fr": ["abattre des arbres"]},
)


def table(concepts: Sequence[Labels] = CONCEPTS) -> LabelTable:
    return LabelTable.from_concepts(
        Concept(
            uri=f"urn:c:{number:03}",
            pref_labels={lang: labels[0] for lang, labels in one.items()},
            alt_labels={lang: tuple(labels[1:]) for lang, labels in one.items()},
        )
        for number, one in enumerate(concepts)
    )


def others(text: str, lang: str = "en") -> list[str]:
    """The concepts that do something else, by their English names."""
    labels = table()
    values = VerbGuard(labels, lang).measure([text], np.arange(labels.matchable)[None])[0]
    return [labels.label(place, "en") for place in np.flatnonzero(values).tolist()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lead meetings", ["attend meetings"]),
        ("Leads meetings", ["attend meetings"]),
        ("Analyze blueprints", ["draw blueprints"]),
        ("Feed, groom and exercise horses", ["ride horses", "horse riding"]),
        ("Supervise budgets", []),
        ("Read reports", ["present reports"]),
        ("Approve budgets", ["manage budgets"]),
        ("Prune trees", ["fell trees"]),
        ("Explain how vaccines protect the immune system", ["develop vaccines"]),
        ("Analyse markets", []),
        ("Meetings", []),
        ("meetings, budgets and horses", []),
        ("Perform meetings", []),
        ("", []),
        ("—", []),
    ],
)
def test_what_does_something_else_to_the_same_thing_is_told(text: str, expected: Sequence[str]) -> None:
    assert others(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Animer des réunions", ["attend meetings"]),
        ("Assister à des réunions", ["chair a meeting"]),
        ("Analyser des plans", ["draw blueprints"]),
        ("Élaguer les arbres", ["fell trees"]),
        ("Élagage des arbres", []),
        ("Superviser des budgets", []),
        ("Lire des rapports", ["present reports"]),
        ("Expliquer le fonctionnement des vaccins", ["develop vaccines"]),
        ("Atelier de vaccins", []),
    ],
)
def test_so_it_is_in_french_also_where_no_label_has_the_verb(text: str, expected: Sequence[str]) -> None:
    assert others(text, "fr") == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Avoid felling young trees", "en", ["fell trees"]),
        ("Never ride horses alone", "en", ["ride horses"]),
        ("Don't ride wild horses", "en", ["ride horses"]),
        ("Refrain from presenting raw reports", "en", ["present reports"]),
        ("Know when not to fell trees", "en", ["fell trees"]),
        ("Never fell trees without a helmet", "en", []),
        ("Do not hesitate to ride horses", "en", []),
        ("Never stop felling trees", "en", []),
        ("Avoid fires and fell trees", "en", []),
        ("Éviter d'abattre de jeunes arbres", "fr", ["fell trees"]),
        ("Ne pas gérer de budgets seul", "fr", ["manage budgets"]),
        ("Savoir quand ne pas abattre des arbres", "fr", ["fell trees"]),
        ("Ne jamais abattre d'arbres sans casque", "fr", []),
    ],
)
def test_what_is_avoided_is_not_done(text: str, lang: str, expected: Sequence[str]) -> None:
    assert set(expected) <= set(others(text, lang))
    assert "fell trees" in expected or "fell trees" not in others(text, lang)


def test_where_nothing_is_known_of_the_object_every_concept_is_doubtful() -> None:
    assert len(others("Shape loaves")) == len(CONCEPTS)
    assert others("Shape") == []


def test_a_language_without_labels_or_verbs_tells_nothing() -> None:
    for lang in ("de", "sv", "und"):
        assert others("Besprechungen leiten", lang) == []


def test_it_comes_behind_what_is_as_near_and_the_contributions_add_up() -> None:
    fusion, names = LinearFusion({"near": 1.0}), ["near", EXACT, OTHER_VERB]
    values = np.array([[0.70, 0, 1], [0.65, 0, 0], [0.1, 1, 0]], dtype=np.float32)
    scores = fusion.scores(names, values)
    assert np.argsort(-scores).tolist() == [2, 1, 0]
    assert fusion.contributions(names, values).sum(axis=1) == pytest.approx(scores)
    assert Signal.parse(OTHER_VERB).plain == "doing something else"


def test_no_weight_is_fitted_for_what_is_fixed() -> None:
    rng = np.random.default_rng(1)
    right = rng.random((40, 30)) < 0.2
    noise = rng.random((40, 30, 3))
    values = np.stack([right + noise[..., 0], right * 1.0, 1.0 - right], axis=2).astype(np.float32)
    texts = np.arange(40)
    measured = Measured(
        ("word", EXACT, OTHER_VERB), values, right, right.sum(axis=1), np.ones(40), texts % 5, texts * 0
    )
    assert fit_weights(measured).tolist() == [1.0, 0.0, 0.0]


def test_the_verbs_that_ship_have_only_known_verbs_and_both_directions() -> None:
    for lang, verbs in known_verbs().items():
        assert lang in languages.known("verbs")
        for verb, agreeing in verbs.agreement.items():
            assert verb not in agreeing
            assert all(verb in verbs.agreement[other] for other in agreeing), verb


@pytest.mark.parametrize(
    ("lang", "one", "other", "agree"),
    [
        ("en", "lead", "attend", False),
        ("en", "analyse", "draw", False),
        ("en", "adhere", "define", False),
        ("en", "use", "manufacture", False),
        ("en", "support", "manage", False),
        ("en", "manage", "oversee", True),
        ("en", "adhere", "follow", True),
        ("en", "carry out", "perform", True),
        ("fr", "animer", "participer", False),
        ("fr", "respecter", "elaborer", False),
        ("fr", "respecter", "suivre", True),
        ("fr", "rediger", "gerer", False),
        ("fr", "rediger", "ecrire", True),
    ],
)
def test_verbs_agree_where_concepts_have_both(lang: str, one: str, other: str, agree: bool) -> None:
    assert known_verbs()[lang].agree(frozenset([one]), frozenset([other])) is agree


def test_verbs_are_learned_from_labels_and_described_by_english_ones() -> None:
    pairs = [("adhere to", "follow"), ("define", "establish"), ("sell", "trade")]
    french = {"adhere to": "respecter", "define": "définir", "sell": "vendre"}
    concepts = [
        {
            "en": [f"{one} {thing}", f"{other} {thing}", f"{one.split()[0].rstrip('e')}ing {thing}"],
            "fr": [f"{french[one]} des {thing}"],
        }
        for one, other in pairs
        for thing in ("rules", "goods", "goals", "parts")
    ]
    learned = json.loads(learn_verbs(table(concepts), {"fitted_on": "test"}))
    verbs = {lang: Verbs.of(lang, found) for lang, found in learned["agreement"].items()}
    assert verbs["en"].agree(frozenset(["adhere"]), frozenset(["follow"]))
    assert not verbs["en"].agree(frozenset(["adhere"]), frozenset(["define"]))
    assert set(verbs["fr"].agreement) == {"respecter", "definir", "vendre"}
    assert learned["record"] == {"fitted_on": "test", "verbs": {"en": 6, "fr": 3}}


def test_without_english_labels_nothing_is_learned() -> None:
    with pytest.raises(InputError, match="learned from English labels"):
        learn_verbs(table([{"fr": ["abattre des arbres"]}]), {})
