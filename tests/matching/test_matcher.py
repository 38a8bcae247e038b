"""What users of matching rely on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skillgraph.errors import InputError
from skillgraph.matching import LabelKind, Matcher, MatchResult, Profile
from skillgraph.matching.judging.abstention import CHARACTERS
from tests.support.small_framework import BASE, CONCEPTS, CountingEncoders, build, skill


def one(matcher: Matcher, text: str, *, k: int = 5, lang: str = "auto") -> MatchResult:
    return next(matcher.match([text], k=k, lang=lang))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_preferred_label_finds_its_concept_first(matcher: Matcher, lang: str) -> None:
    skills = [concept for concept in CONCEPTS if concept.kind.matchable and lang in concept.pref_labels]
    results = matcher.match([concept.pref_labels[lang] for concept in skills], lang=lang)
    assert [result.suggestions[0].uri for result in results] == [concept.uri for concept in skills]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MANAGE MUSICAL STAFF!", "staff"),
        ("  weld   steel ", "weld"),
        ("Structured Query Language", "sql"),
        ("python", "python"),
        ("Rediger des rapports techniques.", "report"),
        ("c++", "cpp"),
    ],
)
def test_spelling_does_not_hide_a_label(matcher: Matcher, text: str, name: str) -> None:
    best = one(matcher, text).suggestions[0]
    assert best.uri == BASE + name
    assert best.evidence.signals["exact"] > 0


def test_a_label_inside_a_sentence_is_found(matcher: Matcher) -> None:
    result = one(matcher, "Five years of experience with SQL in a hospital or a bank", lang="en")
    best = result.suggestions[0]
    assert best.uri == BASE + "sql"
    assert best.evidence.signals["phrase"] > 0
    assert best.evidence.shared_words == ("SQL",)


def test_only_skills_are_suggested(matcher: Matcher) -> None:
    uris = {suggestion.uri for suggestion in one(matcher, "welder", k=100).suggestions}
    assert uris == {concept.uri for concept in CONCEPTS if concept.kind.matchable}


def test_a_suggestion_says_why(matcher: Matcher) -> None:
    best = one(matcher, "administer large databases", lang="en").suggestions[0]
    assert best.uri == BASE + "db"
    assert best.label == "manage database"
    assert best.scheme == "small@1"
    assert best.evidence.matching_label == "administer databases"
    assert best.evidence.label_kind is LabelKind.ALT
    assert best.evidence.label_lang == "en"
    assert best.evidence.shared_words == ("administer", "databases")
    assert 0 < best.similarity <= 1.001
    assert best.evidence.signals["student.focus"] > 0


def test_labels_come_in_the_language_of_the_text(matcher: Matcher) -> None:
    best = one(matcher, "souder de l'acier", lang="fr").suggestions[0]
    assert (best.label, best.evidence.label_lang) == ("souder de l'acier", "fr")
    forklift = one(matcher, "operate forklift", lang="fr").suggestions[0]
    assert (forklift.label, forklift.evidence.label_lang) == ("operate forklift", "en")


def test_the_language_is_detected(matcher: Matcher) -> None:
    texts = ["Gérer une équipe et rédiger des rapports", "Manage a team and write reports"]
    assert [result.lang for result in matcher.match(texts)] == ["fr", "en"]


def test_broader_terms_lead_to_the_top(matcher: Matcher) -> None:
    assert one(matcher, "Python 3", lang="en").suggestions[0].broader == ("working with data", "skills")


def test_results_come_in_the_order_of_the_texts(matcher: Matcher) -> None:
    texts = ["weld steel", "", "souder de l'acier", "SQL", "weld steel", "12"] * 30
    results = list(matcher.match(texts))
    assert [result.text for result in results] == texts
    assert results[0] == results[4] == results[-2]


def test_a_text_is_matched_alone_as_in_company(matcher: Matcher) -> None:
    texts = ["weld steel parts", "SQL and Python", "direct musicians in a band"]
    for text, result in zip(texts, matcher.match(texts, lang="en"), strict=True):
        alone = one(matcher, text, lang="en")
        assert [s.uri for s in alone.suggestions] == [s.uri for s in result.suggestions]
        assert alone.suggestions[0].confidence == pytest.approx(result.suggestions[0].confidence, abs=1e-3)


def test_a_repeated_text_is_encoded_once(tmp_path: Path) -> None:
    encoders = CountingEncoders()
    matcher = Matcher(build(tmp_path, encoders), profile=Profile.FAST)
    encoders.encoded.clear()
    assert len(list(matcher.match(["join steel pieces"] * 50, lang="en"))) == 50
    assert encoders.encoded["student"] == 1


def test_texts_stream(matcher: Matcher) -> None:
    def endless() -> Iterator[str]:
        yield from itertools.cycle(["weld steel", "SQL"])

    assert len(list(itertools.islice(matcher.match(endless()), 70))) == 70


def test_english_texts_need_no_multilingual_model(tmp_path: Path) -> None:
    encoders = CountingEncoders()
    matcher = Matcher(build(tmp_path, encoders), profile=Profile.FAST)
    encoders.encoded.clear()
    list(matcher.match(["weld steel"], lang="en"))
    assert set(encoders.encoded) == {"student"}


@pytest.mark.parametrize("k", [1, 3, 11])
def test_gives_as_many_as_asked_best_first(matcher: Matcher, k: int) -> None:
    suggestions = one(matcher, "write reports about data", k=k, lang="en").suggestions
    confidences = [suggestion.confidence for suggestion in suggestions]
    assert len(suggestions) == k
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no text"),
        (" \n\t ", "no text"),
        ("12 - 34 !!!", "no letters"),
        ("😀😀", "no letters"),
        ("\x00\x01\x02", "no letters"),
    ],
)
def test_says_why_a_text_cannot_be_matched(matcher: Matcher, text: str, reason: str) -> None:
    result = one(matcher, text)
    assert result.abstained
    assert reason in result.reason
    assert result.suggestions == ()


def test_abstains_below_the_threshold_and_lists_what_there_is(matcher: Matcher) -> None:
    strict = Matcher(matcher.index, profile=matcher.profile, threshold=0.95)
    result = one(strict, "We were founded in Ohio and love what we do", lang="en")
    assert result.abstained
    assert "confidence" in result.reason
    assert len(result.suggestions) == 5


def test_another_threshold_can_be_given(matcher: Matcher) -> None:
    bold = Matcher(matcher.index, profile=matcher.profile, threshold=0.0)
    assert not one(bold, "We were founded in Ohio and love what we do", lang="en").abstained


def test_a_long_text_is_read_from_its_beginning(matcher: Matcher) -> None:
    text = "weld steel. " + "x" * 10_000_000
    result = one(matcher, text)
    assert result.text == text
    assert f"first {CHARACTERS} characters" in result.reason
    assert BASE + "weld" in [suggestion.uri for suggestion in result.suggestions]


@pytest.mark.parametrize("text", ["weld \ud800 steel", "weld\x00 steel", "weld\u202e steel \U0001f600"])
def test_odd_characters_do_no_harm(matcher: Matcher, text: str) -> None:
    assert one(matcher, text, lang="en").suggestions[0].uri == BASE + "weld"


@given(st.lists(st.text(max_size=60), max_size=5), st.sampled_from(["auto", "en", "fr"]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gets_its_result(matcher: Matcher, texts: list[str], lang: str) -> None:
    results = list(matcher.match(texts, lang=lang))
    assert [result.text for result in results] == texts
    for result in results:
        assert result.suggestions or result.abstained
        assert len({suggestion.uri for suggestion in result.suggestions}) == len(result.suggestions)


def test_unknown_languages_and_counts_are_refused(matcher: Matcher) -> None:
    with pytest.raises(InputError, match="no labels in 'tlh'") as caught:
        matcher.match(["a"], lang="tlh")
    assert "en, fr" in caught.value.hint
    with pytest.raises(InputError, match="0 suggestions"):
        matcher.match(["a"], k=0)


def test_knows_what_it_could_suggest(matcher: Matcher) -> None:
    assert matcher.knows(BASE + "weld")
    assert not matcher.knows(BASE + "welder")
    assert not matcher.knows(BASE + "none")


def test_a_framework_without_english_can_be_matched_from_english(tmp_path: Path) -> None:
    french = [skill("a", "", fr="souder de l'acier"), skill("b", "", fr="SQL"), skill("c", "", fr="jouer")]
    matcher = Matcher(build(tmp_path, CountingEncoders(), concepts=french), profile=Profile.FAST)
    assert one(matcher, "SQL", lang="en").suggestions[0].uri == BASE + "b"


def test_french_texts_find_english_labels(tmp_path: Path) -> None:
    english = [skill("a", "weld steel"), skill("b", "communication"), skill("c", "play music")]
    matcher = Matcher(build(tmp_path, CountingEncoders(), concepts=english), profile=Profile.FAST)
    best = one(matcher, "La communication orale", lang="fr").suggestions[0]
    assert (best.uri, best.evidence.label_lang) == (BASE + "b", "en")
