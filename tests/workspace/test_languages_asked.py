"""Languages that are asked for: a region means its language, and what nothing is in is refused."""

from __future__ import annotations

import pytest

from skillgraph.errors import InputError
from skillgraph.matching.profile import Profile
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers.cover import cover
from skillgraph.workspace.answers.suggest import suggest
from skillgraph.workspace.requests import CoverRequest, SuggestRequest


@pytest.mark.parametrize("lang", ["fr", "fr-CA", "FR-ca", "fr_CA"])
def test_a_region_means_its_language(loaded: Workspace, lang: str) -> None:
    (found,) = suggest(loaded, SuggestRequest(texts=("souder du métal",), lang=lang, profile=Profile.FAST))
    assert found.lang == "fr"


@pytest.mark.parametrize("lang", ["zz", "de-CH"])
def test_a_language_that_nothing_is_in_is_refused(loaded: Workspace, lang: str) -> None:
    with pytest.raises(InputError):
        list(suggest(loaded, SuggestRequest(texts=("weld",), lang=lang, profile=Profile.FAST)))
    with pytest.raises(InputError, match="No loaded credential is in"):
        cover(loaded, CoverRequest(skill="weld metal", lang=lang, profile=Profile.FAST))
