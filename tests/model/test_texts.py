"""Which label a reader gets, and which framework a selector names: the same everywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.matching.index.labels import LabelTable
from skillgraph.model import Concept, ConceptKind, FrameworkId, by_language, in_language

TAGS = st.sampled_from(["", "de", "en", "fr", "zh-Hans"])


@pytest.mark.parametrize(
    ("texts", "lang", "said"),
    [
        ({"fr": "souder", "en": "weld", "de": "schweißen"}, "fr", "souder"),
        ({"fr": "souder", "en": "weld"}, "de", "weld"),
        ({"fr": "souder", "de": "schweißen"}, "es", "schweißen"),
        ({"": "weld", "fr": "souder"}, "en", "weld"),
        ({"fr": "", "en": "weld"}, "fr", "weld"),
        ({"fr": "", "de": "schweißen", "en": ""}, "fr", "schweißen"),
        ({}, "fr", "c:weld"),
        ({"en": ""}, "en", "c:weld"),
    ],
)
def test_the_asked_language_then_english_then_by_tag(texts: dict[str, str], lang: str, said: str) -> None:
    assert in_language(texts, lang, "c:weld") == said
    assert Concept("c:weld", pref_labels=texts).label(lang) == said


@given(st.dictionaries(TAGS, st.text(min_size=1), min_size=1), TAGS)
def test_concept_and_index_choose_as_the_order_says(texts: dict[str, str], lang: str) -> None:
    first = texts[min(texts, key=lambda tag: by_language(tag, lang))]
    concept = Concept("c:weld", pref_labels=texts, kind=ConceptKind.SKILL)
    assert concept.label(lang) == LabelTable.from_concepts([concept]).label(0, lang) == first


@pytest.mark.parametrize(
    ("selector", "named"),
    [
        ("esco", True),
        ("esco@1.2.0", True),
        ("esco@1.1.1", False),
        ("esco@", True),
        ("sfs", False),
        ("", False),
    ],
)
def test_a_selector_names_every_version_or_one(selector: str, named: bool) -> None:
    assert FrameworkId("esco", "1.2.0").is_named(selector) is named
