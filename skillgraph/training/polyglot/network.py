"""The multilingual transformer while it is taught: some layers of multilingual-e5-small and a projection.

The projection takes token states into the space of the teacher; the mean of projected states is the projected
mean, so single tokens lie in that space too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from skillgraph.embedding import TokenVectors, Vectors
from skillgraph.embedding.encoder import Untyped, clean
from skillgraph.embedding.export import missing
from skillgraph.training.polyglot import vocabulary
from skillgraph.training.polyglot.recipe import PolyglotRecipe
from skillgraph.training.polyglot.weights import BaseWeights

Ids = Sequence[Sequence[int]]
"""Token numbers of texts."""

_BATCH = 128
_EPSILON = 1e-12
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""The names of a layer's parts in the file of weights and in the transformer."""


class PolyglotNetwork:
    """The transformer, its projection and its tokenizer.

    Args:
        base: The weights to start from.
        kept: The pieces of its vocabulary that are kept.
        recipe: Sizes.
        dimensions: Length of the teacher's vectors.
    """

    def __init__(
        self, base: BaseWeights, kept: Sequence[int], recipe: PolyglotRecipe, *, dimensions: int
    ) -> None:
        self.tokenizer = vocabulary.tokenizer(base, kept)
        self.dimensions = dimensions
        self.max_tokens = recipe.max_tokens
        self.module = _module(_transformer(base, kept, recipe), base.width, dimensions)

    def ids(self, texts: Sequence[str], most: int | None = None) -> list[list[int]]:
        """Token numbers with markers, cut at so many tokens."""
        encoded = self.tokenizer.encode_batch([clean(text) for text in texts])
        return [_cut(one.ids, most or self.max_tokens) for one in encoded]

    def forward(self, ids: Ids) -> Untyped:
        """Means of the token states before the projection, shape (texts, width); in 16-bit floats inside."""
        import torch

        tokens, mask = padded(ids)
        with torch.autocast("cpu", torch.bfloat16):
            states = self.module.states(tokens, mask)
        shown = mask.float()[..., None]
        return (states.float() * shown).sum(dim=1) / shown.sum(dim=1)

    def project(self, means: Untyped) -> Untyped:
        """Vectors of length 1 in the teacher's space."""
        import torch

        return torch.nn.functional.normalize(self.module.projection(means), dim=1)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors as NumPy has them, without gradients, in 32-bit floats."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for rows, one in self._states(self.ids(texts)):
            vectors[rows] = one.vectors
        return vectors

    def encode_tokens(self, texts: Sequence[str]) -> TokenVectors:
        """As `TokenEncoder.encode_tokens` does, in floats; offsets are left at 0."""
        ids = self.ids(texts)
        starts = np.concatenate([[0], np.cumsum(list(map(len, ids)))]).astype(np.int64)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        tokens = np.zeros((int(starts[-1]), self.dimensions), dtype=np.float32)
        for rows, found in self._states(ids):
            vectors[rows] = found.vectors
            for place, row in enumerate(rows):
                tokens[starts[row] : starts[row + 1]] = found.of(place)
        return TokenVectors(vectors, tokens, starts)

    def means(self, ids: Ids) -> Vectors:
        """What `forward` gives, without gradients, for any number of texts."""
        import torch

        found = np.zeros((len(ids), self.module.width), dtype=np.float32)
        with torch.inference_mode():
            for rows in _by_length(ids):
                found[rows] = self.forward([ids[row] for row in rows]).numpy()
        return found

    def _states(self, ids: Ids) -> list[tuple[list[int], TokenVectors]]:
        import torch

        normalize = torch.nn.functional.normalize
        found = []
        with torch.inference_mode():
            for rows in _by_length(ids):
                tokens, mask = padded([ids[row] for row in rows])
                states = self.module(tokens, mask)
                shown = mask.to(states.dtype)[..., None]
                means = normalize((states * shown).sum(dim=1), dim=1).numpy()
                kept = normalize(states, dim=2)[mask.bool()].numpy()
                starts = np.concatenate([[0], np.cumsum(mask.sum(dim=1).numpy())]).astype(np.int64)
                found.append((rows, TokenVectors(means, kept, starts)))
        return found


def padded(ids: Ids) -> tuple[Untyped, Untyped]:
    """Token numbers and mask as torch tensors, shape (texts, tokens)."""
    import torch

    longest = max(map(len, ids))
    tokens = torch.full((len(ids), longest), vocabulary.PADDING)
    mask = torch.zeros((len(ids), longest), dtype=torch.long)
    for row, values in enumerate(ids):
        tokens[row, : len(values)] = torch.tensor(values)
        mask[row, : len(values)] = 1
    return tokens, mask


def _cut(ids: list[int], most: int) -> list[int]:
    return ids if len(ids) <= most else [*ids[: most - 1], vocabulary.END]


def _by_length(ids: Ids) -> list[list[int]]:
    order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
    return [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]


def _module(transformer: Untyped, width: int, dimensions: int) -> Untyped:
    """A torch module from token ids and mask to projected token states."""
    from torch import nn

    class Polyglot(nn.Module):
        """The transformer and the way from its space into the teacher's."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer
            self.projection = nn.Linear(width, dimensions)
            self.width = width

        def states(self, ids: Untyped, mask: Untyped) -> Untyped:
            return self.transformer(input_ids=ids, attention_mask=mask).last_hidden_state

        def forward(self, ids: Untyped, mask: Untyped) -> Untyped:
            return self.projection(self.states(ids, mask))

    return Polyglot().eval()


def _transformer(base: BaseWeights, kept: Sequence[int], recipe: PolyglotRecipe) -> Untyped:
    try:
        from transformers import BertConfig, BertModel
    except ImportError as error:
        raise missing(error.name or "transformers") from error
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=base.width,
        num_hidden_layers=recipe.layers,
        num_attention_heads=base.heads,
        intermediate_size=base.inner,
        max_position_embeddings=recipe.max_tokens,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        layer_norm_eps=_EPSILON,
        pad_token_id=vocabulary.PADDING,
    )
    made = BertModel(config, add_pooling_layer=False)
    made.load_state_dict(_named(base, kept, recipe), strict=False)
    made.embeddings.word_embeddings.weight.requires_grad_(False)
    return made


def _named(base: BaseWeights, kept: Sequence[int], recipe: PolyglotRecipe) -> Mapping[str, Untyped]:
    """The weights by the names that the transformer has for them."""
    import torch

    def rows(name: str) -> Vectors:
        return base.tensor(name).reshape(-1, base.width)

    found = {
        "word_embeddings.weight": rows("emb.word")[list(kept)],
        "position_embeddings.weight": rows("emb.pos")[: recipe.max_tokens],
        "token_type_embeddings.weight": rows("emb.type"),
        "LayerNorm.weight": base.tensor("emb.ln.w"),
        "LayerNorm.bias": base.tensor("emb.ln.b"),
    }
    named = {f"embeddings.{name}": values for name, values in found.items()}
    for layer in range(recipe.layers):
        for part, name in _PARTS.items():
            bias, weights = base.tensor(f"l{layer}.{part}.b"), base.tensor(f"l{layer}.{part}.w")
            shape = bias.shape if "Norm" in name else (len(bias), -1)
            named[f"encoder.layer.{layer}.{name}.weight"] = weights.reshape(shape)
            named[f"encoder.layer.{layer}.{name}.bias"] = bias
    return {name: torch.from_numpy(np.ascontiguousarray(values)) for name, values in named.items()}
