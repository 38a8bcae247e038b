"""A user asks for a precision; what does not have it is left out, and what cannot be had is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest

from skillgraph.errors import InputError
from skillgraph.matching.judging.cutoffs import Cutoff
from skillgraph.matching.judging.parameters import parameter_file_name, parameters_for
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.precision import PrecisionCutoff
from skillgraph.matching.profile import Profile
from skillgraph.matching.types import BroaderFit, ReasonKind
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.answers.gaps import gaps
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.answers.suggest import suggest_texts
from skillgraph.workspace.requests import GapsRequest, ProposeRequest
from skillgraph.workspace.state.indexing import open_matcher

TEXTS = ["weld metal", "prepare warm food for guests", "the sky is blue over there"]

Stated = Callable[..., Workspace]


def ask(precision: float | None = None) -> Query:
    return Query(profile=Profile.FAST, precision=precision)


def proposals(precision: float) -> ProposeRequest:
    return ProposeRequest(min_confidence=0.0, precision=precision, profile=Profile.FAST)


def demanded_at(
    min_confidence: float = GapsRequest.min_confidence, precision: float | None = None
) -> GapsRequest:
    return GapsRequest(min_confidence=min_confidence, precision=precision, new_terms=False)


@pytest.fixture
def stated(loaded: Workspace) -> Iterator[Stated]:
    """Gives the workspace with parameters that state cut-offs."""

    def state(
        english: Sequence[tuple[float, float | None]], other: Sequence[tuple[float, float | None]] = ()
    ) -> Workspace:
        for language, pairs in (("en", english), ("multilingual", other)):
            cutoffs = tuple(Cutoff(precision, threshold, None) for precision, threshold in pairs)
            parameters = replace(parameters_for(Profile.FAST, language), cutoffs=cutoffs)
            loaded.parameter_folder.mkdir(exist_ok=True)
            name = parameter_file_name(Profile.FAST, language)
            (loaded.parameter_folder / name).write_text(parameters.to_json(), encoding="utf-8")
        return loaded

    yield state
    parameters_for.cache_clear()


def test_only_suggestions_from_the_threshold_on_are_given(stated: Stated) -> None:
    space = stated([(0.5, 0.0), (0.7, 0.3), (0.9, None)])
    kinds = {ReasonKind.BELOW_PRECISION: "precision of 0.6", ReasonKind.NO_SKILL_CONTENT: "no skill"}
    everything = list(suggest_texts(space, TEXTS, ask(), lang="en", kind=TextKind.POSTING))
    half = suggest_texts(space, TEXTS, ask(0.5), lang="en", kind=TextKind.POSTING)
    assert [len(result.suggestions) for result in half] == [5, 5, 5]
    found = suggest_texts(space, TEXTS, ask(0.6), lang="en", kind=TextKind.POSTING)
    for before, after in zip(everything, found, strict=True):
        assert after.suggestions == tuple(s for s in before.suggestions if s.confidence >= 0.3)
        assert after.suggestions or any(
            kind is after.reason_kind and said in after.reason for kind, said in kinds.items()
        )
    assert everything[0].suggestions[0].confidence > 0.3 > everything[2].suggestions[0].confidence


def test_what_cannot_be_had_is_an_error_that_says_what_can(stated: Stated) -> None:
    space = stated([(0.5, 0.1), (0.7, 0.3), (0.9, None)])
    for act in (
        lambda: suggest_texts(space, TEXTS, ask(0.9), lang="en"),
        lambda: propose(space, proposals(0.9)),
        lambda: gaps(space, demanded_at(precision=0.9)),
    ):
        with pytest.raises(InputError, match=r"0\.9 cannot be promised") as caught:
            act()
        assert "en: 0.5, 0.7" in caught.value.hint
        assert caught.value.hint.startswith("Ask for less")


def test_parameters_without_cutoffs_promise_nothing(stated: Stated) -> None:
    with pytest.raises(InputError, match="cannot be promised") as caught:
        suggest_texts(stated([]), TEXTS, ask(0.5), lang="en")
    assert "none is known" in caught.value.hint


def test_a_language_in_which_it_cannot_be_had_is_left_out(stated: Stated) -> None:
    space = stated([(0.8, 0.0)])
    english, french = suggest_texts(space, ["weld metal", "utiliser un tableur"], ask(0.8))
    assert english.suggestions
    assert (french.abstained, french.suggestions) == (True, ())
    assert "In this language" in french.reason
    with pytest.raises(InputError, match="cannot be promised"):
        suggest_texts(space, ["utiliser un tableur"], ask(0.8), lang="fr")


def test_a_broader_concept_is_named_where_nothing_has_the_precision(stated: Stated) -> None:
    space = stated([(0.8, 0.999)])
    fit = BroaderFit("http://example.org/trades", "trades", 0.7)
    (found,) = suggest_texts(space, TEXTS[:1], ask(), lang="en")
    assert found.broader_fit is None
    found = replace(found, suggestions=tuple(replace(one, confidence=0.5) for one in found.suggestions))
    cutoff = PrecisionCutoff(open_matcher(space, ask()), 0.8)
    kept = cutoff.apply(replace(found, broader_fit=fit))
    assert (kept.abstained, kept.reason_kind, kept.broader_fit) == (True, ReasonKind.ONLY_BROADER, fit)
    assert "precision of 0.8" in kept.reason
    assert "“trades”" in kept.reason
    assert cutoff.apply(found).reason_kind is ReasonKind.BELOW_PRECISION


def test_proposals_and_demand_follow_the_precision(stated: Stated) -> None:
    space = stated([(0.5, 0.0), (0.9, 0.6)])
    loose, strict = propose(space, proposals(0.5)), propose(space, proposals(0.9))
    assert len(strict.proposed) < len(loose.proposed)
    assert all(mapping.confidence is not None and mapping.confidence >= 0.6 for mapping in strict.proposed)
    demanded = {gap.uri for gap in gaps(space, demanded_at(precision=0.9))}
    assert demanded == {gap.uri for gap in gaps(space, demanded_at(min_confidence=0.6))}
    assert demanded < {gap.uri for gap in gaps(space, demanded_at(precision=0.5))} | {"more"}
