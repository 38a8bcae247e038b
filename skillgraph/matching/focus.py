"""Focus: how near the words of a text that speak of a label are to it, whatever else the text says.

The mean of a long sentence is near to no single skill. So each label looks for its own words: with the
label's vector q and the text's token vectors t_i, all of length 1,

    a_i = softmax_i(q · t_i / TEMPERATURE),    focus = cos(q, Σ a_i t_i).

The idea of letting the label attend to the tokens is that of Decorte et al., *Efficient text encoders for
labor market analysis* (2025). The weights a_i also say which words decided.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from skillgraph.embedding import Vectors

TEMPERATURE = 0.1
"""As in the training of the encoder."""


def attention(labels: Vectors, tokens: Vectors) -> Vectors:
    """How much each label looks at each token; rows add up to 1.

    Args:
        labels: Shape (labels, dimensions).
        tokens: Shape (tokens, dimensions).

    Returns:
        Shape (labels, tokens).
    """
    cosines = labels @ tokens.T
    weights = np.exp((cosines - cosines.max(axis=1, keepdims=True)) / np.float32(TEMPERATURE))
    shares: Vectors = weights / weights.sum(axis=1, keepdims=True)
    return shares


def focus(labels: Vectors, tokens: Vectors) -> npt.NDArray[np.float32]:
    """Cosine of each label with the tokens it looks at; 0 for a text without tokens.

    Args:
        labels: Rows of length 1 (or 0), shape (labels, dimensions).
        tokens: Rows of length 1, shape (tokens, dimensions).

    Returns:
        Shape (labels,).
    """
    if not len(tokens):
        return np.zeros(len(labels), dtype=np.float32)
    seen = attention(labels, tokens) @ tokens
    lengths = np.linalg.norm(seen, axis=1)
    found: npt.NDArray[np.float32] = (seen * labels).sum(axis=1) / np.where(lengths > 0, lengths, 1)
    return found
