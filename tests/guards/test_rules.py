"""The rules by themselves: what is blanked out, what is left, which words name something."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.errors import ProblemLog
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.signals.names import plausible_phrase_hit
from skillgraph.matching.text.guards import (
    ALTERNATIVE_FLOOR,
    PREFERRED,
    PREFERRED_FLOOR,
    GuardDecision,
    GuardedText,
    finding,
    guard,
    review,
)
from skillgraph.matching.text.reading import TextReader
from skillgraph.matching.text.tokens import WORD, normalised, words
from skillgraph.resources import ontologies
from skillgraph.taxonomies import read_esco


@pytest.mark.parametrize(
    ("lang", "text", "left"),
    [
        ("en", "You do not need to know Java, Python or SQL.", "You"),
        ("en", "You do not need to know Java, but you must weld steel.", "You but you must weld steel"),
        ("en", "Must weld steel, no experience required", "Must weld steel"),
        ("en", "Java, Python and SQL are not required", ""),
        ("en", "Python required; Java isn't necessary", "Python required"),
        (
            "en",
            "No experience needed as we train you to drive a forklift",
            "as we train you to drive a forklift",
        ),
        ("en", "Knowledge of Java is an asset but not required", "Knowledge of Java is an asset"),
        ("en", "work without supervision", "work without supervision"),
        ("en", "no-code platforms", "no-code platforms"),
        ("en", "no fewer than two languages", "no fewer than two languages"),
        ("en", "Explain why the machine does not start", "Explain why the machine does not start"),
        ("en", "Not required: Java. Weld steel", "Weld steel"),
        ("en", "Rather than weld, you will lead", "you will lead"),
        ("en", "You report to the head of sales and marketing and weld steel", "and weld steel"),
        ("en", "Reporting to the HR director, you will weld steel", "you will weld steel"),
        ("en", "Our clients weld, saw and cut, and you will drill", "and you will drill"),
        ("fr", "Vous n’avez pas besoin de connaître Java ni SQL.", ""),
        ("fr", "Vous relevez du directeur des ventes et gérez la paie", "et gérez la paie"),
        ("fr", "Rattachée à la direction des ventes, vous soudez", "vous soudez"),
        ("fr", "Aucune expérience requise, mais vous devez souder", "mais vous devez souder"),
        ("fr", "Le permis de conduire n'est pas exigé ; savoir souder", "savoir souder"),
        ("fr", "Il n’est pas nécessaire de savoir programmer", ""),
        ("fr", "travailler sans supervision", "travailler sans supervision"),
        (
            "fr",
            "Expliquer pourquoi la machine ne démarre pas",
            "Expliquer pourquoi la machine ne démarre pas",
        ),
    ],
)
def test_what_is_not_asked_for_is_blanked_out(lang: str, text: str, left: str) -> None:
    guarded = guard(text, lang)
    assert normalised(guarded.text) == normalised(left)
    assert len(guarded.text) == len(text)
    assert bool(guarded.masked) == (normalised(left) != normalised(text))


@pytest.mark.parametrize(
    ("lang", "text", "decision"),
    [
        ("en", "24/7", GuardDecision.NOTHING),
        ("en", "5+ years", GuardDecision.NOTHING),
        ("en", "$25/hr, 40 hrs per week", GuardDecision.NOTHING),
        ("en", "Salary: $25.50 to $30 per hour", GuardDecision.NOTHING),
        ("en", "University of Ottawa, Ottawa, Ontario", GuardDecision.NOTHING),
        ("en", "5 years of experience", GuardDecision.GENERIC),
        ("en", "Strong skills required", GuardDecision.GENERIC),
        ("en", "management", GuardDecision.GENERIC),
        ("en", "manage staff", GuardDecision.MATCH),
        ("en", "IT", GuardDecision.MATCH),
        ("en", "Knowledge of IT", GuardDecision.MATCH),
        ("fr", "2+ ans", GuardDecision.NOTHING),
        ("fr", "35 h/semaine, du lundi au vendredi", GuardDecision.NOTHING),
        ("fr", "Salaire : 25,50 $ de l'heure", GuardDecision.NOTHING),
        ("fr", "5 ans d'expérience", GuardDecision.GENERIC),
        ("fr", "compétences", GuardDecision.GENERIC),
        ("fr", "gérer le personnel", GuardDecision.MATCH),
        ("de", "24/7", GuardDecision.MATCH),
    ],
)
def test_texts_without_a_telling_word_hold_nothing(lang: str, text: str, decision: GuardDecision) -> None:
    guarded = guard(text, lang)
    assert guarded.decision is decision
    assert bool(guarded.reason) == (decision is not GuardDecision.MATCH)


@given(st.text(max_size=200), st.sampled_from(["en", "fr", "xx"]))
def test_a_guarded_text_is_the_text_with_blanks(text: str, lang: str) -> None:
    guarded = guard(text, lang)
    assert len(guarded.text) == len(text)
    ends = [place for span in guarded.masked for place in span]
    assert ends == sorted(set(ends))
    hidden = {place for start, end in guarded.masked for place in range(start, end)}
    assert all(guarded.text[i] == (" " if i in hidden else text[i]) for i in range(len(text)))
    assert set(words(guarded.text)) <= set(words(text)) | set(WORD.findall(guarded.text.lower()))


def test_no_label_of_esco_is_blanked_out() -> None:
    framework = read_esco([ontologies("esco", "esco-1.2.0-snapshot.zip")], problems=ProblemLog())
    labels = {
        label
        for concept in framework.concepts
        for label in (
            *concept.pref_labels.values(),
            *(alt for alts in concept.alt_labels.values() for alt in alts),
        )
    }
    assert len(labels) > 50_000
    assert [label for label in labels if guard(label, "en").masked] == []


@pytest.mark.parametrize(
    "unit",
    [
        "our clients weld ",
        "you will not weld ",
        "candidates who speak ",
        "sans expérience en ",
        "none: ",
        "support clients who weld ",
        "learners do not weld ",
    ],
)
def test_the_time_that_a_text_takes_grows_with_its_length(unit: str) -> None:
    def seconds(times: int) -> float:
        start = perf_counter()
        guard("reporting to the " + unit * times, "fr" if "sans" in unit else "en")
        return perf_counter() - start

    seconds(10)
    assert seconds(16_000) < 20 * seconds(2_000) + 0.1


@pytest.mark.parametrize(
    ("label", "text", "word", "meant"),
    [
        ("R", "experience with R and Python", "R", True),
        ("R", "statistical analysis in R", "R", True),
        ("R", "R&D software", "R", False),
        ("R", "Contact R. Smith about the software", "R", False),
        ("R", "class R vehicles", "R", False),
        ("IT", "it is a great place", "it", False),
        ("IT", "knowledge of IT", "IT", True),
        ("IT", "MAKE IT HAPPEN", "IT", False),
        ("CALL", "call customers", "call", False),
        ("SQL", "write SQL queries", "SQL", True),
        ("SQL", "html, css, sql", "sql", True),
        ("NoSQL", "Java and NoSQL", "NoSQL", True),
        ("PR", "lead the PR team", "PR", True),
        ("Chef", "Chef prepares the menu", "Chef", False),
        ("Chef", "experience with Chef", "Chef", True),
        ("Chef", "chef or puppet for server configuration", "chef", True),
        ("Puppet", "make a puppet show", "puppet", False),
        ("Java", "knowledge of java", "java", True),
        ("Java", "our office in Java, Indonesia", "Java", False),
        ("Java", "Java developer in Indonesia", "Java", True),
        ("Scratch", "cook from scratch", "scratch", False),
        ("LESS", "with less effort", "less", False),
        ("use", "use of ladders", "use", False),
        ("welding", "experience in welding", "welding", True),
    ],
)
def test_a_label_of_one_word_needs_its_form(label: str, text: str, word: str, meant: bool) -> None:
    start = text.index(word)
    assert plausible_phrase_hit(label, text, (start, start + len(word))) is meant


def test_concepts_that_share_a_label_share_its_probability() -> None:
    plain = GuardedText("icts")
    reviewed = review(np.array([0.9, 0.9, 0.8, 0.1]), np.array([0.8, 0.8, 0.8, 0.0]), plain)
    assert reviewed.tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0.1])
    assert "3 concepts" in finding(plain, np.array([0.8, 0.8, 0.8, 0.0]))[1]


def test_a_preferred_label_comes_before_alternatives() -> None:
    reviewed = review(np.array([0.9, 0.8, 0.1]), np.array([1.0, 0.8, 0.0]), GuardedText("sql"))
    assert reviewed.tolist() == pytest.approx([0.9, 0.5, 0.1])


@pytest.mark.parametrize(
    ("exact", "least"), [(1.0, PREFERRED_FLOOR), (0.9, PREFERRED_FLOOR), (0.8, ALTERNATIVE_FLOOR)]
)
def test_a_text_that_is_a_label_of_one_concept_is_as_sure_as_people_were(exact: float, least: float) -> None:
    assert review(np.array([0.1, 0.05]), np.array([exact, 0.0]), GuardedText("welding"))[0] == least


def test_a_generic_word_gains_nothing_from_being_a_label() -> None:
    assert review(np.array([0.1]), np.array([1.0]), guard("plan", "en"))[0] < 0.1


def test_a_single_generic_word_counts_half_where_it_is_a_preferred_label() -> None:
    guarded = guard("plan", "en")
    assert review(np.array([0.8]), np.array([1.0]), guarded).tolist() == pytest.approx([0.4])
    assert finding(guarded, np.array([1.0]))[0] is False
    assert finding(guarded, np.array([0.8]))[0] is True


@given(
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0.0, 0.72, 0.8, 0.9, 1.0])), min_size=1, max_size=12)
)
def test_a_review_only_lowers_but_for_a_name_and_keeps_the_order(rows: list[tuple[float, float]]) -> None:
    confidences = np.sort(np.array([value for value, _ in rows]))[::-1]
    exact = np.array([value for _, value in rows])
    reviewed = review(confidences, exact, GuardedText("text"))
    raised = reviewed > confidences
    assert (reviewed[raised] <= PREFERRED_FLOOR).all()
    named = (exact >= PREFERRED).sum() or (exact > 0).sum()
    assert not raised.any() or named == 1 == raised.sum()
    assert (np.diff(reviewed) <= 0).all()


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5))), st.integers(0, 40), st.integers(1, 10))
def test_what_is_masked_is_told_of_any_place(spans: list[tuple[int, int]], start: int, length: int) -> None:
    masked, free = [], 0
    for gap, size in spans:
        masked.append((free + gap, free + gap + size))
        free += gap + size
    text = GuardedText(" " * (free + 50), tuple(masked))
    touched = any(first < start + length and start < last for first, last in masked)
    assert text.masks(start, start + length) is touched


@pytest.mark.parametrize(
    "text",
    ["You will not operate a forklift.", "You are not expected to weld.", "You will not drive vehicles."],
)
@pytest.mark.parametrize("kind", list(TextKind))
def test_what_is_denied_is_denied_in_every_kind_of_text(text: str, kind: TextKind) -> None:
    reader = TextReader("en", lambda _: False, lambda _: False, introduced=kind is not TextKind.POSTING)
    assert reader.read(text).guarded.decision is GuardDecision.NOTHING
