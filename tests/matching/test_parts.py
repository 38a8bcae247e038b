"""Sentences come apart into clauses, and what their clauses say joins what they say as a whole."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.errors import InputError
from skillgraph.matching import Matcher
from skillgraph.matching.advertisements import (
    Advertisement,
    evaluate_advertisements,
    read_advertisements,
)
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.judging.part_model import CLAUSE_SHARE, PartModel, part_model, part_model_name
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.mentions import MentionFinder, MentionRule
from skillgraph.matching.parts import DEPTHS, match_parts, rank_parts
from skillgraph.matching.profile import Profile
from skillgraph.matching.text.clauses import clauses, is_list
from skillgraph.training.parts import fit_parts, of_advertisements, of_outcomes
from tests.support.small_framework import BASE

POSTINGS = "id,title,description\n{rows}\n"


@pytest.mark.parametrize(
    ("sentence", "lang", "parts"),
    [
        ("weld steel, cut wood and teach", "en", ["weld steel", "cut wood", "teach"]),
        ("Tools such as Excel, Word", "en", ["Tools", "Excel", "Word"]),
        ("CI/CD pipelines", "en", []),
        ("shipping/receiving goods", "en", ["shipping", "receiving goods"]),
        ("maintain and repair lathes (including CNC)", "en", ["maintain", "repair lathes", "CNC"]),
        ("band and orchestra", "en", ["band", "orchestra"]),
        ("souder l'acier et couper le bois", "fr", ["souder l'acier", "couper le bois"]),
        ("vente, y compris négociation ainsi que facturation", "fr", ["vente", "négociation", "facturation"]),
        ("Stahl schweißen und Holz sägen", "de", []),
        ("weld steel", "en", []),
        ("", "en", []),
    ],
)
def test_a_sentence_comes_apart_between_its_clauses(sentence: str, lang: str, parts: list[str]) -> None:
    assert [clause.text for clause in clauses(sentence, lang)] == parts


@given(st.text(max_size=120), st.sampled_from(["en", "fr"]))
def test_a_clause_stands_where_it_says(sentence: str, lang: str) -> None:
    for clause in clauses(sentence, lang):
        assert sentence[clause.start : clause.end] == clause.text


def advertisements() -> list[Advertisement]:
    asked = {"weld steel": "weld", "SQL": "sql", "first aid": "first-aid"}
    texts = [("weld steel and SQL", "we laugh"), ("first aid, SQL", "weld steel"), ("drink tea", "SQL")]
    found = []
    for number in range(12):
        sentences = texts[number % 3]
        uris = {f"{BASE}{uri}" for words, uri in asked.items() if any(words in one for one in sentences)}
        description = "\n".join(sentences)
        found.append(Advertisement(str(number), "", description, frozenset(uris), frozenset(uris)))
    return found


def test_trees_that_are_read_back_say_what_they_said(matcher: Matcher, tmp_path: Path) -> None:
    model = fit_parts(matcher, of_advertisements(advertisements()), "en", {})
    path = tmp_path / part_model_name(matcher.profile, "en")
    path.write_text(model.to_json(), encoding="utf-8")
    rows = np.random.default_rng(0).normal(size=(50, 2 * (6 + len(model.signals)) + 2))
    rows[::3, 2] = np.nan
    again = PartModel.read(path)
    assert np.allclose(again.trees.logits(rows), model.trees.logits(rows), atol=1e-3)
    assert set(model.record["held_out"]) == {"0.3", "0.5"}


def test_too_few_advertisements_are_refused(matcher: Matcher) -> None:
    with pytest.raises(InputError, match="3 advertisements are not enough"):
        fit_parts(matcher, of_advertisements(advertisements()[:3]), "en", {})


def test_a_damaged_model_is_named(tmp_path: Path) -> None:
    path = tmp_path / part_model_name(Profile.FAST, "en")
    path.write_text('{"signals": ["word"], "record": {}, "roots": 7}', encoding="utf-8")
    with pytest.raises(InputError, match="parts-fast-en"):
        part_model(Profile.FAST, "en", tmp_path)


def outcomes() -> list[GoldRow]:
    """Outcomes of twelve credentials, with and without a skill."""
    known = {"weld steel and use SQL": ("weld", "sql"), "first aid": ("first-aid",), "we laugh a lot": ()}
    return [
        GoldRow(f"{text} {number}", frozenset(BASE + name for name in names), "en", f"c{number // 2}")
        for number in range(24)
        for text, names in known.items()
    ]


def test_outcomes_are_held_out_by_credential_and_have_a_threshold_of_their_own(matcher: Matcher) -> None:
    of_kind = matcher.of_kind(TextKind.OUTCOME)
    model = fit_parts(of_kind, of_outcomes(outcomes(), "en"), "en", {})
    assert 0 < model.least < 1
    assert model.record["method"].endswith("by credential")
    assert set(model.record["held_out"]) >= {"rp@5", "one_right_among_five", "unmatched"}
    with pytest.raises(InputError, match="0 credentials are not enough"):
        fit_parts(of_kind, of_outcomes(outcomes(), "fr"), "fr", {})


def test_each_part_of_an_outcome_gets_its_concept(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    of_kind = matcher.of_kind(TextKind.OUTCOME)
    model = fit_parts(of_kind, of_outcomes(outcomes(), "en"), "en", {})
    monkeypatch.setattr(Matcher, "part_model", lambda *_: model)
    (result,) = match_parts(of_kind, ["weld steel and use SQL"], k=5, lang="en", explain=True)
    parts = {one.label: one.part for one in result.suggestions}
    assert parts["SQL"] == "use SQL"
    assert parts["weld steel"] == "weld steel"
    (silent,) = match_parts(of_kind, ["The earner has completed the course."], k=5, lang="en")
    assert silent.abstained
    assert "course" in silent.reason


@pytest.mark.parametrize("profile", list(Profile))
def test_what_ships_says_what_it_was_fitted_on_and_rises_with_confidence(profile: Profile) -> None:
    model = part_model(profile, "en")
    assert model is not None
    assert model.record["fitted_on"] == {"ads_dev": 20}
    each = 6 + len(model.signals)
    row = np.full((11, 2 * each + 2), np.nan)
    row[:, each : 2 * each], row[:, -2], row[:, -1] = 0.5, 3, np.linspace(-5, 5, 11)
    row[:, each] = row[:, -1]
    assert (np.diff(model.trees.logits(row)) >= 0).all()


def test_what_the_guards_pass_over_is_no_clause(matcher: Matcher) -> None:
    sentence = "Welding and SQL, but first aid is not necessary"
    (parted,) = rank_parts(matcher, [sentence], lang="en")
    assert not any("first aid" in clause.text for clause in parted.clauses)


@pytest.mark.parametrize(
    ("sentence", "lang", "listed"),
    [
        ("Maîtrise de Word, Excel et PowerPoint", "fr", True),
        ("connaissances en comptabilité, fiscalité et audit", "fr", True),
        ("accueillir les clients, répondre au téléphone et gérer les réservations", "fr", True),
        ("souder et couper", "fr", False),
        ("accueillir les clients, répondre aux appels de toute la région et gérer les plaintes", "fr", False),
    ],
)
def test_short_items_make_a_list(sentence: str, lang: str, listed: bool) -> None:
    assert is_list(clauses(sentence, lang)) is listed


def test_each_item_of_a_list_is_asked_in_a_language_without_a_model(matcher: Matcher) -> None:
    (result,) = match_parts(matcher, ["Premiers secours, SQL et anglais"], k=5, lang="fr")
    (alone,) = matcher.match(["SQL"], k=1, lang="fr")
    found = {one.uri: one for one in result.suggestions}
    assert found[alone.suggestions[0].uri].part == "SQL"
    assert found[alone.suggestions[0].uri].confidence >= alone.suggestions[0].confidence


@pytest.mark.parametrize("kind", list(DEPTHS))
def test_clauses_support_the_whole_in_a_language_without_a_model(matcher: Matcher, kind: TextKind) -> None:
    of_kind = matcher.of_kind(kind)
    assert of_kind.part_model("fr") is None
    text = "pratiquer les premiers secours et apprendre l'anglais"
    (plain,) = of_kind.match([text], k=20, lang="fr")
    (parted,) = match_parts(of_kind, [text], k=20, lang="fr")
    before = {one.uri: one.confidence for one in plain.suggestions}
    after = {one.uri: one for one in parted.suggestions}
    assert set(before) <= set(after)
    assert all(after[uri].confidence >= confidence - 1e-4 for uri, confidence in before.items())
    added = [one for uri, one in after.items() if uri not in before]
    assert all(one.part and one.confidence <= CLAUSE_SHARE for one in added)
    named = {one.part for one in after.values()} - {""}
    assert named <= {"pratiquer les premiers secours", "apprendre l'anglais"}
    assert len(named) == 2


def test_one_clause_is_answered_as_it_was(matcher: Matcher) -> None:
    texts = ["souder", ""]
    plain = list(matcher.match(texts, k=10, lang="fr"))
    assert list(match_parts(matcher, texts, k=10, lang="fr")) == plain


def write(folder: Path, gold: list[dict[str, object]], rows: str) -> tuple[Path, Path]:
    paths = folder / "gold.jsonl", folder / "postings.csv"
    paths[0].write_text("\n".join(map(json.dumps, gold)), encoding="utf-8")
    paths[1].write_text(POSTINGS.format(rows=rows), encoding="utf-8")
    return paths


def test_advertisements_are_read_with_their_texts_and_counted(matcher: Matcher, tmp_path: Path) -> None:
    skills = [{"uri": f"{BASE}weld", "votes": 2}, {"uri": f"{BASE}sql", "votes": 1}]
    (one,) = read_advertisements(*write(tmp_path, [{"job_id": 1, "skills": skills}], "1,Welder,weld steel"))
    assert one.agreed == {f"{BASE}weld"}
    assert one.concepts == {f"{BASE}weld", f"{BASE}sql"}
    every, none = evaluate_advertisements(
        Matcher(matcher.index, profile=matcher.profile, threshold=0.0),
        [one],
        MentionRule(min_confidence=0.0),
        lang="en",
        confidences=(0.0, 1.01),
    )
    assert (every.found, every.agreed, every.recall) == (1, 1, 1.0)
    assert (none.mentions, none.recall) == (0, 0.0)


def test_what_is_measured_is_what_extraction_finds(matcher: Matcher) -> None:
    """Boilerplate and the name of the job are no mentions, and what is counted is what extraction finds."""
    description = "We are looking for someone to weld steel.\nBenefits: first aid.\nFirst Aid Nurse wanted."
    one = Advertisement("1", "First Aid Nurse", description, frozenset(), frozenset({f"{BASE}weld"}))
    rule = MentionRule(min_confidence=0.0)
    (found,) = evaluate_advertisements(matcher, [one], rule, lang="en", confidences=(0.3,))
    columns = {"id": ["1"], "canonical": ["1"], "title": [one.title], "description": [description]}
    mentions = MentionFinder(matcher, rule, lang="en")(pa.RecordBatch.from_pydict(columns)).to_pylist()
    counted = {m["concept"] for m in mentions if m["section"] != "title" and m["confidence"] >= 0.3}
    assert (found.mentions, found.listed) == (len(counted), 1)
    assert f"{BASE}first-aid" not in counted


@pytest.mark.parametrize(
    ("gold", "said"),
    [
        ({"job_id": 2, "skills": []}, "line 1: .*has no posting 2"),
        ({"skills": []}, "line 1: a job_id and skills"),
        ({"job_id": 1, "skills": [{"votes": 1}]}, "line 1: a job_id and skills"),
    ],
)
def test_a_wrong_line_is_named(gold: dict[str, object], said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        read_advertisements(*write(tmp_path, [gold], "1,Welder,weld steel"))
