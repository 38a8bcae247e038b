"""Noun phrases of sentences, told by how labels use words rather than by a grammar.

The labels of a framework say what a word is, in every language that they are in: skills begin with a verb and
end with what it is done to, occupations are people. A run of words without verbs, small words, hollow words,
names and dates is a noun phrase where its end is one that labels end with.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from skillgraph import languages
from skillgraph.matching.text.cues import hollow_words, term_words
from skillgraph.matching.text.tokens import WORD, fold, stem, words

LENGTHS = range(2, 5)
"""So many words make a phrase that says something alone; words that link two of them are not counted."""

_OFTEN = 3
"""What labels do so often with a word is no accident."""

_MOSTLY = 0.6
_OFTEN_FIRST = 0.35
_NOUNS = ("tion", "sion", "ment", "ance", "ence", "ite", "ity", "ing", "ship", "ness", "ics", "ique", "erie")
"""Endings of nouns, which many labels begin with too."""

_GAP = re.compile(r"[ \u00a0-]|['’]")
_LONGEST_LABEL = 8


class Phrase(NamedTuple):
    """A noun phrase of a sentence.

    Attributes:
        key: The same for its plural and other forms.
        text: As written, small where it is no name.
    """

    key: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What labels tell of words; all are folded.

    Attributes:
        known: Those of any label.
        ends: Those that labels of skills end with.
        verbs: Those that labels of skills mostly begin with, and their stems.
        starts: Stems of all that they often begin with, but for nouns that can be told by their endings: a
            verb, where something follows.
        people: Words that name people by what they do, without the ``s`` of plurals.
        terms: The stems of whole labels, in order: what has a term already.
    """

    known: frozenset[str]
    ends: frozenset[str]
    verbs: frozenset[str]
    starts: frozenset[str]
    people: frozenset[str]
    terms: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, skills: Iterable[str], occupations: Iterable[str]) -> Vocabulary:
        """Learn it from labels of skills and of occupations."""
        said = [words(label) for label in skills]
        of_people = [words(label) for label in occupations]
        first, last = (Counter(one[at] for one in said if len(one) > 1) for at in (0, -1))
        every = Counter(word for one in said for word in one)
        inner = every - first
        verbs = {w for w, n in first.items() if n >= _OFTEN and n > _MOSTLY * every[w]}
        verbs -= {word for word in verbs if last[word] >= _OFTEN}
        return cls(
            known=frozenset(every),
            ends=frozenset(word for word, count in last.items() if count >= _OFTEN),
            verbs=frozenset(verbs | {stem(w) for w in verbs}) - {w for w, n in inner.items() if n >= _OFTEN},
            starts=frozenset(
                stem(w) for w, n in first.items() if n > _OFTEN_FIRST * every[w] and not w.endswith(_NOUNS)
            ),
            people=_people(of_people, every),
            terms=frozenset(_key(one) for one in said if len(one) <= _LONGEST_LABEL),
        )


def reader(vocabulary: Vocabulary, names: frozenset[str] = frozenset()) -> Callable[[str], Iterator[Phrase]]:
    """What gives the noun phrases of a sentence that no label is.

    Args:
        vocabulary: What labels tell of words.
        names: Folded words of places and employers: with a capital they are names.
    """
    empty = hollow_words() | term_words() | languages.words("text", "markup")
    links = languages.words("text", "linking")

    def breaks(word: str, written: str) -> bool:
        if word in links:
            return False
        capital = not written.islower()
        return (
            word in empty
            or not word[0].isalpha()
            or _is_verb(word, vocabulary)
            or (capital and (word in names or word not in vocabulary.known))
        )

    def phrases(sentence: str) -> Iterator[Phrase]:
        for run in _runs(sentence, breaks):
            yield from _of_run(sentence, run, links, vocabulary)

    return phrases


def _people(occupations: Sequence[Sequence[str]], every: Counter[str]) -> frozenset[str]:
    """Words that begin or end names of occupations more often than they stand in labels of skills."""
    ends = Counter(_single(word) for one in occupations for word in {one[0], one[-1]} if one)
    others: Counter[str] = Counter()
    for word, count in every.items():
        others[_single(word)] += count
    return frozenset(word for word, count in ends.items() if count >= _OFTEN and count > others[word])


def _single(word: str) -> str:
    return word.removesuffix("s")


def _is_verb(word: str, vocabulary: Vocabulary) -> bool:
    if word in vocabulary.verbs:
        return True
    return word not in vocabulary.ends and stem(word) != word and stem(word) in vocabulary.verbs


def _runs(sentence: str, breaks: Callable[[str, str], bool]) -> Iterator[list[re.Match[str]]]:
    """Words that stand side by side with nothing between that breaks."""
    run: list[re.Match[str]] = []
    end = 0
    for match in WORD.finditer(sentence):
        apart = not _GAP.fullmatch(sentence[end : match.start()])
        if apart and run:
            yield run
            run = []
        end = match.end()
        if breaks(fold(match[0]), match[0]):
            yield run
            run = []
        else:
            run.append(match)
    yield run


def _of_run(
    sentence: str, run: Sequence[re.Match[str]], links: frozenset[str], vocabulary: Vocabulary
) -> Iterator[Phrase]:
    folded = [fold(word[0]) for word in run]
    for start in range(len(run)):
        for end in range(start + 2, len(run) + 1):
            part = folded[start:end]
            telling = [word for word in part if word not in links]
            if len(telling) not in LENGTHS or part[0] in links or part[-1] in links:
                continue
            key = _key(part)
            if _names_a_skill(telling, vocabulary) and key not in vocabulary.terms:
                written = sentence[run[start].start() : run[end - 1].end()]
                yield Phrase(key, WORD.sub(_small, written))


def _names_a_skill(telling: Sequence[str], vocabulary: Vocabulary) -> bool:
    first, last = telling[0], telling[-1]
    return (
        last in vocabulary.ends
        and last not in languages.words("text", "not_last")
        and first not in languages.words("text", "not_first")
        and not any(word.endswith("ly") for word in telling)
        and stem(first) not in vocabulary.starts
        and not {_single(first), _single(last)} & vocabulary.people
        and len(set(telling)) == len(telling)
    )


def _key(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(stem, said))


def _small(match: re.Match[str]) -> str:
    """A word without the capital of a beginning; others make a name."""
    word = match[0]
    return word if word[1:] != word[1:].lower() else word.lower()
