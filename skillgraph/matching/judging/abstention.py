"""Why a text is left without a match, in words for people and in a word for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from skillgraph.matching.types import BroaderFit, MatchResult, ReasonKind

CHARACTERS = 2_000
"""How much of a text is read; what lies beyond is named in the reason."""

NO_WORDS = "None of the words of the text is known."
CUT = f"Only the first {CHARACTERS} characters were read."

_EMPTY = "There is no text to match."
_NO_LETTERS = "The text has no letters."
_WEAK = "No suggestion reaches a confidence of {threshold:.2f}; the best has {best:.2f}."
_NO_CONTENT = (
    "The text seems to speak of no skill: the probability that it does is {share:.2f}, and {threshold:.2f} is"
    " needed."
)
_HARDLY = (
    "It is not sure enough that the text speaks of a skill: the probability that it does is {share:.2f}, and"
    " {threshold:.2f} is needed."
)
_EVEN = 0.5
_CENT = 0.01
_FITS = "Only a broader term fits: “{label}”, with a probability of {share:.2f}."
_FOREIGN = "The text seems to be in another language ({lang}) than {framework} can be matched in ({known})."


def unreadable(text: str) -> str:
    """Why a text cannot be matched at all, or an empty string."""
    head = text[:CHARACTERS]
    if not head.strip():
        return _EMPTY
    return "" if any(map(str.isalpha, head)) else _NO_LETTERS


def unmatched(text: str, reason: str, kind: ReasonKind, *, lang: str = "") -> MatchResult:
    """The result of a text that nothing can be suggested for."""
    return MatchResult(text, lang, True, reason, (), reason_kind=kind)


def no_content(share: float, threshold: float) -> tuple[str, ReasonKind]:
    """The text speaks of no skill, given the probability that it does and the least that is enough.

    The words never say the opposite of the numbers beside them: a text that more likely than not speaks of a
    skill does not seem to speak of none, and a probability that is too low is printed as a lower number.
    """
    below, needed = _apart(share, threshold)
    words = _NO_CONTENT if below < _EVEN else _HARDLY
    return words.format(share=below, threshold=needed), ReasonKind.NO_SKILL_CONTENT


def too_weak(best: float, threshold: float, fit: BroaderFit | None) -> tuple[str, ReasonKind]:
    """No suggestion reaches the threshold; perhaps a broader concept fits."""
    below, needed = _apart(best, threshold)
    weak = _WEAK.format(threshold=needed, best=below)
    return or_broader(weak, ReasonKind.NOT_SURE_ENOUGH, fit)


def _apart(low: float, high: float) -> tuple[float, float]:
    """Two numbers to two digits, the lower rounded down where both would read the same."""
    below, above = round(low, 2), round(high, 2)
    return (below, above) if below < above or low >= high else (max(0.0, above - _CENT), above)


def or_broader(reason: str, kind: ReasonKind, fit: BroaderFit | None) -> tuple[str, ReasonKind]:
    """A reason, and the broader concept that fits all the same, if there is one."""
    if fit is None:
        return reason, kind
    return f"{reason} {_FITS.format(label=fit.label, share=fit.confidence)}", ReasonKind.ONLY_BROADER


def not_covered(result: MatchResult, lang: str, framework: str, known: Iterable[str]) -> MatchResult:
    """The result of a text in a language that cannot be matched; what was found all the same is kept.

    It is left without a match however sure the first seems: confidence was fitted on those that can.
    """
    reason = _FOREIGN.format(lang=lang, framework=framework, known=", ".join(known))
    return replace(result, lang=lang, abstained=True, reason=reason, reason_kind=ReasonKind.LANGUAGE)
