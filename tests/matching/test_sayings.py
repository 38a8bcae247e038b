"""Sayings are read as the plain words of a label, and what is said of a text stays true of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph import languages
from skillgraph.matching import Matcher
from skillgraph.matching.text.sayings import Sayings
from skillgraph.matching.text.tokens import normalised


def anything(_: str) -> bool:
    return True


@pytest.mark.parametrize(
    ("lang", "text", "read"),
    [
        ("en", "Team player", "work in teams"),
        ("en", "You are a strong team-player.", "work in teams"),
        ("en", "Team players with Excel", "work in teams with Excel"),
        ("en", "Wear many hats, think outside the box", None),
        ("en", "the players of the team", "the players of the team"),
        ("fr", "Esprit d’équipe et souci du détail", "travailler en équipe et veiller aux détails"),
        ("en", "Expert knowledge of Microsoft Excel", "expert knowledge of use spreadsheets software"),
        ("en", "Word, Excel and PowerPoint preferred", "use microsoft office"),
        ("en", "We excel at service", "we excel at service"),
        ("fr", "Bonne maîtrise d’Excel", "utiliser un logiciel de tableur"),
        ("fr", "l'esprit de corps", "l'esprit de corps"),
        ("de", "Team player", "Team player"),
        ("en", "", ""),
    ],
)
def test_a_saying_is_read_in_plain_words(lang: str, text: str, read: str | None) -> None:
    meant = "perform multiple tasks at the same time, think creatively" if read is None else read
    assert normalised(Sayings(lang, anything).reworded(text).text) == normalised(meant)


def test_a_saying_stays_where_the_framework_has_no_label_for_it() -> None:
    assert Sayings("en", lambda _: False).reworded("Team player").text == "Team player"


@given(
    st.lists(
        st.sampled_from(["team player", "weld", "eye for detail", "quick learner", ",", "é", "go getter"])
    )
)
def test_every_part_is_found_again_in_the_text_as_it_was(parts: list[str]) -> None:
    text = " ".join(parts)
    reworded = Sayings("en", anything).reworded(text)
    for one in reworded.replaced:
        assert text[slice(*one.original)] == one.said
        assert reworded.text[slice(*one.now)] == one.meant
        assert reworded.original(*one.now) == one.original
    place = reworded.text.find("weld")
    if place >= 0:
        assert text[slice(*reworded.original(place, place + 4))] == "weld"


@pytest.mark.parametrize("lang", languages.known("sayings"))
def test_no_saying_means_two_things(lang: str) -> None:
    said = [one for saying in languages.read(lang, "sayings")["sayings"] for one in saying["said"]]
    assert len(said) == len(set(said))


def test_the_words_that_decided_stand_in_the_text(matcher: Matcher) -> None:
    text = "An excellent communicator who can weld steel"
    result = next(matcher.match([text], lang="en", explain=True))
    assert "“excellent communicator” is read as “communication”." in result.reason
    for one in result.suggestions:
        assert one.evidence.reasons is not None
        for word in one.evidence.reasons.words:
            assert text[word.start : word.end] == word.text
