"""The transformer while it is trained: texts in, vectors of texts and tokens out, as torch tensors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from skillgraph.embedding import TokenVectors, Vectors
from skillgraph.embedding.encoder import Untyped, clean
from skillgraph.embedding.export import load_sentence_transformer

_BATCH = 128
_CUTS = (0.4, 0.75, 0.93, 1.0)
"""Labels of a step are run in four groups of like length: padding to the longest would double the work."""


class EncoderNetwork:
    """A sentence-transformers model of a transformer and mean pooling.

    Args:
        source: The folder it lies in.
        max_tokens: Texts are cut at this many tokens when they are encoded.
    """

    def __init__(self, source: Path, *, max_tokens: int) -> None:
        self.model = load_sentence_transformer(source)
        self.model.max_seq_length = max_tokens
        self.max_tokens = max_tokens
        self.transformer = self.model[0].auto_model
        self._silence_dropout()

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self.transformer.config.hidden_size)

    def forward(self, texts: Sequence[str], max_tokens: int) -> tuple[Untyped, Untyped, Untyped]:
        """Vectors (texts, dimensions), token vectors (texts, tokens, dimensions), mask (texts, tokens)."""
        import torch

        batch = self._tokens(texts, max_tokens)
        states = self.transformer(
            input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]
        ).last_hidden_state
        mask = batch["attention_mask"].to(states.dtype)
        mean = (states * mask[..., None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)
        normalize = torch.nn.functional.normalize
        return normalize(mean, dim=1), normalize(states, dim=2), mask

    def labels(self, texts: Sequence[str], max_tokens: int) -> Untyped:
        """Vectors of labels, shape (labels, dimensions)."""
        import torch

        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        parts = [
            self.forward([texts[row] for row in rows], max_tokens)[0] for rows in _cut(order) if len(rows)
        ]
        places = torch.empty(len(order), dtype=torch.long)
        places[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[places]

    def encode(self, texts: Sequence[str], max_tokens: int | None = None) -> Vectors:
        """Vectors as NumPy has them, without gradients; texts of like length run together."""
        import torch

        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        self.model.eval()
        with torch.inference_mode():
            for start in range(0, len(order), _BATCH):
                rows = order[start : start + _BATCH]
                batch = [texts[row] for row in rows]
                vectors[rows] = self.forward(batch, max_tokens or self.max_tokens)[0].numpy()
        return vectors

    def encode_tokens(self, texts: Sequence[str]) -> TokenVectors:
        """As `TokenEncoder.encode_tokens` does, in floats; offsets are left at 0."""
        import torch

        self.model.eval()
        with torch.inference_mode():
            vectors, states, mask = self.forward(texts, self.max_tokens)
        lengths = mask.sum(dim=1).long().numpy()
        tokens = np.concatenate([one[:length].numpy() for one, length in zip(states, lengths, strict=True)])
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        return TokenVectors(vectors.numpy(), tokens, starts)

    def _tokens(self, texts: Sequence[str], max_tokens: int) -> Untyped:
        return self.model.tokenizer(
            [clean(text) for text in texts],
            padding=True,
            truncation=True,
            max_length=max_tokens,
            return_tensors="pt",
        )

    def _silence_dropout(self) -> None:
        """Few examples are seen twice: dropout only slows the training down."""
        import torch

        for module in self.transformer.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
            if hasattr(module, "dropout_prob"):
                module.dropout_prob = 0.0


def _cut(order: Sequence[int]) -> Iterator[Sequence[int]]:
    start = 0
    for share in _CUTS:
        end = int(len(order) * share)
        yield order[start:end]
        start = end
