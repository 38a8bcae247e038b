"""Mentions carry where they stand; boilerplate gives none; each batch is answered by itself."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pyarrow as pa
import pytest

from skillgraph.matching import Matcher
from skillgraph.matching.mentions import MentionFinder, MentionRule
from skillgraph.matching.passages import passage_matches
from skillgraph.matching.text.sections import read
from skillgraph.model.tables import MENTIONS
from tests.support.small_framework import BASE

ANYTHING = MentionRule(limit=1, min_confidence=0.0)
DESCRIPTION = """Your day:
- weld steel
Requirements:
- SQL
- Python is an asset
Benefits:
- first aid
Communication:
communication
We are an equal opportunity employer and teach communication."""


@pytest.fixture
def certain(matcher: Matcher) -> Matcher:
    """One that never abstains."""
    return Matcher(matcher.index, profile=matcher.profile, threshold=0.0)


def rows(matcher: Matcher, *postings: dict[str, str]) -> list[dict[str, object]]:
    blank = {"title": "", "description": ""}
    batch = pa.RecordBatch.from_pylist([blank | {"canonical": one["id"]} | one for one in postings])
    found = MentionFinder(matcher, ANYTHING)(batch)
    assert found.schema == MENTIONS
    listed: list[dict[str, object]] = found.to_pylist()
    return listed


def test_a_mention_says_its_sentence_section_and_requirement(certain: Matcher) -> None:
    mentions = rows(certain, {"id": "p", "title": "SQL", "description": DESCRIPTION})
    assert [(m["sentence"], m["section"], m["requirement"]) for m in mentions] == [
        ("SQL", "title", ""),
        ("weld steel", "duties", ""),
        ("SQL", "requirements", "required"),
        ("Python is an asset", "requirements", "asset"),
        ("communication", "other", ""),
    ]
    assert mentions[1]["concept"] == f"{BASE}weld"
    assert [m["sentence_index"] for m in mentions] == [0, 2, 4, 5, 9]


def test_postings_that_another_stands_for_are_passed_over(certain: Matcher) -> None:
    text = {"description": "- weld steel"}
    found = rows(certain, {"id": "a", **text}, {"id": "b", "canonical": "a", **text}, {"id": "c"})
    assert [mention["posting"] for mention in found] == ["a"]
    assert rows(certain, {"id": "c"}) == []


def test_what_comes_out_depends_on_the_batch_alone(certain: Matcher) -> None:
    postings = [{"id": str(n), "description": f"- weld steel {n % 3}\n- SQL"} for n in range(9)]
    whole = rows(certain, *postings)
    assert whole == [row for posting in postings for row in rows(certain, posting)]


def test_a_copy_of_the_finder_finds_the_same_and_is_opened_once(certain: Matcher) -> None:
    finder = MentionFinder(certain, ANYTHING)
    content = pickle.dumps(finder)
    copy = pickle.loads(content)
    assert pickle.loads(content) is copy
    batch = pa.RecordBatch.from_pylist(
        [{"id": "a", "canonical": "a", "title": "SQL", "description": DESCRIPTION}]
    )
    assert len(copy(batch)) > 0


def test_every_passage_of_a_long_text_gets_an_answer(certain: Matcher) -> None:
    passages = read(DESCRIPTION)
    asking = (passage.text for passage in passages if passage.may_ask)
    found = list(passage_matches(passages, certain.match(asking, k=1)))
    assert [one.passage for one in found] == passages
    assert all(one.result.text == one.passage.text for one in found)
    reasons = {one.passage.text: one.result.reason for one in found if one.result.abstained}
    assert reasons["Benefits:"] == "It is a heading."
    assert reasons["first aid"] == "It belongs to the section “benefits”, which asks for no skill."


def test_a_title_is_the_name_of_a_job_and_no_mention_unless_it_names_a_tool(certain: Matcher) -> None:
    assert rows(certain, {"id": "p", "title": "communication"}) == []
    (tool,) = rows(certain, {"id": "p", "title": "SQL"})
    assert (tool["section"], tool["concept"]) == ("title", f"{BASE}sql")


def test_the_name_of_the_job_is_not_read_where_a_sentence_repeats_it(certain: Matcher) -> None:
    job = {"id": "p", "description": "- Weld Steel"}
    (read_as_skill,) = rows(certain, job)
    assert read_as_skill["concept"] == f"{BASE}weld"
    assert all(m["concept"] != f"{BASE}weld" for m in rows(certain, job | {"title": "Weld Steel - nights"}))


def test_what_a_sentence_says_in_so_many_words_is_surer(certain: Matcher) -> None:
    (result,) = certain.match(["weld steel"], k=1)
    (suggestion,) = result.suggestions
    unsure = replace(suggestion, confidence=0.4)
    rule = MentionRule()
    assert rule.sureness(unsure, f"You {suggestion.label} all day") == rule.named
    assert rule.sureness(unsure, "You do it") == 0.4
    assert rule.sureness(replace(unsure, confidence=0.2), f"You {suggestion.label} all day") == 0.0
    assert rule.sureness(replace(unsure, confidence=0.9), f"You {suggestion.label} all day") == 0.9
