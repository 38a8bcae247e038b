"""The fast profile with its real weights over a part of the real ESCO."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from skillgraph.embedding import load_encoder
from skillgraph.errors import ProblemLog
from skillgraph.matching import Index, Matcher, Profile
from skillgraph.matching.evaluation.evaluation import evaluate, read_gold
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.parts import NOT_DONE, match_parts
from skillgraph.matching.signals.verbs import known_verbs
from skillgraph.matching.text.tokens import normalised
from skillgraph.model import Concept, FrameworkId
from skillgraph.settings import Settings
from skillgraph.taxonomies import read_esco

EVERY = 20
"""Which part of the skills: all of them take a minute to encode."""


@pytest.fixture(scope="module")
def gold(shared: Path) -> Path:
    return shared / "data" / "gold" / "tech_validation.jsonl"


@pytest.fixture(scope="module")
def skills(shared: Path, gold: Path) -> list[Concept]:
    bundle = next((shared / "data" / "esco").glob("*v1.2.0*.zip"))
    framework = read_esco([bundle], problems=ProblemLog())
    wanted = {uri for row in read_gold(gold, ProblemLog()) for uri in row.uris}
    matchable = [concept for concept in framework.concepts if concept.kind.matchable]
    return [c for number, c in enumerate(matchable) if number % EVERY == 0 or c.uri in wanted]


@pytest.fixture(scope="module")
def matcher(skills: list[Concept], tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    index = Index.build(
        skills,
        framework=FrameworkId("esco", "1.2.0"),
        directory=tmp_path_factory.mktemp("index"),
        profile=Profile.FAST,
        encoders=partial(load_encoder, settings=Settings.from_environment()),
    )
    return Matcher(index, profile=Profile.FAST)


def test_every_preferred_label_finds_its_skill_first(matcher: Matcher, skills: list[Concept]) -> None:
    shared_by = Counter(normalised(skill.label()) for skill in skills)
    unambiguous = [skill for skill in skills if shared_by[normalised(skill.label())] == 1]
    results = matcher.match((skill.label() for skill in unambiguous), k=1, lang="en")
    missed = [
        skill.label()
        for skill, result in zip(unambiguous, results, strict=True)
        if result.suggestions[0].uri != skill.uri
    ]
    assert missed == []


def test_real_sentences_find_their_skills(matcher: Matcher, gold: Path) -> None:
    found = evaluate(matcher, read_gold(gold, ProblemLog()))
    assert found.rp[5] > 66


def test_french_sentences_find_english_labels(matcher: Matcher) -> None:
    result = next(matcher.match(["rédiger des rapports techniques"], k=10))
    assert result.lang == "fr"
    assert any("report" in suggestion.label for suggestion in result.suggestions)


@pytest.mark.parametrize("kind", [TextKind.OUTCOME, TextKind.POSTING])
@pytest.mark.parametrize("opening", ["Do not", "Never", "Know when not to"])
def test_what_is_avoided_is_never_sure(
    matcher: Matcher, skills: list[Concept], kind: TextKind, opening: str
) -> None:
    verbs = known_verbs()["en"]
    deeds = {
        label: skill.uri
        for skill in skills
        if len(label := skill.label()) < 30 and " " in label and " and " not in label
        if (verb := label.split()[0]) in verbs.agreement and verb not in verbs.light
        if not verbs.agree(frozenset([verbs.refrain]), frozenset([verb]))
    }
    texts = [f"{opening} {label}" for label in deeds]
    results = match_parts(matcher.of_kind(kind), texts, k=20, lang="en")
    sure = [
        result.text
        for uri, result in zip(deeds.values(), results, strict=True)
        if any(one.uri == uri and one.confidence > NOT_DONE for one in result.suggestions)
    ]
    assert len(deeds) > 50
    assert len(sure) <= len(deeds) // 20, sure
