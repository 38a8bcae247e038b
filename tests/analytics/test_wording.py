"""Credentials that say the words of a question."""

from __future__ import annotations

from skillgraph.analytics.wording import CredentialWords, Wording
from skillgraph.model import Credential, LearningOutcome


def _words(name: str, *outcomes: str) -> CredentialWords:
    made = tuple(LearningOutcome(f"{name}/{n}", text, "en") for n, text in enumerate(outcomes))
    return CredentialWords.of(Credential(id=name, name=name, issuer="I", source="s", outcomes=made))


CREDENTIALS = [
    _words("Kitchen Basics", "Handle food with care", "Keep food safety records"),
    _words("Food Safety", "Cook"),
    _words("Négociation", "Négocier un prix"),
    _words("Office", "Food is fun", "Safety first"),
]


def test_all_words_of_a_phrase_must_stand_in_one_place_and_names_come_first() -> None:
    found = Wording([["food safety"]]).held_by(CREDENTIALS)
    assert [(one.credential.name, one.named) for one in found] == [
        ("Food Safety", True),
        ("Kitchen Basics", False),
    ]
    assert [outcome.text for outcome in found[1].outcomes] == ["Keep food safety records"]


def test_accents_do_not_matter_and_the_first_rank_counts_most() -> None:
    found = Wording([["cook"], ["negociation"]]).held_by(CREDENTIALS)
    assert [(one.credential.name, one.rank) for one in found] == [("Food Safety", 0), ("Négociation", 1)]


def test_words_without_meaning_find_nothing() -> None:
    assert Wording([["the of and", ""]]).held_by(CREDENTIALS) == []
