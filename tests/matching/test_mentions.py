"""Mentions carry where they stand; boilerplate gives none; nothing is held back or read ahead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from skillgraph.matching import Matcher
from skillgraph.matching.mentions import POSTINGS_PER_BATCH, MentionRule, extract
from skillgraph.matching.passages import passage_matches
from skillgraph.matching.sections import read
from skillgraph.model import Posting, Requirement, Section
from tests.matching.small_framework import BASE

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


def test_a_mention_says_its_sentence_section_and_requirement(certain: Matcher) -> None:
    ((_, mentions),) = extract([Posting("p", "SQL", DESCRIPTION)], certain, rule=ANYTHING)
    assert [(m.sentence, m.section, m.requirement) for m in mentions] == [
        ("SQL", Section.TITLE, Requirement.UNSPECIFIED),
        ("weld steel", Section.DUTIES, Requirement.UNSPECIFIED),
        ("SQL", Section.REQUIREMENTS, Requirement.REQUIRED),
        ("Python is an asset", Section.REQUIREMENTS, Requirement.ASSET),
        ("communication", Section.OTHER, Requirement.UNSPECIFIED),
    ]
    assert mentions[1].concept == f"{BASE}weld"
    assert [m.sentence_index for m in mentions] == [0, 2, 4, 5, 9]


def test_postings_are_read_and_given_as_they_come(certain: Matcher) -> None:
    taken = 0

    def endless() -> Iterator[Posting]:
        nonlocal taken
        while True:
            taken += 1
            yield Posting(f"p{taken}", "Welder", f"- weld steel {taken % 7}")

    found = extract(endless(), certain, rule=ANYTHING)
    for number in range(1, 2 * POSTINGS_PER_BATCH + 2):
        posting, _ = next(found)
        assert posting.id == f"p{number}"
        assert taken - number < POSTINGS_PER_BATCH


def test_every_passage_of_a_long_text_gets_an_answer(certain: Matcher) -> None:
    passages = read(DESCRIPTION)
    asking = (passage.text for passage in passages if passage.may_ask)
    found = list(passage_matches(passages, certain.match(asking, k=1)))
    assert [one.passage for one in found] == passages
    assert all(one.result.text == one.passage.text for one in found)
    reasons = {one.passage.text: one.result.reason for one in found if one.result.abstained}
    assert reasons["Benefits:"] == "It is a heading."
    assert reasons["first aid"] == "It belongs to the section “benefits”, which asks for no skill."
