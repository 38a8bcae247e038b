"""Terms that a reviewer looks for: by their labels, with small errors mended, and by what words mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from skillgraph.errors import SkillgraphError
from skillgraph.matching.types import MatchResult
from skillgraph.model import ConceptKind
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers.resolving import spellings
from skillgraph.workspace.answers.suggest import suggest_texts
from skillgraph.workspace.query import Query
from skillgraph.workspace.review.meanings import UNKNOWN, Meaning, meanings
from skillgraph_api.catalogue import catalogue_of
from skillgraph_api.dependencies import Services

BY_LABEL: Final = 6
BY_MEANING: Final = 4
LOOKED_AT: Final = 20
"""A proposal is looked for among so many suggestions."""

SKILLS: Final = tuple(
    one for one in ConceptKind if one not in (ConceptKind.OCCUPATION, ConceptKind.OCCUPATION_GROUP)
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term that was found.

    Attributes:
        label: In the language of the page, where there is one.
        found_as: The label that the words found; empty where their meaning did.
        confidence: That the words mean it; ``None`` where a label found it.
    """

    uri: str
    label: str
    found_as: str
    confidence: float | None
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Found:
    """What words found.

    Attributes:
        spelt: How the words were read, where no label begins as they were written and they can be mended;
            else empty.
    """

    terms: Sequence[Term] = ()
    spelt: str = ""


def search_terms(
    services: Services,
    words: str,
    lang: str,
    *,
    framework: str | None,
    kinds: Sequence[ConceptKind] = SKILLS,
) -> Found:
    """The terms whose labels begin with some words, then those that the words mean; each once."""
    snapshot = services.workspace.snapshot()
    catalogue = catalogue_of(services.workspace, snapshot.manifest.framework(framework))
    labels, spelt = catalogue.find(words, None, kinds), ""
    for spelt in () if labels else spellings(services.workspace, snapshot, words):
        if labels := catalogue.find(spelt, None, kinds):
            break
    found: dict[str, tuple[str, float | None]] = {one.concept: (one.text, None) for one in labels[:BY_LABEL]}
    meant = meant_by(services.workspace, spelt or words, framework, k=BY_MEANING)
    for one in meant.suggestions if meant else ():
        found.setdefault(one.uri, ("", one.confidence))
    names = snapshot.names(found, lang)
    said = meanings(snapshot, names)
    terms = [
        Term(uri, names.get(uri, uri), text, sure, said.get(uri, UNKNOWN))
        for uri, (text, sure) in found.items()
    ]
    return Found(terms, spelt)


def meant_by(
    workspace: Workspace, text: str, framework: str | None, *, k: int = LOOKED_AT
) -> MatchResult | None:
    """What a text means, with reasons; ``None`` where that cannot be told, for want of an index say."""
    try:
        (result,) = suggest_texts(workspace, [text], Query(framework=framework, build=False), k=k)
    except SkillgraphError:
        return None
    return result
