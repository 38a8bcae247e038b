"""How similar the preferred labels of an index are to others, by the encoder that was tuned on labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from skillgraph.matching.index.labels import LabelList
from skillgraph.matching.types import LabelKind
from skillgraph.model import Concept

if TYPE_CHECKING:
    from skillgraph.embedding import Vectors
    from skillgraph.matching.index.index import Index

ENCODER = "skills"
"""The thresholds of successions were measured with it."""


def similar_concepts(
    index: Index, concepts: Sequence[Concept], *, k: int = 30
) -> dict[str, dict[str, float]]:
    """For each concept, by URI, the cosines of its preferred label with the nearest ones of the index.

    Labels are compared within a language; the highest cosine counts where there are several.

    Args:
        index: The index, built for the precise profile.
        concepts: Concepts of whatever framework.
        k: How many to give for each concept and language.
    """
    found: dict[str, dict[str, float]] = {concept.uri: {} for concept in concepts}
    for lang, labels in index.labels.lists.items():
        labelled = [concept for concept in concepts if lang in concept.pref_labels]
        if not labelled or not index.has_dense(ENCODER, lang):
            continue
        rows, vectors = _preferred(index, labels)
        texts = _unit(index.encoder(ENCODER).encode([concept.pref_labels[lang] for concept in labelled]))
        for concept, cosines in zip(labelled, texts @ vectors.T, strict=True):
            near = found[concept.uri]
            for row in np.argsort(-cosines, kind="stable")[:k].tolist():
                uri = index.labels.uris[int(labels.concepts[rows[row]])]
                near[uri] = max(near.get(uri, -1.0), round(float(cosines[row]), 4))
    return found


def _preferred(index: Index, labels: LabelList) -> tuple[list[int], Vectors]:
    """The rows of the preferred labels, and their vectors, shape (rows, dimensions)."""
    rows = np.flatnonzero(labels.kinds == list(LabelKind).index(LabelKind.PREF))
    return rows.tolist(), _unit(index.dense(ENCODER, labels.lang).vectors[rows].astype(np.float32))


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
