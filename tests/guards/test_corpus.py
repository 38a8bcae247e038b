"""The guard corpus on a part of the real ESCO: what the cases name, what their words hit, and a sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path

import pytest

from skillgraph.embedding import load_encoder
from skillgraph.errors import ProblemLog
from skillgraph.matching import Index, Matcher, Profile
from skillgraph.matching.text.tokens import stem, without_qualifier, words
from skillgraph.model import Concept, FrameworkId
from skillgraph.resources import ontologies
from skillgraph.settings import Settings
from skillgraph.taxonomies import read_esco
from tests.guards.corpus import LANGUAGES, Case, names_of, read_cases, run

EVERY = 20
"""Of the concepts that have nothing to do with the cases, so many are left out for each that stays."""

Find = Callable[[str, Profile], tuple[Matcher, dict[str, str]]]


@cache
def english() -> tuple[Concept, ...]:
    return tuple(_skills(ontologies("esco", "esco-1.2.0-snapshot.zip")))


def french(shared: Path) -> list[Concept]:
    """The French edition, with English labels beside its own."""
    bundle = next((shared / "data" / "esco").glob("*v1.2.1*- fr -*.zip"))
    lent = {concept.uri: concept for concept in english()}
    return [concept.completed_by(lent.get(concept.uri, concept)) for concept in _skills(bundle)]


def part(skills: Sequence[Concept], cases: Sequence[Case]) -> list[Concept]:
    """Concepts that cases name, concepts with a label of one word that is in a text, and a sample."""
    named = {label for case in cases for label in case.labels}
    said = {stem(word) for case in cases for word in words(case.text)}
    return [
        skill
        for number, skill in enumerate(skills)
        if number % EVERY == 0 or skill.label() in named or _stray(skill) & said
    ]


def _skills(bundle: Path) -> list[Concept]:
    concepts = read_esco([bundle], problems=ProblemLog()).concepts
    return [concept for concept in concepts if concept.kind.matchable]


def _stray(skill: Concept) -> set[str]:
    """The stems of labels of one word."""
    lists = (*skill.alt_labels.values(), tuple(skill.pref_labels.values()))
    found = (words(without_qualifier(label)) for labels in lists for label in labels)
    return {stem(label[0]) for label in found if len(label) == 1}


@pytest.fixture(scope="module")
def find(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Find:
    """Gives the matcher of a language and profile, with the English names of its concepts."""
    directory = tmp_path_factory.mktemp("guards")
    encoders = cache(partial(load_encoder, settings=Settings.from_environment()))

    @cache
    def matcher(lang: str, profile: Profile) -> tuple[Matcher, dict[str, str]]:
        skills = english() if lang == "en" else french(request.getfixturevalue("shared"))
        chosen = part(skills, read_cases(lang))
        framework = FrameworkId("esco", "1.2.0" if lang == "en" else "1.2.1")
        index = Index.build(
            chosen, framework=framework, directory=directory, profile=profile, encoders=encoders
        )
        return Matcher(index, profile=profile), names_of(chosen)

    return matcher


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_corpus_passes(find: Find, lang: str, profile: Profile) -> None:
    matcher, names = find(lang, profile)
    assert run(matcher, read_cases(lang), names) == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_cases_have_names_and_texts_of_their_own(lang: str) -> None:
    cases = read_cases(lang)
    texts = {(case.text, case.context) for case in cases}
    assert len({case.name for case in cases}) == len(texts) == len(cases) > 75
    assert all(case.lang == lang and case.why for case in cases)
