"""What a teacher says of texts, kept while a student learns from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skillgraph.embedding import TokenEncoder
from skillgraph.embedding.encoder import Untyped
from skillgraph.embedding.transformer import TransformerEncoder
from skillgraph.training.encoder.examples import Example
from skillgraph.training.student.network import StudentNetwork, padded

Halves = npt.NDArray[np.float16]
_BATCH = 128
_CHUNK = 1_024


@dataclass(frozen=True, slots=True)
class Lessons:
    """Texts with what the teacher says of them.

    Attributes:
        examples: The texts and their concepts.
        ids: Their tokens.
        vectors: The teacher's, shape (texts, dimensions).
        states: The teacher's vectors of the tokens of each text, shape (tokens, dimensions).
    """

    examples: Sequence[Example]
    ids: Sequence[Sequence[int]]
    vectors: Halves
    states: Sequence[Halves]

    def __len__(self) -> int:
        return len(self.examples)

    def batch(self, rows: Sequence[int], max_tokens: int) -> tuple[Untyped, Untyped, Untyped, Untyped]:
        """Tokens, mask, the teacher's vectors, and its vectors of the tokens, 0 where there is none."""
        import torch

        ids, mask = padded([self.ids[row][:max_tokens] for row in rows])
        states = torch.zeros(*ids.shape, self.vectors.shape[1])
        for place, row in enumerate(rows):
            own = self.states[row][:max_tokens]
            states[place, : len(own)] = torch.from_numpy(own.astype(np.float32))
        return ids, mask, torch.from_numpy(self.vectors[rows].astype(np.float32)), states


def lessons(
    teacher: TokenEncoder,
    network: StudentNetwork,
    examples: Sequence[Example],
    advance: Callable[[int, int], None],
) -> Lessons:
    """Ask a teacher about texts.

    Args:
        teacher: Has the tokenizer of the network.
        network: The student.
        examples: The texts.
        advance: Called with the number of texts done, and of all.
    """
    vectors = np.zeros((len(examples), teacher.dimensions), dtype=np.float16)
    states: list[Halves] = []
    for start in range(0, len(examples), _BATCH):
        advance(start, len(examples))
        found = teacher.encode_tokens([one.text for one in examples[start : start + _BATCH]])
        vectors[start : start + _BATCH] = found.vectors
        states += [found.of(row).astype(np.float16) for row in range(len(found.vectors))]
    advance(len(examples), len(examples))
    return Lessons(examples, network.ids([one.text for one in examples]), vectors, states)


def first_vectors(
    teacher: TransformerEncoder, network: StudentNetwork, taught: Sequence[Lessons], shrink: float
) -> npt.NDArray[np.float32]:
    """What a teacher says of each token on average, shape (tokens, dimensions).

    Args:
        teacher: Also tells what it says of a token alone.
        network: Knows the tokens.
        taught: Texts.
        shrink: How many times a token alone counts.
    """
    totals = shrink * _alone(teacher, network)
    counts = np.full(len(totals), shrink)
    for one in taught:
        for ids, states in zip(one.ids, one.states, strict=True):
            np.add.at(totals, list(ids), states)
            np.add.at(counts, list(ids), 1)
    means: npt.NDArray[np.float32] = (totals / counts[:, None]).astype(np.float32)
    return means


def _alone(teacher: TransformerEncoder, network: StudentNetwork) -> npt.NDArray[np.float32]:
    """Vectors of single tokens, each between the markers that the tokenizer puts around a text."""
    vectors = np.zeros((network.vocabulary, teacher.dimensions), dtype=np.float32)
    before, after = network.tokenizer.encode("").ids
    for start in range(0, network.vocabulary, _CHUNK):
        tokens = range(start, min(start + _CHUNK, network.vocabulary))
        states = teacher.token_states([[before, one, after] for one in tokens])
        vectors[start : start + len(tokens)] = states[:, 1]
    return vectors
