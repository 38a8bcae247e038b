"""Answers to any number of questions, in their order and in little memory; each is worked out once."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic, Protocol, TypeVar

A = TypeVar("A")
A_co = TypeVar("A_co", covariant=True)

BATCH = 64
REMEMBERED = 5_000
"""Answers to so many recent questions are kept; many times as many as are ever waited for."""

LONGEST = 2_000
"""Questions of more characters are not remembered from batch to batch."""


class BatchAnswerer(Protocol[A_co]):
    """Answers batches of questions, perhaps in other processes while the next batch is read."""

    @property
    def ahead(self) -> int:
        """How many batches to submit before the answers to the first are waited for."""
        ...

    def submit(self, questions: Sequence[str]) -> Callable[[], Sequence[A_co]]:
        """Start on questions, each different; the function returned waits and gives their answers."""
        ...


def answers(questions: Iterable[str], answerer: BatchAnswerer[A]) -> Iterator[A]:
    """Yield one answer for each question, in their order.

    Not more is read from ``questions`` than the batches that are handed in ahead.
    """
    stream = iter(questions)
    memory: Memory[A] = Memory()
    waiting: deque[_Batch[A]] = deque()
    while batch := list(islice(stream, BATCH)):
        waiting.append(_Batch(batch, memory, answerer))
        while len(waiting) > answerer.ahead:
            yield from waiting.popleft().answers()
    while waiting:
        yield from waiting.popleft().answers()


class Memory(Generic[A]):
    """The answers to recent questions, and which questions were asked but not answered yet."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, A] = OrderedDict()
        self._asked: set[str] = set()

    def unknown(self, questions: Iterable[str]) -> list[str]:
        """Those that must be asked, each once; they count as asked from now on."""
        new = []
        for question in dict.fromkeys(questions):
            if question in self._answers:
                self._answers.move_to_end(question)
            elif question not in self._asked:
                new.append(question)
        self._asked.update(question for question in new if len(question) <= LONGEST)
        return new

    def keep(self, found: dict[str, A]) -> None:
        """Remember answers, and forget the oldest ones."""
        short = {question: answer for question, answer in found.items() if len(question) <= LONGEST}
        self._answers.update(short)
        self._asked.difference_update(short)
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)

    def __getitem__(self, question: str) -> A:
        return self._answers[question]


class _Batch(Generic[A]):
    """Questions that came together, those of them that had to be asked, and how to get the answers."""

    def __init__(self, questions: Sequence[str], memory: Memory[A], answerer: BatchAnswerer[A]) -> None:
        self._questions = questions
        self._memory = memory
        self._new = memory.unknown(questions)
        self._take = answerer.submit(self._new) if self._new else list[A]

    def answers(self) -> list[A]:
        found = dict(zip(self._new, self._take(), strict=True))
        self._memory.keep(found)
        return [found[one] if one in found else self._memory[one] for one in self._questions]
