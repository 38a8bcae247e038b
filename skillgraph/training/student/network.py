"""The student: a vector for each token, corrected by a narrow layer in which tokens attend to each other.

The token vectors are as wide as the teacher's and start as the mean of what it says of the token, so most
of the work is a look-up. The rest, who stands beside whom, passes through a few narrow transformer layers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from skillgraph.embedding import TokenVectors, Vectors
from skillgraph.embedding.encoder import Untyped, clean
from skillgraph.training.student.recipe import StudentRecipe

_BATCH = 128
_HIDDEN = -1e4


def build(recipe: StudentRecipe, *, tokens: int, dimensions: int, length: int) -> Untyped:
    """A torch module from token ids and mask to token states, shape (texts, tokens, dimensions).

    Args:
        recipe: Sizes.
        tokens: Number of different tokens.
        dimensions: Length of a vector.
        length: Most tokens of a text.
    """
    from torch import nn

    class Student(nn.Module):
        """Token vectors and their correction, which is nothing before training."""

        def __init__(self) -> None:
            super().__init__()
            self.vectors = nn.Embedding(tokens, dimensions, sparse=True)
            self.places = nn.Embedding(length, recipe.width)
            self.down = nn.Linear(dimensions, recipe.width)
            self.layers = _layers(recipe)
            self.after = nn.LayerNorm(recipe.width)
            self.up = nn.Linear(recipe.width, dimensions)
            nn.init.normal_(self.places.weight, std=0.02)
            nn.init.zeros_(self.up.weight)
            nn.init.zeros_(self.up.bias)

        def forward(self, ids: Untyped, mask: Untyped) -> Untyped:
            alone = self.vectors(ids)
            states = self.down(alone) + self.places.weight[: ids.shape[1]]
            hidden = (1 - mask.to(states.dtype))[:, None, None] * _HIDDEN
            for layer in self.layers:
                states = layer(states, hidden)
            return alone + self.up(self.after(states))

    return Student()


def _layers(recipe: StudentRecipe) -> Untyped:
    """Torch modules from token states and what is hidden to token states, shape (texts, tokens, width)."""
    from torch import nn

    class Layer(nn.Module):
        """Attention and a feed-forward part, each added to what comes in.

        It is torch's TransformerEncoderLayer with ``norm_first``, which draws its first weights in another
        order: with that one the recipe would make another student than the one that ships.
        """

        def __init__(self) -> None:
            super().__init__()
            self.before = nn.LayerNorm(recipe.width)
            # Queries, keys and values in one; then what mixes the heads. Checkpoints hold these two names.
            self.asked = nn.Linear(recipe.width, 3 * recipe.width)
            self.heard = nn.Linear(recipe.width, recipe.width)
            self.between = nn.LayerNorm(recipe.width)
            self.inner = nn.Linear(recipe.width, recipe.hidden)
            self.outer = nn.Linear(recipe.hidden, recipe.width)

        def forward(self, states: Untyped, hidden: Untyped) -> Untyped:
            states = states + self.heard(self._attend(self.before(states), hidden))
            return states + self.outer(nn.functional.relu(self.inner(self.between(states))))

        def _attend(self, states: Untyped, hidden: Untyped) -> Untyped:
            texts, length, width = states.shape
            query, key, value = (
                part.reshape(texts, length, recipe.heads, width // recipe.heads).transpose(1, 2)
                for part in self.asked(states).chunk(3, -1)
            )
            near = query @ key.transpose(2, 3) / math.sqrt(width // recipe.heads)
            attended = (near + hidden).softmax(-1) @ value
            return attended.transpose(1, 2).reshape(texts, length, width)

    return nn.ModuleList(Layer() for _ in range(recipe.layers))


class StudentNetwork:
    """A student with its tokenizer.

    Args:
        recipe: Sizes.
        tokenizer: The teacher's tokenizer file.
        dimensions: Length of a vector.
        max_tokens: Texts are cut at this many tokens when they are encoded.
    """

    def __init__(self, recipe: StudentRecipe, tokenizer: Path, *, dimensions: int, max_tokens: int) -> None:
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(max_tokens)
        self.vocabulary = int(self.tokenizer.get_vocab_size())
        self.dimensions = dimensions
        self.module = build(recipe, tokens=self.vocabulary, dimensions=dimensions, length=max_tokens)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of texts, markers included."""
        return [one.ids for one in self.tokenizer.encode_batch_fast([clean(text) for text in texts])]

    def forward(self, ids: Untyped, mask: Untyped) -> tuple[Untyped, Untyped]:
        """Vectors (texts, dimensions) and token vectors (texts, tokens, dimensions), all of length 1."""
        import torch

        states = self.module(ids, mask)
        total = (states * mask[..., None].to(states.dtype)).sum(dim=1)
        return torch.nn.functional.normalize(total, dim=1), torch.nn.functional.normalize(states, dim=2)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `Encoder.encode` does, in floats."""
        parts = [
            self.encode_tokens(texts[start : start + _BATCH]).vectors
            for start in range(0, len(texts), _BATCH)
        ]
        return np.concatenate([np.zeros((0, self.dimensions), dtype=np.float32), *parts])

    def encode_tokens(self, texts: Sequence[str]) -> TokenVectors:
        """As `TokenEncoder.encode_tokens` does, in floats; offsets are left at 0."""
        import torch

        found = self.ids(texts)
        ids, mask = padded(found)
        with torch.inference_mode():
            vectors, states = self.forward(ids, mask)
        tokens = np.concatenate([one[: len(own)].numpy() for one, own in zip(states, found, strict=True)])
        starts = np.cumsum([0, *map(len, found)]).astype(np.int64)
        return TokenVectors(vectors.numpy(), tokens, starts)


def padded(ids: Sequence[Sequence[int]]) -> tuple[Untyped, Untyped]:
    """Tokens of several texts as tensors (texts, tokens), and 1 where there is one."""
    import torch

    length = max(map(len, ids), default=0)
    rows = torch.tensor([[*one, *[0] * (length - len(one))] for one in ids])
    return rows, torch.tensor([[1] * len(one) + [0] * (length - len(one)) for one in ids])
