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
    # Pair by pair: a product of matrices comes out a little differently with every number of labels.
    return _shares(np.vecdot(labels[:, None], tokens[None]))


def focus(labels: Vectors, tokens: Vectors, *, length: float = 1.0) -> npt.NDArray[np.float32]:
    """Cosine of each label with the tokens it looks at; 0 for a text without tokens.

    The sum Σ a_i t_i is never made: its product with q is Σ a_i (q · t_i), and its length follows from the
    products of the tokens with each other, of which there are far fewer.

    Args:
        labels: Rows of the same length (or 0), shape (labels, dimensions).
        tokens: Rows of length 1, shape (tokens, dimensions).
        length: That of the labels.

    Returns:
        Shape (labels,).
    """
    if not len(tokens):
        return np.zeros(len(labels), dtype=np.float32)
    cosines = labels @ tokens.T
    cosines *= np.float32(1 / length)
    shares = _shares(cosines)
    squares = np.einsum("lt,lt->l", shares @ (tokens @ tokens.T), shares)
    lengths = np.sqrt(np.where(squares > 0, squares, np.float32(1)))
    found: npt.NDArray[np.float32] = np.einsum("lt,lt->l", shares, cosines) / lengths
    return found


def _shares(cosines: Vectors) -> Vectors:
    """A softmax over each row."""
    weights: Vectors = cosines - cosines.max(axis=1, keepdims=True)
    weights *= np.float32(1 / TEMPERATURE)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=1, keepdims=True)
    return weights
