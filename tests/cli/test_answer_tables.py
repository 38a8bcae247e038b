"""What people read of suggestions."""

from __future__ import annotations

import pytest

from skillgraph.cli.answer_tables import plain_signal
from skillgraph.matching.judging.parameters import parameters_for
from skillgraph.matching.profile import Profile


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("language", ["en", "multilingual"])
def test_each_signal_of_the_shipped_parameters_has_a_name_for_people(profile: Profile, language: str) -> None:
    weights = parameters_for(profile, language).weights
    assert all("." not in plain_signal(name) for name in weights)
