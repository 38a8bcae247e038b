"""What makes a student like its teacher; all functions take and give torch tensors."""

from __future__ import annotations

from skillgraph.embedding.encoder import Untyped
from skillgraph.matching.signals.focus import TEMPERATURE

_MASKED_LOGIT = -1e4
_SMALL = 1e-6


def focus_on(states: Untyped, mask: Untyped, labels: Untyped) -> Untyped:
    """The focus of each text on its own labels; see `skillgraph.training.encoder.losses.focus`.

    Args:
        states: Token vectors of length 1 or 0, shape (texts, tokens, dimensions).
        mask: 1 at tokens, 0 at padding, shape (texts, tokens).
        labels: Vectors of length 1, shape (texts, labels, dimensions).

    Returns:
        Cosines, shape (texts, labels).
    """
    near = labels @ states.transpose(1, 2)
    attention = (near / TEMPERATURE).masked_fill(mask[:, None] == 0, _MASKED_LOGIT).softmax(dim=-1)
    pooled = attention @ states
    return (pooled * labels).sum(dim=-1) / pooled.norm(dim=-1).clamp_min(_SMALL)


def apart(teacher: Untyped, student: Untyped, temperature: float) -> Untyped:
    """Cross entropy of the student's ranking to the teacher's, both cosines of shape (texts, labels).

    Hinton et al., *Distilling the knowledge in a neural network* (2015).
    """
    shares = (teacher / temperature).softmax(dim=-1)
    return -(shares * (student / temperature).log_softmax(dim=-1)).sum(dim=-1).mean()


def alike(vectors: Untyped, wanted: Untyped, tokens: Untyped, states: Untyped, mask: Untyped) -> Untyped:
    """Mean distance (one less the cosine) of texts, and of tokens, from where the teacher puts them.

    Args:
        vectors: The student's, shape (texts, dimensions).
        wanted: The teacher's.
        tokens: The student's, shape (texts, tokens, dimensions).
        states: The teacher's.
        mask: 1 at tokens, 0 at padding.
    """
    whole = (1 - (vectors * wanted).sum(dim=-1)).mean()
    single = ((1 - (tokens * states).sum(dim=-1)) * mask).sum() / mask.sum()
    return whole + single
