"""Matches texts as a whole and by their clauses, and merges the answers.

A sentence that names five skills gets five concepts that way, where its meaning as a whole is near to one at
best. What is not asked for stays so: a clause of a passage that the guards blank out is not matched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from skillgraph.matching.judging.abstention import too_weak
from skillgraph.matching.judging.part_model import PartJudge, SupportedWhole, SurestPart
from skillgraph.matching.judging.standing import Ranked
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.signals.signal_types import AVOIDED, EXACT, OTHER_VERB, PHRASE_PREF
from skillgraph.matching.text.clauses import Clause, clauses, is_list
from skillgraph.matching.text.courses import no_outcome
from skillgraph.matching.text.guards import PREFERRED, GuardDecision, guard
from skillgraph.matching.text.language import AUTO
from skillgraph.matching.types import MatchResult, ReasonKind, Reasons, Suggestion
from skillgraph.model.introductions import without_introduction

if TYPE_CHECKING:
    from skillgraph.matching.matcher import Matcher

_TOGETHER = 500
"""Sentences whose clauses are matched at a time."""

DEPTHS = {TextKind.POSTING: (10, 5), TextKind.OUTCOME: (20, 8)}
"""How many suggestions for a text of each kind and for each of its clauses are merged."""

MOSTLY = 0.5
"""A concept that a clause names with this share of the confidence of the whole text is for the clause."""

BARE = 0.45
"""The most for a concept for which one word of a list speaks alone, and whose name is another.

The word has lost its verb or its object: ``frame walls and roofs`` is no *remove roofs*.
"""


NOT_DONE = 0.25
"""The most for a concept that does what the text says is not done, whatever the text is."""

OTHER_DEED = {TextKind.OUTCOME: 0.25, TextKind.POSTING: 1.0}
"""The most for a concept that does something else to what the text speaks of. Of 283 such suggestions on gold
texts 21 were right: at most one in nine (the upper end of Wilson's interval). The trees saw few of them. In
the long sentences of advertisements, whose first verb says little of what follows, eight of the twelve that a
limit took away had been noted by a reader; their score falls all the same."""


@dataclass(frozen=True, slots=True)
class Parted:
    """A sentence with all that its ranking and those of its clauses say.

    Attributes:
        whole: Its answer as a whole.
        clauses: Those that were matched.
        found: By concept: where it stands for the sentence, and for the surest clause.
        said_by: By concept: that clause.
    """

    whole: MatchResult
    clauses: Sequence[Clause]
    found: Mapping[str, tuple[Ranked | None, Ranked | None]]
    said_by: Mapping[str, Clause]


def match_parts(
    matcher: Matcher,
    texts: Iterable[str],
    *,
    k: int,
    lang: str = AUTO,
    explain: bool = False,
    together: bool = False,
    whole: bool = False,
) -> Iterator[MatchResult]:
    """Match texts, one result for each in their order.

    In a language for which nothing was fitted on texts of the matcher's kind, clauses only support the
    answers for the whole (`SupportedWhole`), but for lists of short items (``comptabilité, fiscalité et
    audit``), of which each item is asked.

    Args:
        matcher: Says what the texts are.
        texts: Any number of sentences or outcomes.
        k: How many suggestions to give for each.
        lang: Language of the texts, or ``auto`` to detect each one's.
        explain: Give each suggestion its reasons.
        together: They are of one text, whose language tells that of a short sentence.
        whole: Leave their clauses alone.
    """
    if whole:
        yield from _matching(matcher, together=together)(texts, k=k, lang=lang, explain=explain)
        return

    def judge_of(text: MatchResult) -> PartJudge | None:
        if matcher.kind is TextKind.OUTCOME and no_outcome(text.text, text.lang):
            return None
        if text.lang not in matcher.languages:
            return None
        if fitted := matcher.part_model(text.lang):
            return fitted
        unfitted = SurestPart if is_list(clauses(text.text, text.lang)) else SupportedWhole
        return unfitted(matcher.least(text.lang))

    ranked = rank_parts(matcher, texts, k=k, lang=lang, explain=explain, together=together, wanted=judge_of)
    for parted in ranked:
        merged = parted.whole
        if parted.found and (judge := judge_of(merged)):
            merged = _merged(parted, judge, OTHER_DEED[matcher.kind])
        yield replace(merged, suggestions=merged.suggestions[:k])


def rank_parts(
    matcher: Matcher,
    texts: Iterable[str],
    *,
    k: int = 1,
    lang: str = AUTO,
    explain: bool = False,
    together: bool = False,
    wanted: Callable[[MatchResult], object] = bool,
) -> Iterator[Parted]:
    """Rank the concepts of sentences and of their clauses, each clause once for some hundred sentences.

    Args:
        matcher: Says what the texts are.
        texts: Any number of sentences or outcomes.
        k: How many suggestions for a text are wanted; those of `DEPTHS` are ranked at least.
        lang: Language of the texts, or ``auto``.
        explain: Give each suggestion its reasons.
        together: They are of one text.
        wanted: Whether the clauses of a sentence with this answer are of interest.
    """
    match = _matching(matcher, together=together)
    of_whole, of_clause = DEPTHS[matcher.kind]
    remaining = iter(texts)
    while some := list(islice(remaining, _TOGETHER)):
        wholes = list(match(some, k=max(k, of_whole), lang=lang, explain=explain))
        said = [_said(whole, matcher.kind) for whole in wholes]
        cuts = [_clauses(one) if wanted(one) else None for one in said]
        parts = _answers(matcher, wholes, cuts, of_clause, explain=explain)
        for whole, one, cut in zip(wholes, said, cuts, strict=True):
            yield Parted(whole, (), {}, {}) if cut is None else _parted(whole, one, cut, parts)


def _matching(matcher: Matcher, *, together: bool) -> Callable[..., Iterator[MatchResult]]:
    return matcher.match_together if together else matcher.match


def _said(whole: MatchResult, kind: TextKind) -> MatchResult:
    """The answer with its text as it is compared: words that introduce an outcome are blank."""
    if kind is TextKind.POSTING:
        return whole
    return replace(whole, text=without_introduction(whole.text, whole.lang))


def _clauses(whole: MatchResult) -> tuple[Clause, ...] | None:
    """The clauses of a sentence that may name a skill of their own.

    ``None`` where the words of the sentence say that there is none: the guards hold for its clauses too.
    """
    guarded = guard(whole.text, whole.lang)
    if not whole.suggestions or guarded.decision is not GuardDecision.MATCH:
        return None
    return tuple(
        clause for clause in clauses(whole.text, whole.lang) if not guarded.masks(clause.start, clause.end)
    )


def _answers(
    matcher: Matcher,
    wholes: Sequence[MatchResult],
    cuts: Sequence[tuple[Clause, ...] | None],
    k: int,
    *,
    explain: bool,
) -> dict[tuple[str, str], MatchResult]:
    """The answers for all clauses, by language and text."""
    asked: dict[str, dict[str, None]] = {}
    for whole, cut in zip(wholes, cuts, strict=True):
        asked.setdefault(whole.lang, {}).update(dict.fromkeys(clause.text for clause in cut or ()))
    return {
        (lang, result.text): result
        for lang, texts in asked.items()
        if texts
        for result in matcher.match(texts, k=k, lang=lang, explain=explain)
    }


def _parted(
    whole: MatchResult,
    said: MatchResult,
    cut: Sequence[Clause],
    parts: Mapping[tuple[str, str], MatchResult],
) -> Parted:
    by_whole = {one.uri: Ranked(one, rank, said) for rank, one in enumerate(whole.suggestions)}
    by_part: dict[str, Ranked] = {}
    said_by: dict[str, Clause] = {}
    for clause in cut:
        result = parts[whole.lang, clause.text]
        for rank, one in enumerate(result.suggestions):
            if one.uri not in by_part or one.confidence > by_part[one.uri].suggestion.confidence:
                by_part[one.uri], said_by[one.uri] = Ranked(one, rank, result), clause
    found = {uri: (by_whole.get(uri), by_part.get(uri)) for uri in dict.fromkeys([*by_whole, *by_part])}
    return Parted(whole, cut, found, said_by)


def _merged(parted: Parted, model: PartJudge, other_deed: float) -> MatchResult:
    """The answer of the sentence with the concepts of its clauses, surest first.

    What speaks for a concept and does something else than it has a confidence of ``other_deed`` at most.
    """
    judged = zip(
        parted.found.items(),
        model.confidences(list(parted.found.values()), len(parted.clauses)),
        strict=True,
    )
    suggestions = (
        _bounded(_suggestion(whole, part, confidence, parted.said_by.get(uri)), other_deed)
        for (uri, (whole, part)), confidence in judged
    )
    ranked = tuple(sorted(suggestions, key=lambda one: (-one.confidence, one.uri)))
    return _settled(parted.whole, ranked, model.least)


def _suggestion(
    whole: Ranked | None, part: Ranked | None, confidence: float, clause: Clause | None
) -> Suggestion:
    """The suggestion with the confidence of both, and the evidence of what speaks for it more surely."""
    by_whole = whole.suggestion if whole else None
    by_part = part.suggestion if part else None
    if by_whole and by_whole.evidence.signals.get(EXACT, 0.0) >= PREFERRED:
        # The trees have seen few texts that are a label, and what is known of those stands in the confidence.
        return replace(by_whole, confidence=max(by_whole.confidence, round(confidence, 4)))
    confidence = round(confidence, 4)
    if by_part is None or clause is None:
        assert by_whole is not None
        return replace(by_whole, confidence=confidence)
    if by_whole and by_whole.confidence >= by_part.confidence:
        named = by_part.confidence >= MOSTLY * by_whole.confidence
        return replace(by_whole, confidence=confidence, part=clause.text if named else "")
    if _is_bare(clause, by_part) and (by_whole is None or by_whole.confidence < BARE):
        confidence = min(confidence, BARE)
    evidence = replace(by_part.evidence, reasons=_shifted(by_part.evidence.reasons, clause.start))
    return replace(by_part, confidence=confidence, evidence=evidence, part=clause.text)


def _bounded(found: Suggestion, other_deed: float) -> Suggestion:
    """The suggestion, with little confidence where it does something else than what speaks for it."""
    other = found.evidence.signals.get(OTHER_VERB, 0.0)
    if other <= 0:
        return found
    return replace(found, confidence=min(found.confidence, NOT_DONE if other >= AVOIDED else other_deed))


def _is_bare(clause: Clause, suggestion: Suggestion) -> bool:
    """Whether a clause is one plain word, and the concept is not called by it."""
    signals = suggestion.evidence.signals
    called = any(signals.get(name, 0) for name in (EXACT, PHRASE_PREF))
    return clause.text.isalpha() and clause.text.islower() and not called


def _shifted(reasons: Reasons | None, start: int) -> Reasons | None:
    """The reasons in a clause with the places of its words in the sentence.

    What it is compared with belongs to the ranking of the clause, which nobody sees.
    """
    if reasons is None:
        return None
    words = tuple(replace(word, start=word.start + start, end=word.end + start) for word in reasons.words)
    return replace(reasons, words=words, compared=None)


def _settled(whole: MatchResult, suggestions: tuple[Suggestion, ...], least: float) -> MatchResult:
    """The answer with these suggestions: a match where one is sure enough."""
    if suggestions[0].confidence >= least:
        note = "" if whole.abstained else whole.reason
        return replace(whole, suggestions=suggestions, abstained=False, reason=note, reason_kind=None)
    if whole.abstained and whole.reason_kind is not ReasonKind.NOT_SURE_ENOUGH:
        return replace(whole, suggestions=suggestions)
    reason, kind = too_weak(suggestions[0].confidence, least, whole.broader_fit)
    return replace(whole, suggestions=suggestions, abstained=True, reason=reason, reason_kind=kind)


class PartMatcher:
    """Matches texts as `match_parts` does, behind the methods of a matcher.

    Args:
        matcher: Says what the texts are.
    """

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def match(self, texts: Iterable[str], *, k: int = 5, lang: str = AUTO) -> Iterator[MatchResult]:
        """See `Matcher.match`."""
        return match_parts(self._matcher, texts, k=k, lang=lang)

    def knows(self, uri: str) -> bool:
        """See `Matcher.knows`."""
        return self._matcher.knows(uri)
