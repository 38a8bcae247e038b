"""Terms that a reviewer looks for: by their labels, with small errors mended, and by what words mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from skillgraph.errors import SkillgraphError
from skillgraph.matching.types import NO_CONTEXT, Context, MatchResult
from skillgraph.model import ConceptKind
from skillgraph.workspace import Snapshot, Workspace
from skillgraph.workspace.answers.resolving import spellings
from skillgraph.workspace.answers.suggest import suggest_texts
from skillgraph.workspace.query import Query
from skillgraph.workspace.review.meanings import UNKNOWN, Meaning, meanings
from skillgraph_api.catalogue import Label, catalogue_of
from skillgraph_api.dependencies import Services

BY_LABEL: Final = 6
BY_MEANING: Final = 4
TYPED: Final = 8
"""So many terms are shown for words that are being typed."""

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
    labels, spelt = _by_labels(services, words, framework, kinds)
    meant = meant_by(services.workspace, spelt or words, framework, k=BY_MEANING)
    return _found(services, labels[:BY_LABEL], meant, spelt, lang)


def typed_terms(
    services: Services,
    words: str,
    lang: str,
    *,
    framework: str | None,
    kinds: Sequence[ConceptKind] = SKILLS,
) -> Found:
    """The terms for words that are being typed: by their labels, or where none begins so, by meaning.

    Words that are half typed mean little, and each letter asks anew.
    """
    labels, spelt = _by_labels(services, words, framework, kinds)
    meant = None if labels else meant_by(services.workspace, words, framework, k=BY_MEANING)
    return _found(services, labels[:TYPED], meant, spelt, lang)


def _by_labels(
    services: Services, words: str, framework: str | None, kinds: Sequence[ConceptKind]
) -> tuple[list[Label], str]:
    """Labels that begin with some words, and how these were read if they had to be mended; else empty."""
    snapshot = services.workspace.snapshot()
    catalogue = catalogue_of(services.workspace, snapshot.manifest.framework(framework))
    if labels := catalogue.find(words, None, kinds):
        return labels, ""
    spelt = ""
    for spelt in spellings(services.workspace, snapshot, words):
        if labels := catalogue.find(spelt, None, kinds):
            break
    return labels, spelt


def _found(
    services: Services, labels: Sequence[Label], meant: MatchResult | None, spelt: str, lang: str
) -> Found:
    snapshot = services.workspace.snapshot()
    found: dict[str, tuple[str, float | None]] = {one.concept: (one.text, None) for one in labels}
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
    workspace: Workspace,
    text: str,
    framework: str | None,
    *,
    k: int = LOOKED_AT,
    context: Context = NO_CONTEXT,
) -> MatchResult | None:
    """What a text means, with reasons; ``None`` where that cannot be told, for want of an index say."""
    query = Query(framework=framework, build=False)
    try:
        (result,) = suggest_texts(workspace, [text], query, k=k, context=context)
    except SkillgraphError:
        return None
    return result


def names_in(snapshot: Snapshot, results: Iterable[MatchResult], lang: str) -> dict[str, str]:
    """How the concepts that answers speak of are called on a page in a language, by their URIs.

    Those are what is suggested, what that is compared with, and what fits where nothing narrower does.
    """
    found: dict[str, str] = {}
    for result in results:
        for one in result.suggestions:
            found[one.uri] = one.label
            reasons = one.evidence.reasons
            if reasons is not None and reasons.compared is not None:
                found.setdefault(reasons.compared.uri, reasons.compared.label)
        if result.broader_fit is not None:
            found.setdefault(result.broader_fit.uri, result.broader_fit.label)
    return found | snapshot.names(found, lang)
