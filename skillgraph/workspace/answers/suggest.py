"""`suggest`: which concepts texts mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING

from skillgraph.matching.kinds import TextKind
from skillgraph.matching.parts import match_parts
from skillgraph.matching.passages import PassageMatch, passage_matches
from skillgraph.matching.precision import PrecisionCutoff
from skillgraph.matching.reasons.relation_features import CONTEXT
from skillgraph.matching.senses import LOOKED_AT, SenseChooser
from skillgraph.matching.text.language import AUTO, language_of
from skillgraph.matching.text.sections import read
from skillgraph.matching.types import NO_CONTEXT, Context, ReasonKind
from skillgraph.sources.html import clean_html, decode_entities
from skillgraph.workspace.query import RUN, Query, Run
from skillgraph.workspace.requests import SuggestRequest
from skillgraph.workspace.state.indexing import open_matcher

if TYPE_CHECKING:
    from skillgraph.matching.matcher import Matcher
    from skillgraph.matching.types import MatchResult
    from skillgraph.workspace.state.workspace import Workspace


def suggest(workspace: Workspace, request: SuggestRequest, run: Run = RUN) -> Iterator[MatchResult]:
    """Rank the concepts that each text means, with reasons; results come in the order of the texts.

    Raises:
        InputError: If no confidence is known to give the precision that is asked for.
    """
    stated = request.context.strip()
    return suggest_texts(
        workspace,
        request.texts,
        request.query(run),
        k=request.k,
        lang=request.lang,
        kind=request.kind,
        context=Context(stated, request.texts) if stated else NO_CONTEXT,
    )


def suggest_texts(
    workspace: Workspace,
    texts: Iterable[str],
    query: Query,
    *,
    k: int = SuggestRequest.k,
    lang: str = SuggestRequest.lang,
    kind: TextKind = SuggestRequest.kind,
    context: Context = NO_CONTEXT,
) -> Iterator[MatchResult]:
    """Rank the concepts that each text means, with reasons; results come in the order of the texts.

    Entities of HTML in them are decoded first. A context is that of all texts.

    Raises:
        InputError: If no confidence is known to give the precision that the query asks for.
    """
    lang = language_of(lang)
    matcher = open_matcher(workspace, query).of_kind(kind)
    # What precision a confidence gives was measured on texts as a whole, and a question has few words.
    whole = query.precision is not None or kind is TextKind.POSTING
    ranks = max(k, CONTEXT, LOOKED_AT if context else 0)  # The relation and the context look at so many.
    texts = map(decode_entities, texts)
    results = match_parts(matcher, texts, k=ranks, lang=lang, explain=True, together=True, whole=whole)
    finished = _finished(workspace, matcher, _in_context(matcher, results, context), query, lang)
    return map(partial(_first, k), finished)


def suggest_passages(
    workspace: Workspace,
    text: str,
    query: Query,
    *,
    k: int = SuggestRequest.k,
    lang: str = AUTO,
    context: Context = NO_CONTEXT,
) -> Iterator[PassageMatch]:
    """Rank the concepts that each sentence of a long text means; HTML is read as its reader sees it.

    Sentences are read as extraction reads those of postings, as a whole and by their clauses. A context is
    that of all sentences.

    Raises:
        InputError: As `suggest_texts` does.
    """
    lang = language_of(lang)
    passages = read(clean_html(text))
    asking = (passage.text for passage in passages if passage.may_ask)
    matcher = open_matcher(workspace, query).of_kind(TextKind.POSTING)
    ranks = max(k, LOOKED_AT if context else 0)
    results = match_parts(matcher, asking, k=ranks, lang=lang, explain=True, together=True)
    finished = _finished(workspace, matcher, _in_context(matcher, results, context), query, lang)
    return passage_matches(passages, map(partial(_first, k), finished))


def too_unsure(result: MatchResult) -> str:
    """Why nothing that is suggested is sure enough."""
    if not result.suggestions:
        return result.reason.rstrip(".")
    best = result.suggestions[0]
    return f"the surest suggestion, “{best.label}”, has a confidence of {best.confidence:.2f}"


def _finished(
    workspace: Workspace, matcher: Matcher, results: Iterable[MatchResult], query: Query, lang: str
) -> Iterator[MatchResult]:
    """The results with relations, and only as far as they have the precision that the query asks for."""
    cutoff = None
    if query.precision is not None:
        cutoff = PrecisionCutoff(matcher, query.precision, () if lang == AUTO else (lang,))
    related = related_results(workspace, query, matcher, results)
    return map(_settled, related if cutoff is None else map(cutoff.apply, related))


def _in_context(matcher: Matcher, results: Iterator[MatchResult], context: Context) -> Iterator[MatchResult]:
    return map(SenseChooser(matcher.index).chosen, results, repeat(context)) if context else results


def _first(k: int, result: MatchResult) -> MatchResult:
    return replace(result, suggestions=result.suggestions[:k])


def _settled(result: MatchResult) -> MatchResult:
    """The result without a broader concept where something better fits, or nothing does."""
    only = result.reason_kind is ReasonKind.ONLY_BROADER
    return result if only else replace(result, broader_fit=None)


def related_results(
    workspace: Workspace,
    query: Query,
    matcher: Matcher,
    results: Iterable[MatchResult],
    *,
    least: float = 0.0,
) -> Iterator[MatchResult]:
    """The results, with what each concept of that confidence or more most likely is to the text."""
    from skillgraph.matching.reasons.relation import relation_model, with_relations
    from skillgraph.matching.reasons.relation_features import RelationFeatures

    labels = matcher.index.labels
    key = "relation features", query.framework, query.profile
    features = workspace.cached(key, labels, lambda: RelationFeatures(labels))
    return with_relations(results, features, relation_model(workspace.parameter_folder), least=least)
