"""Every count equals one made by hand, on small tables of every shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillgraph.analytics.candidates import unnamed
from skillgraph.analytics.demand.answering import demand
from skillgraph.analytics.demand.counting import Tables
from skillgraph.analytics.demand.implied import with_implied
from skillgraph.analytics.demand.question import (
    SENSITIVITY,
    Axis,
    Cell,
    Condition,
    ConditionField,
    Period,
    Question,
    Threshold,
)
from skillgraph.analytics.demand.sentences import evidence, sentences
from skillgraph.errors import InputError
from skillgraph.model import Section
from skillgraph.model.tables import MENTIONS, POSTINGS
from skillgraph.workspace.engines.engine import TableStore
from skillgraph.workspace.engines.local import LOCAL

ABOVE = {
    "c:weld": {"c:metal": "concept", "g:craft": "group", "g:work": "group", "s:do": "success"},
    "c:tig": {"c:weld": "concept", "c:metal": "concept", "g:craft": "group", "g:work": "group"},
    "c:metal": {"g:craft": "group", "g:work": "group"},
    "c:cook": {"g:work": "group", "s:do": "success", "s:feed": "success"},
}
"""What lies above each concept: two parents and more, and several ways to the same group."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class World:
    postings: list[dict[str, Any]]
    mentions: list[dict[str, Any]]


def posting(**given: object) -> dict[str, Any]:
    empty = {f.name: "" if f.type == pa.string() else None for f in POSTINGS}
    return empty | given


POSTING = st.builds(
    posting,
    place=st.sampled_from(["Oslo", "Bergen", "Oslo; Bergen", ""]),
    region=st.sampled_from(["N", "N; S", ""]),
    employment_type=st.sampled_from(["full-time", "permanent; full-time", ""]),
    education=st.sampled_from(["Degree", ""]),
    vacancies=st.sampled_from([None, 1, 3]),
    date=st.sampled_from([date(2025, 2, 3), date(2025, 11, 30), date(2026, 1, 1), None]),
    isco=st.sampled_from(["7212", "7213", "5120", ""]),
    lang=st.sampled_from(["en", "fr", ""]),
    sector=st.sampled_from(["Health", ""]),
    sector_normalised=st.sampled_from(["62", ""]),
    copy_of=st.one_of(st.none(), st.integers(0, 3)),
)
MENTION = st.fixed_dictionaries(
    {
        "of": st.integers(0, 7),
        "concept": st.sampled_from(sorted(ABOVE)),
        "confidence": st.integers(3, 10).map(lambda tenths: tenths / 10),
        "requirement": st.sampled_from(["required", "asset", ""]),
        "section": st.sampled_from(["duties", "requirements", "title"]),
        "sentence": st.sampled_from(["Weld.", "Cook.", "Lead."]),
        "sentence_index": st.integers(0, 3),
    }
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Postings, some of them near-duplicates of an earlier one, and mentions of those that stand."""
    rows = draw(st.lists(POSTING, min_size=1, max_size=8))
    for number, row in enumerate(rows):
        row["id"] = f"p{number}"
        original = row.pop("copy_of")
        stands = original is not None and original < number and rows[original]["canonical"] == f"p{original}"
        row["canonical"] = f"p{original}" if stands else row["id"]
    standing = [row["id"] for row in rows if row["id"] == row["canonical"]]
    mentions = draw(st.lists(MENTION, max_size=14))
    for mention in mentions:
        mention["posting"] = standing[int(str(mention.pop("of"))) % len(standing)]
        mention["similarity"] = 0.5
    by_key = {tuple(one[name] for name in ("posting", "sentence_index", "concept")): one for one in mentions}
    return World(rows, list(by_key.values()))


def tables(
    world: World,
    weights: Mapping[str, float] | None = None,
    *,
    weigh_by: str = "id",
    others_weigh: float | None = None,
    store: TableStore | None = None,
) -> Tables:
    store = store or LOCAL.tables(one_order=True)
    above = [(c, c, "concept") for c in ABOVE] + [(c, t, k) for c, up in ABOVE.items() for t, k in up.items()]
    text = pa.string()
    kinds = pa.schema([("concept", text), ("target", text), ("kind", text)])
    rows = [dict(zip(("concept", "target", "kind"), row, strict=True)) for row in above]
    weighed = (
        pa.table({"key": pa.array(weights, text), "weight": pa.array(weights.values(), pa.float64())})
        if weights
        else None
    )
    return Tables(
        store.table("p", pa.Table.from_pylist(world.postings, schema=POSTINGS)),
        store.table("m", pa.Table.from_pylist(world.mentions, schema=MENTIONS)),
        store.table("a", pa.Table.from_pylist(rows, schema=kinds)),
        None if weighed is None else store.table("w", weighed),
        weigh_by,
        others_weigh,
    )


def value(row: Row, axis: Axis, period: Period) -> str:
    if axis is Axis.PERIOD:
        day = row["date"]
        if day is None:
            return ""
        quarter = f"{day.year}-Q{(day.month + 2) // 3}"
        return {Period.YEAR: str(day.year), Period.QUARTER: quarter, Period.MONTH: f"{day:%Y-%m}"}[period]
    if axis is Axis.SECTOR:
        return str(row["sector_normalised"] or row["sector"])
    return str(row[axis.value])


def targets(mention: Row, question: Question) -> set[str]:
    concept = mention["concept"]
    if question.skill is None:
        return {""}
    if question.skill is Axis.CONCEPT and not question.roll_up:
        return {concept}
    own = {concept} if question.skill is Axis.CONCEPT else set()
    return own | {target for target, kind in ABOVE[concept].items() if kind == question.skill}


def chosen(row: Row, question: Question) -> bool:
    """Whether a posting meets the conditions of the questions below."""
    for condition in question.where:
        if condition.field is ConditionField.PLACE and condition.value not in row["place"].split("; "):
            return False
        if condition.field is ConditionField.ISCO and not row["isco"].startswith(condition.value):
            return False
        day = row["date"]
        if condition.field is ConditionField.SINCE and (
            day is None or day < date.fromisoformat(condition.value)
        ):
            return False
    return True


def counts(mention: Row, row: Row, question: Question) -> bool:
    least = question.threshold.by_lang.get(row["lang"], question.threshold.confidence)
    wanted = [c.value for c in question.where if c.field is ConditionField.CONCEPT]
    below = {mention["concept"], *ABOVE[mention["concept"]]}
    said = [c.value for c in question.where if c.field is ConditionField.REQUIREMENT]
    return (
        mention["confidence"] >= least
        and (mention["section"] != "title" or question.titles)
        and (not wanted or bool(below & set(wanted)))
        and (not said or mention["requirement"] in said)
    )


def keys(row: Row, question: Question) -> set[tuple[str, ...]]:
    """The strata that a posting is in: several where it has several values, none where it does not say."""
    each = [set(value(row, axis, question.period).split("; ")) for axis in question.strata]
    return {key for key in product(*each) if "" not in key}


def by_hand(world: World, question: Question) -> dict[tuple[str, ...], tuple[int, int, int, int]]:
    """Postings, of, required and asset by target and strata, one posting at a time."""
    found: dict[tuple[str, ...], list[set[str]]] = {}
    every: dict[tuple[str, ...], set[str]] = {}
    for row in world.postings:
        stands = question.near_duplicates or row["id"] == row["canonical"]
        if not stands or not chosen(row, question):
            continue
        said = [mention for mention in world.mentions if mention["posting"] == row["canonical"]]
        for key in keys(row, question):
            every.setdefault(key, set()).add(row["id"])
            # A posting's language decides for its copies, which have no mentions of their own.
            for mention in (mention for mention in said if counts(mention, row, question)):
                for target in targets(mention, question):
                    cell = found.setdefault((target, *key), [set(), set(), set()])
                    cell[0].add(row["id"])
                    if mention["requirement"] in ("required", "asset"):
                        cell[1 if mention["requirement"] == "required" else 2].add(row["id"])
    return {
        key: (len(asking), len(every[key[1:]]), len(required), len(asset - required))
        for key, (asking, required, asset) in found.items()
    }


def counted(cells: Iterable[Cell]) -> dict[tuple[str, ...], tuple[int | None, ...]]:
    return {(c.uri, *c.strata.values()): (c.postings, c.of, c.required, c.asset) for c in cells if c.postings}


def no_labels(uris: Iterable[str]) -> dict[str, str]:
    return {}


QUESTIONS = [
    Question((Axis.CONCEPT,)),
    Question((Axis.CONCEPT,), roll_up=True),
    Question((Axis.CONCEPT,), titles=True),
    Question((Axis.GROUP,)),
    Question((Axis.SUCCESS, Axis.PLACE)),
    Question((Axis.PLACE, Axis.PERIOD), period=Period.MONTH),
    Question((Axis.CONCEPT, Axis.REGION, Axis.EMPLOYMENT_TYPE), near_duplicates=True),
    Question((Axis.GROUP, Axis.EDUCATION), (Condition(ConditionField.PLACE, "Bergen"),)),
    Question((Axis.CONCEPT, Axis.PERIOD), near_duplicates=True),
    Question((Axis.GROUP, Axis.PERIOD, Axis.SECTOR), period=Period.YEAR),
    Question(
        (Axis.ISCO,),
        (Condition(ConditionField.CONCEPT, "c:weld"), Condition(ConditionField.CONCEPT, "s:feed")),
    ),
    Question(
        (Axis.GROUP,),
        (Condition(ConditionField.PLACE, "Oslo"), Condition(ConditionField.REQUIREMENT, "required")),
    ),
    Question(
        (Axis.CONCEPT,), (Condition(ConditionField.ISCO, "72"), Condition(ConditionField.SINCE, "2025-06-01"))
    ),
    Question((Axis.GROUP,), threshold=Threshold(2.0, {"en": 0.4, "fr": 0.8})),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: "-".join(q.by))
@settings(max_examples=8)
@given(world=worlds())
def test_counts_are_those_made_by_hand(question: Question, world: World) -> None:
    question = replace(question, min_cell=1)
    found = demand(tables(world), question, no_labels)
    assert counted(found.cells) == by_hand(world, question)
    standing = [r for r in world.postings if question.near_duplicates or r["id"] == r["canonical"]]
    assert found.postings == sum(chosen(row, question) for row in standing)
    for axis, silent in found.unknown.items():
        empty = [r for r in standing if chosen(r, question) and value(r, axis, question.period) == ""]
        assert silent == len(empty)


@settings(max_examples=6)
@given(world=worlds())
def test_no_roll_up_counts_a_posting_twice(world: World) -> None:
    for axis in (Axis.GROUP, Axis.SUCCESS, Axis.CONCEPT):
        found = demand(tables(world), Question((axis,), roll_up=True, min_cell=1), no_labels)
        for cell in found.cells:
            assert cell.postings is not None
            assert cell.postings <= found.postings == cell.of
            assert cell.required is not None
            assert cell.asset is not None
            assert cell.required + cell.asset <= cell.postings


@settings(max_examples=6)
@given(world=worlds())
def test_sensitivity_is_the_answer_at_each_confidence(world: World) -> None:
    opened = tables(world)
    found = demand(opened, Question((Axis.GROUP,), min_cell=1, sensitivity=True), no_labels)
    for number, confidence in list(enumerate(SENSITIVITY))[::3]:
        alone = Question((Axis.GROUP,), min_cell=1, threshold=Threshold(confidence))
        expected = {cell.uri: cell.postings for cell in demand(opened, alone, no_labels).cells}
        for cell in found.cells:
            assert cell.sensitivity[number].postings == expected.get(cell.uri, 0)


@settings(max_examples=6)
@given(world=worlds(), oslo=st.floats(0.1, 9), others=st.floats(0.1, 9))
def test_weighted_shares_are_ratios_of_weights(world: World, oslo: float, others: float) -> None:
    opened = tables(world, {"Oslo": oslo}, weigh_by="place", others_weigh=others)
    found = demand(opened, Question(min_cell=1), no_labels)
    standing = [row for row in world.postings if row["id"] == row["canonical"]]
    of = {"Oslo": oslo, "Bergen": others, "Oslo; Bergen": (oslo + others) / 2, "": others}
    weight = {row["id"]: of[row["place"]] for row in standing}
    for cell in found.cells:
        said = [m for m in world.mentions if m["section"] != "title" and m["confidence"] >= 0.5]
        asking = {m["posting"] for m in said if m["concept"] == cell.uri}
        assert cell.share == pytest.approx(sum(weight[p] for p in asking) / sum(weight.values()))
        assert cell.low is not None
        assert cell.share is not None
        assert cell.high is not None
        assert 0 <= cell.low <= cell.share <= cell.high <= 1


@settings(max_examples=6)
@given(world=worlds())
def test_counted_by_vacancies_a_posting_counts_by_those_it_states(world: World) -> None:
    found = demand(tables(world), Question(min_cell=1, vacancies=True), no_labels)
    standing = [row for row in world.postings if row["id"] == row["canonical"]]
    jobs = {row["id"]: row["vacancies"] or 1 for row in standing}
    assert found.vacancies == sum(jobs.values())
    assert found.vacancies_unsaid == sum(row["vacancies"] is None for row in standing)
    said = [m for m in world.mentions if m["section"] != "title" and m["confidence"] >= 0.5]
    for cell in found.cells:
        asking = {m["posting"] for m in said if m["concept"] == cell.uri}
        assert (cell.postings, cell.vacancies) == (len(asking), sum(jobs[p] for p in asking))
        assert cell.share == pytest.approx(sum(jobs[p] for p in asking) / found.vacancies)
    plain = demand(tables(world), Question(min_cell=1), no_labels)
    assert {cell.vacancies for cell in plain.cells} <= {None}


def test_a_posting_in_two_places_counts_in_either_and_once_in_the_total() -> None:
    rows = [
        posting(id=f"p{n}", canonical=f"p{n}", place=place)
        for n, place in enumerate(["Toronto", "Toronto; Ottawa", "Ottawa"])
    ]
    said = {
        "concept": "c:weld",
        "confidence": 0.9,
        "requirement": "",
        "section": "duties",
        "sentence": "Weld.",
    }
    mentions = [said | {"posting": f"p{n}", "sentence_index": 0, "similarity": 1.0} for n in range(3)]
    opened = tables(World(rows, mentions))
    found = demand(opened, Question((Axis.CONCEPT, Axis.PLACE), min_cell=1), no_labels)
    assert {c.strata[Axis.PLACE]: (c.postings, c.of) for c in found.cells} == {
        "Toronto": (2, 2),
        "Ottawa": (2, 2),
    }
    assert found.postings == 3
    ottawa = Question(where=(Condition(ConditionField.PLACE, "ottawa"),), min_cell=1)
    assert demand(opened, ottawa, no_labels).postings == 2


def test_a_posting_without_a_weight_is_an_error() -> None:
    rows = [posting(id=f"p{n}", canonical=f"p{n}", place=place) for n, place in enumerate(["Oslo", "Bergen"])]
    with pytest.raises(InputError, match="1 of 2 postings have no weight"):
        demand(tables(World(rows, []), {"Oslo": 1.0}, weigh_by="place"), Question(), no_labels)


@settings(max_examples=6)
@given(world=worlds())
def test_sentences_are_those_that_were_counted(world: World) -> None:
    opened = tables(world)
    question = Question((Axis.CONCEPT,), (Condition(ConditionField.CONCEPT, "g:craft"),), min_cell=1)
    found = sentences(opened, question, no_labels)
    cells = demand(opened, question, no_labels).cells
    postings = {cell.uri: cell.postings for cell in cells}
    assert {uri: len({s.posting for s in found if s.concept == uri}) for uri in postings} == postings
    assert [s.confidence for s in found] == sorted((s.confidence for s in found), reverse=True)
    best = evidence(opened, question, each=2)
    assert set(best) == set(postings)
    for uri, pieces in best.items():
        assert len({piece.posting for piece in pieces}) == len(pieces) <= 2
        assert pieces[0].confidence == max(s.confidence for s in found if s.concept == uri)


def test_what_stands_in_a_title_alone_is_left_out_and_said() -> None:
    said = {"concept": "c:weld", "requirement": "", "sentence": "Weld.", "similarity": 0.5}
    told = [
        ("p0", "c:weld", 0.9, "title"),
        ("p0", "c:cook", 0.9, "title"),
        ("p0", "c:cook", 0.9, "title"),
        ("p1", "c:weld", 0.9, "title"),
        ("p1", "c:weld", 0.9, "duties"),
        ("p2", "c:weld", 0.4, "title"),
    ]
    names = ("posting", "concept", "confidence", "section")
    mentions = [
        said | dict(zip(names, row, strict=True)) | {"sentence_index": n} for n, row in enumerate(told)
    ]
    opened = tables(World([posting(id=f"p{n}", canonical=f"p{n}") for n in range(3)], mentions))
    found = demand(opened, Question(min_cell=1), no_labels)
    assert [(cell.uri, cell.postings) for cell in found.cells] == [("c:weld", 1)]
    assert found.in_titles_alone == 2
    (elsewhere,) = sentences(opened, Question(), no_labels)
    assert (elsewhere.posting, elsewhere.section) == ("p1", Section.DUTIES)
    for question in (
        Question(min_cell=1, titles=True),
        Question(where=(Condition.parse("section=title"),), min_cell=1),
    ):
        every = demand(opened, question, no_labels)
        assert {cell.uri: cell.postings for cell in every.cells} == {"c:cook": 1, "c:weld": 2}
        assert every.in_titles_alone == 0


def test_what_silent_postings_imply_stands_apart_from_what_is_stated() -> None:
    said = {"requirement": "", "sentence": "Weld.", "similarity": 0.5, "sentence_index": 0}
    told = [("p0", "c:weld", 0.9, "duties"), ("p1", "c:weld", 0.9, "title"), ("p2", "c:weld", 0.4, "duties")]
    names = ("posting", "concept", "confidence", "section")
    mentions = [said | dict(zip(names, row, strict=True)) for row in told]
    rows = [posting(id=f"p{n}", canonical=f"p{n}", occupation="o:welder") for n in range(3)]
    rows.append(posting(id="p3", canonical="p3"))
    opened = tables(World(rows, mentions))
    counted = demand(opened, Question(min_cell=1), no_labels)
    assert (counted.silent, counted.cells[0].implied) == (3, None)
    needs = {"o:welder": ["c:weld", "c:cook"]}
    found = with_implied(counted, opened, lambda uri: needs.get(uri, []), no_labels)
    assert [(cell.uri, cell.postings, cell.implied) for cell in found.cells] == [
        ("c:weld", 1, 2),
        ("c:cook", 0, 2),
    ]
    few = replace(counted, question=Question())
    assert [
        cell.implied for cell in with_implied(few, opened, lambda uri: needs.get(uri, []), no_labels).cells
    ] == [None]


def test_what_is_implied_is_counted_by_concept_alone() -> None:
    opened = tables(World([posting(id="p", canonical="p")], []))
    counted = demand(opened, Question((Axis.PLACE,)), no_labels)
    with pytest.raises(InputError, match="implied cannot be counted by place"):
        with_implied(counted, opened, lambda _: (), no_labels)


def test_periods_without_a_mention_are_shown_and_small_cells_are_not() -> None:
    days = [date(2025, 1, 1)] * 7 + [date(2025, 5, 1)] * 6
    rows = [posting(id=f"p{n}", canonical=f"p{n}", date=day) for n, day in enumerate(days)]
    said = {
        "concept": "c:weld",
        "confidence": 0.9,
        "requirement": "",
        "section": "duties",
        "sentence": "Weld.",
    }
    mentions = [said | {"posting": f"p{n}", "sentence_index": 0, "similarity": 1.0} for n in range(5)]
    opened = tables(World(rows, mentions))
    first, second = demand(opened, Question((Axis.CONCEPT, Axis.PERIOD)), no_labels).cells
    assert (first.strata[Axis.PERIOD], first.postings, first.of) == ("2025-Q1", 5, 7)
    assert (second.strata[Axis.PERIOD], second.postings, second.of) == ("2025-Q2", 0, 6)
    small = demand(opened, Question((Axis.CONCEPT,), min_cell=6), no_labels).cells[0]
    assert (small.postings, small.share, small.low, small.suppressed) == (None, None, None, "small")


def test_the_size_of_a_small_stratum_cannot_be_had_by_subtraction() -> None:
    """Bergen has 3 postings; with those of Oslo and Molde, and of all, one could tell."""
    places = ["Oslo"] * 9 + ["Molde"] * 6 + ["Bergen"] * 3
    rows = [posting(id=f"p{n}", canonical=f"p{n}", place=place) for n, place in enumerate(places)]
    said = {
        "concept": "c:weld",
        "confidence": 0.9,
        "requirement": "",
        "section": "duties",
        "sentence": "Weld.",
    }
    mentions = [
        said | {"posting": f"p{n}", "sentence_index": 0, "similarity": 1.0} for n in range(len(places))
    ]
    found = demand(tables(World(rows, mentions)), Question((Axis.CONCEPT, Axis.PLACE)), no_labels).cells
    shown = {cell.strata[Axis.PLACE]: (cell.postings, cell.of, cell.share, cell.suppressed) for cell in found}
    assert shown == {
        "Oslo": (9, 9, 1.0, ""),
        "Molde": (None, None, None, "complementary"),
        "Bergen": (None, None, None, "small"),
    }


def test_unsure_sentences_may_lack_a_term_but_not_titles_nor_what_is_sure_elsewhere() -> None:
    said = {"concept": "c:weld", "requirement": "", "sentence_index": 0, "similarity": 0.5, "posting": "p"}
    told = [
        ("Weld.", 0.9, "duties"),
        ("Weld.", 0.4, "duties"),
        ("Do it.", 0.4, "duties"),
        ("Boss", 0.4, "title"),
    ]
    mentions = [
        said | {"sentence": words, "confidence": sure, "section": section} for words, sure, section in told
    ]
    found = unnamed(tables(World([posting(id="p", canonical="p")], mentions)), Question())
    assert [(one.sentence, [piece.posting for piece in one.stands]) for one in found] == [("Do it.", ["p"])]


@pytest.mark.parametrize("by", [(Axis.CONCEPT, Axis.GROUP), (Axis.PLACE, Axis.PLACE)])
def test_questions_without_an_answer_are_refused(by: Sequence[Axis]) -> None:
    with pytest.raises(InputError, match="cannot be counted by"):
        Question(tuple(by))


@pytest.mark.parametrize("text", ["place", "=Oslo", "colour=red", "place="])
def test_conditions_that_say_nothing_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        Condition.parse(text)
