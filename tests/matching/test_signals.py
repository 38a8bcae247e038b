"""Signals are read from their names, and told to people from one table."""

from __future__ import annotations

import subprocess
import sys

import pytest

from skillgraph.errors import InputError
from skillgraph.matching.index.index import SPACES
from skillgraph.matching.judging.parameters import parameters_for
from skillgraph.matching.profile import Profile
from skillgraph.matching.signals.signal_types import PARTS, Signal, Way, first_source


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("language", ["en", "multilingual"])
def test_every_signal_of_the_shipped_parameters_is_read_as_it_is_written(
    profile: Profile, language: str
) -> None:
    parameters = parameters_for(profile, language)
    for name in (*parameters.weights, *parameters.similarity):
        assert Signal.parse(name).name == name
        assert Signal.parse(name).plain


def test_a_name_says_source_part_and_language() -> None:
    assert Signal.parse("skills.best.other") == Signal("skills", "best", True)
    assert Signal.parse("word-pref.other") == Signal("word-pref", "word-pref", True)
    assert Signal.parse("exact") == Signal("exact", "exact")
    assert Signal.parse("use.known").way is Way.EXAMPLES
    assert (first_source(["use.best", "skills.best"]), first_source([])) == ("use", "")


@pytest.mark.parametrize(
    "name",
    ["", "wrod", "skills", "skills.", ".best", "skills.bset", "best", "word.word", "skills.best.others",
     "skills.best.other.other", "other", "skills.other", "Word", "skills.best.pref"],
)  # fmt: skip
def test_an_unknown_name_is_told_with_those_that_are_known(name: str) -> None:
    with pytest.raises(InputError, match="is no signal") as told:
        Signal.parse(name)
    assert "ENCODER.centroid" in told.value.hint
    assert "phrase-pref" in told.value.hint


def test_the_spaces_of_words_are_those_of_the_index() -> None:
    assert {name for name, part in PARTS.items() if part.way is Way.TERMS} == set(SPACES)


def test_the_names_need_nothing_heavy() -> None:
    code = (
        "import sys, skillgraph.matching.signals.signal_types; print({'numpy', 'scipy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
