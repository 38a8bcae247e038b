"""Guards: what a text only mentions, and how far its words can be trusted.

Four rules look at the text alone. Clauses that say what is *not* asked for, or what others do, are blanked
out before anything is compared. A text of numbers, dates, places and terms of work holds no skill, nor does
one of what an employer offers. A text of generic words (``strong skills``, ``management``) names none, unless
it is a preferred label; a single such word then names it weakly. A fifth rule looks at the ranking: where a
text is a label of several concepts, it does not say which.

Everything here is a function of its arguments. The words and patterns are in ``cues/*.toml``; in a language
without such a file, texts pass as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from skillgraph.matching.text.cues import GuardCues, cues_for
from skillgraph.matching.text.tokens import WORD, fold, words

Span = tuple[int, int]
Floats = npt.NDArray[np.float64]

NOT_ASKED = "The text says only what is not asked for."
OFFERS_ONLY = "The text has only what an employer offers."
TERMS_ONLY = "The text has only numbers, dates, places or terms of work."
GENERIC_ONLY = "The text has only generic words, which name no skill by themselves."
GENERIC_LABEL = "Only a generic word: see whether the concept of this name is meant."
PASSED_OVER = "Passed over, for it is not asked for: “{masked}”."
READ_AS = "“{said}” is read as “{meant}”."
NOT_KNOWN = "Technologies that the framework seems to have no term for: “{names}”."
SHARED_LABEL = "“{label}” is a label of {concepts} concepts, and the text does not tell them apart."

PREFERRED = 0.9
"""The exact signal of a preferred label, with or without its note in brackets, is at least this."""

PREFERRED_FLOOR = 0.9
"""The least confidence where the text is the preferred label of one concept alone: a model of sentences knows
little of a bare name. Three public services that mapped their terms to ESCO gave 657 of the 694 terms (272 of
272 German, 292 of 319 Swedish, 93 of 103 French) that are such a label to that concept: 95 %, and 93 % surely
(the lower end of Wilson's interval)."""

ALTERNATIVE_FLOOR = 0.5
"""The same where it is an alternative label of one concept, and no other has a nearer preferred label; of
fifteen such French terms people gave twelve to that concept: 55 % surely."""

GENERIC_FACTOR = 0.5
"""What confidence is multiplied by where a generic word is a preferred label: as likely as not, the word is
used for something else."""

_AROUND = " \t\n-–—*·:.;!?"
"""What may stand around the words of a clause."""

_BEHIND = re.compile(r",?\s+")
"""What stands between people and the clause about them."""

_SERVED = 60
"""What is done for people stands at most so many characters before them."""

_ITEM = 30
"""An item of a list has at most so many characters."""

_STOP = re.compile(
    r"[.;:!?…]+(?=\s|$)|[\[\]\n\r\t•|]|\s[–—-]+\s|(?<!\w)\(|\((?!\w{1,2}\))|\)(?<!\w\(\w\))(?<!\w\(\w\w\))"
)
"""Where clauses end; brackets about the ending of a word (``encadré(e)``) are no end."""
_SENTENCE = re.compile(r"[.;!?…]+(?=\s|$)|[\n\r\t•|]")
"""Where sentences end."""

_LEADING = re.compile(r"[\s\-–—*·\"“«]*")
"""What may stand before the first word of a sentence."""

_NUMBER = re.compile(
    r"\d+[+]?(?:h|hr|hrs|am|pm|k|m|e|er|ere|eme|th|st|nd|rd|ans|an|yr|yrs|mois|min|jours)?(?:\d+)?",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[\d$€]")
_RATE = re.compile(r"(?<=[\d$€])\s*/\s*(?:hr|h|yr|wk|mo|an|sem)\b|(?<=\d)\s*(?:hr|hrs|h)\b", re.IGNORECASE)


class GuardDecision(StrEnum):
    """What the words of a text allow."""

    MATCH = "match"
    NOTHING = "nothing"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class GuardedText:
    """A text as it may be matched.

    Attributes:
        text: As long as the text was; masked parts are blank.
        masked: Where it is blanked out, ascending: what is not asked for, and how long something was done.
        decision: ``nothing`` where no skill can be in it, ``generic`` where only generic words are.
        reason: What to tell people; empty where there is nothing to tell.
    """

    text: str
    masked: tuple[Span, ...] = ()
    decision: GuardDecision = GuardDecision.MATCH
    reason: str = ""

    def masks(self, start: int, end: int) -> bool:
        """Whether any of these characters is masked."""
        before = bisect_left(self.masked, end, key=lambda span: span[0])
        return before > 0 and self.masked[before - 1][1] > start

    @property
    def alone(self) -> bool:
        """Whether there is one word only."""
        return len(words(self.text)) == 1

    def holds_nothing(self, exact: float) -> bool:
        """Whether no concept may be suggested, given the best exact signal."""
        return self.decision is GuardDecision.NOTHING and exact < PREFERRED


@lru_cache(maxsize=4_096)
def guard(text: str, lang: str, unknown: tuple[Span, ...] = ()) -> GuardedText:
    """Look at a text before it is matched.

    Args:
        text: Any text.
        lang: Its language.
        unknown: Where names stand that the framework has no term for, ascending.
    """
    cues = cues_for(lang)
    names = "”, “".join(dict.fromkeys(text[start:end] for start, end in unknown))
    not_known = NOT_KNOWN.format(names=names) if unknown else ""
    if cues is None:
        return GuardedText(_blanked(text, unknown), unknown, reason=not_known)
    unasked = () if cues.triggers.isdisjoint(words(text)) else not_asked(text, cues)
    masked = _merged([*unasked, *unknown, *(match.span() for match in cues.framing.finditer(text))])
    left = _blanked(text, masked)
    telling = _telling(left, cues)
    first = next(telling, None)
    if first is None:
        nothing = NOT_ASKED if unasked else TERMS_ONLY
        return GuardedText(left, masked, GuardDecision.NOTHING, not_known or nothing)
    if _only_offers(left, cues):
        return GuardedText(left, masked, GuardDecision.NOTHING, OFFERS_ONLY)
    alone = first in cues.generic and len(words(left)) == 1
    if alone or all(word in cues.hollow for word in chain([first], telling)):
        decision = GuardDecision.NOTHING if unknown else GuardDecision.GENERIC
        return GuardedText(left, masked, decision, not_known or GENERIC_ONLY)
    said = " … ".join(text[start:end].strip(" ,") for start, end in unasked)
    passed_over = PASSED_OVER.format(masked=said) if said else ""
    return GuardedText(left, masked, reason=" ".join(filter(None, (passed_over, not_known))))


def not_asked(text: str, cues: GuardCues) -> tuple[Span, ...]:
    """Where a text says what is not asked for, without overlaps, ascending."""
    found: list[Span] = []
    clauses = list(_clauses(text, cues))
    for clause in clauses:
        found += _in_clause(text, clause, cues)
    return _merged([*found, *_around_colons(text, clauses, cues), *_of_employer(text, cues)])


def review(confidences: Floats, exact: Floats, guarded: GuardedText) -> Floats:
    """Bring confidences to what the words of a text allow.

    Of the concepts that share a label which is the whole text, each is as likely as the others, unless it is
    the preferred label of one: confidence is at most one divided by their number.

    Args:
        confidences: Of one text's suggestions, best first, never rising.
        exact: Their exact signals.
        guarded: The text.

    Returns:
        Confidences that never rise along the ranking.
    """
    if guarded.decision is GuardDecision.MATCH and not exact.any():
        return confidences
    lowered = confidences.copy()
    sharing = int((exact > 0).sum())
    preferred = int((exact >= PREFERRED).sum())
    if sharing > 1:
        alternative = (exact > 0) & (exact < PREFERRED)
        lowered[alternative] = np.minimum(lowered[alternative], 1 / sharing)
    if guarded.decision is GuardDecision.MATCH and (preferred or sharing) == 1:
        named, least = (PREFERRED, PREFERRED_FLOOR) if preferred else (0.0, ALTERNATIVE_FLOOR)
        alone = (exact >= named) & (exact > 0)
        lowered[alone] = np.maximum(lowered[alone], least)
    if preferred > 1:
        lowered[exact >= PREFERRED] = np.minimum(lowered[exact >= PREFERRED], 1 / preferred)
    if guarded.decision is not GuardDecision.MATCH and guarded.alone:
        lowered *= GENERIC_FACTOR
    return np.asarray(np.minimum.accumulate(lowered))


def finding(guarded: GuardedText, exact: Floats) -> tuple[bool, str]:
    """Whether the words of a text are reason enough to abstain, and what to tell people.

    Args:
        guarded: The text.
        exact: The exact signals of its suggestions.
    """
    if guarded.decision is GuardDecision.MATCH and not exact.any():
        return False, guarded.reason
    preferred = bool((exact >= PREFERRED).any())
    if guarded.decision is not GuardDecision.MATCH:
        return (False, GENERIC_LABEL * guarded.alone) if preferred else (True, guarded.reason)
    sharing = int((exact > 0).sum())
    label = " ".join(guarded.text.split())
    shared = SHARED_LABEL.format(label=label, concepts=sharing) if sharing > 1 else ""
    return False, " ".join(filter(None, (guarded.reason, shared)))


def _telling(text: str, cues: GuardCues) -> Iterator[str]:
    """Words that may name something: neither numbers nor empty words nor terms of work.

    An empty word in capitals is an acronym (``IT``), unless the whole text is in capitals.
    """
    shouting = text.isupper() and len(words(text)) > 1
    for match in WORD.finditer(_RATE.sub(" ", text) if _FIGURE.search(text) else text):
        written = match.group()
        word = fold(written)
        acronym = len(written) > 1 and written.isupper() and not shouting
        number = word[:1].isdigit() and _NUMBER.fullmatch(word)
        if not (word in cues.terms or number or (word in cues.empty and not acronym)):
            yield word


def _only_offers(text: str, cues: GuardCues) -> bool:
    """Whether a text names offers of an employer and nothing that does not go with them."""
    others, offers = cues.offers.subn(" ", text)
    return bool(offers) and cues.offered.union(cues.hollow).issuperset(_telling(others, cues))


def _clauses(text: str, cues: GuardCues) -> Iterator[Span]:
    """Parts between punctuation and turns; a turn belongs to the clause that it begins."""
    start = 0
    cuts = sorted(
        {match.end() for match in _STOP.finditer(text)} | {m.start() for m in cues.turns.finditer(text)}
    )
    for cut in (*cuts, len(text)):
        if cut > start:
            yield start, cut
        start = cut


def _in_clause(text: str, clause: Span, cues: GuardCues) -> Iterator[Span]:
    start, end = clause
    first = start + len(text[start:end]) - len(text[start:end].lstrip(" -–—*·"))
    if not cues.welcome.match(text, end):
        yield from _denied(text, (first, end), cues)
    for match in cues.itself.finditer(text, start, end):
        yield match.span()
    if others := cues.others.match(text, first, end):
        yield others.span()
    yield from _of_others(text, clause, cues)


def _denied(text: str, clause: Span, cues: GuardCues) -> Iterator[Span]:
    """What a clause says that nobody asks for."""
    start, end = clause
    for match in cues.ahead.finditer(text, start, end):
        yield match.start(), _list_end(text, match.end(), end, cues)
    for match in cues.behind.finditer(text, start, end):
        yield _list_start(text, start, match.start(), cues), match.end()
    if opened := cues.opening.match(text, start, end):
        yield start, _list_end(text, opened.end(), end, cues)


def _of_employer(text: str, cues: GuardCues) -> Iterator[Span]:
    """What an employer says of itself where a sentence begins: ``Known for its welding, Acme …``."""
    start = 0
    for end in (*(match.end() for match in _SENTENCE.finditer(text)), len(text)):
        first = _LEADING.match(text, start, end)
        if first and (told := cues.employer.match(text, first.end(), end)):
            yield told.span()
        start = end


def _of_others(text: str, clause: Span, cues: GuardCues) -> Iterator[Span]:
    """What those do for whom work is done: ``who operate forklifts`` behind ``support clients``."""
    start, end = clause
    free = start
    for match in cues.people.finditer(text, start, end):
        next_word = _BEHIND.match(text, match.end(), end)
        doing = next_word and cues.doing.match(text, next_word.end(), end)
        if not doing or match.end() < free:
            continue
        if cues.served.fullmatch(match[0]) or cues.serving.search(
            text, max(start, match.start() - _SERVED), match.start()
        ):
            done = cues.done.search(text, doing.end(), end)
            free = done.start() if done else end
            yield doing.start(), free


def _around_colons(text: str, clauses: Sequence[Span], cues: GuardCues) -> Iterator[Span]:
    """``Not required: a licence`` and ``Spanish: none``, the colon between two clauses."""
    for (start, colon), (_, end) in pairwise(clauses):
        before, behind = text[start:colon].strip(_AROUND), text[colon:end].strip(_AROUND)
        said = text[start:colon].rstrip().endswith(":")
        if said and (cues.headed.fullmatch(before) or cues.nothing.fullmatch(behind)):
            yield start, end


def _list_end(text: str, start: int, end: int, cues: GuardCues) -> int:
    """Where a clause ends that began before ``start``: at a comma, but after a list of alternatives."""
    comma = text.find(",", start, end)
    if comma < 0:
        return end
    place = comma
    while place >= 0:
        following = text.find(",", place + 1, end)
        item = text[place + 1 : end if following < 0 else following]
        if len(item) > _ITEM:
            return comma
        if cues.joins.search(item):
            return end if following < 0 else following
        place = following
    return comma


def _list_start(text: str, start: int, end: int, cues: GuardCues) -> int:
    """Where a clause starts that lasts at least to ``end``: after a comma, but before a list."""
    comma = text.rfind(",", start, end)
    if comma < 0 or not cues.series.search(text, comma, end):
        return comma + 1 if comma >= 0 else start
    while comma >= 0:
        before = text.rfind(",", start, comma)
        if len(text[max(before, start) : comma]) > _ITEM and before >= 0:
            return comma + 1
        comma = before
    return start


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _blanked(text: str, spans: tuple[Span, ...]) -> str:
    place = 0
    parts: list[str] = []
    for start, end in spans:
        parts += text[place:start], " " * (end - start)
        place = end
    return "".join((*parts, text[place:]))
