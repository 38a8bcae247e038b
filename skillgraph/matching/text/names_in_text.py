"""How a name stands in a text: with a capital, beside words of computing, as what is asked for."""

from __future__ import annotations

from skillgraph.matching.text.cues import name_cues
from skillgraph.matching.text.tokens import WORD, fold, surface_words, words

Span = tuple[int, int]

_JOINED = "&'’/-."
"""A capital that touches one of these, and a letter or digit beyond it, belongs to something longer."""

_SENTENCE_ENDS = ".!?:;•\n"

_NEAR = 6
"""So many words before a name may say that it is asked for."""

_FEW = 3
"""In a text of so many words, a capital at its start may be that of a name."""

_SMALL = 3
"""Words of up to so many letters have no capital in a title either."""


def beside_computing(text: str, name: str) -> bool:
    """Whether another word of the text is one of computing; ``name`` is folded."""
    return not name_cues().computing.isdisjoint(_around(text, name))


def free_of_other_meaning(text: str, name: str) -> bool:
    """Whether no word shows that the name, which is folded, means something else."""
    return name_cues().otherwise.get(name, frozenset()).isdisjoint(_around(text, name))


def names_a_tongue(text: str, name: str, written: str) -> bool:
    """Whether the name of a language, which is folded, stands for it.

    It does not where it says where a thing comes from, nor where it is written as the verb that it is as
    well: ``polishing``, or ``polish`` without a capital, unless the text speaks of languages.
    """
    cues, around = name_cues(), _around(text, name)
    if not cues.speaking.isdisjoint(around):
        return fold(written) == name or name not in cues.verbs
    if name in cues.verbs and (fold(written) != name or written.islower()):
        return fold(written) == name and not around.isdisjoint(cues.tongues)
    return cues.tongues[name].isdisjoint(around)


def has_capital(word: str) -> bool:
    """Whether a word has a capital anywhere, as ``iOS`` has."""
    return any(map(str.isupper, word))


def has_inner_capital(text: str, span: Span) -> bool:
    """Whether a word has a capital that no start of a sentence explains."""
    return text[span[0]].isupper() and _is_inside(text, span[0])


def has_name(text: str) -> bool:
    """Whether a word of a text has a capital like a name: inside a sentence, or in a text of few words."""
    matches = list(WORD.finditer(text))
    few = len(matches) <= _FEW
    return any(has_capital(match.group()) and (few or _is_inside(text, match.start())) for match in matches)


def is_joined(text: str, span: Span) -> bool:
    """Whether a letter is part of something longer, such as ``R-22``, ``R. Smith`` or ``R&D``."""
    start, end = span
    after, before = text[end : end + 3], text[max(0, start - 1) : start]
    return before in set(_JOINED) or (after[:1] in set(_JOINED) and after[1:].strip()[:1].isalnum())


def is_asked_for(text: str, span: Span) -> bool:
    """Whether a text asks for knowledge of just what stands there: ``proficiency in R and SQL``."""
    start, end = span
    cues, before, after = name_cues(), words(text[:start]), text[end:].lstrip()
    asks = before[-1:] and before[-1] in cues.joints and not cues.asking.isdisjoint(before[-_NEAR:])
    return bool(asks) and (not after[:1].isalnum() or words(after)[0] in cues.lists)


def is_title_case(text: str) -> bool:
    """Whether most words after the first have a capital, whatever they mean; names of technologies aside."""
    names = name_cues().technologies
    longer = [word for word in surface_words(text)[1:] if len(word) > _SMALL and fold(word) not in names]
    return 2 * sum(word[0].isupper() for word in longer) > len(longer)


def _is_inside(text: str, start: int) -> bool:
    """Whether a word stands inside a sentence."""
    before = text[:start].rstrip(" \"'“«(-–—*·")
    return bool(before) and before[-1] not in _SENTENCE_ENDS


def _around(text: str, name: str) -> set[str]:
    return {fold(match.group()) for match in WORD.finditer(text)} - {name}
