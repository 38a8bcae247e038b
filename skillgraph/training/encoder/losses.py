"""What training makes small; all functions take and give torch tensors.

Two scores compare a text with a concept's label: the cosine with the mean of the text's tokens, and the
focus, which looks at the words that matter to this concept (see `skillgraph.matching.signals.focus`).

Each score is trained by InfoNCE (van den Oord et al. 2018) with several right concepts for a text: each is
compared with all wrong ones and not with the other right ones; parents and children are left out.
"""

from __future__ import annotations

from skillgraph.embedding.encoder import Untyped
from skillgraph.matching.signals.focus import TEMPERATURE

_MASKED_LOGIT = -1e4
"""Takes part in no sum of exponentials."""


def focus(states: Untyped, mask: Untyped, labels: Untyped) -> Untyped:
    """The focus of each text on each label, with gradients; see `skillgraph.matching.signals.focus`.

    Args:
        states: Token vectors of length 1, shape (texts, tokens, dimensions).
        mask: 1 at tokens, 0 at padding, shape (texts, tokens).
        labels: Vectors of length 1, shape (labels, dimensions).

    Returns:
        Cosines, shape (texts, labels).
    """
    import torch

    near = torch.einsum("btd,ld->blt", states, labels)
    attention = (near / TEMPERATURE).masked_fill(mask[:, None, :] == 0, _MASKED_LOGIT).softmax(dim=-1)
    pooled = torch.einsum("blt,btd->bld", attention, states)
    return (pooled * labels[None]).sum(dim=-1) / pooled.norm(dim=-1)


def contrast(scores: Untyped, right: Untyped, ignored: Untyped, temperature: float) -> Untyped:
    """InfoNCE with several right answers, averaged over the rows that have one.

    Args:
        scores: Cosines, shape (rows, columns).
        right: True where the column is right for the row, same shape.
        ignored: True where it is neither right nor wrong, same shape.
        temperature: Divides the cosines.
    """
    import torch

    logits = scores / temperature
    wrong = logits.masked_fill(right | ignored, _MASKED_LOGIT).logsumexp(dim=1, keepdim=True)
    gains = (logits - torch.logaddexp(logits, wrong)) * right
    found = right.any(dim=1)
    return -(gains.sum(dim=1)[found] / right.sum(dim=1)[found]).mean()
