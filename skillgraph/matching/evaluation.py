"""How good a matcher is, on texts whose concepts are known.

RP@k = |first k ∩ gold| / min(k, |gold|), averaged over texts with gold (Decorte et al. 2022). MRR takes the
first hit. ECE compares the confidence of the best suggestion with how often it is right, in ten bins of
equal width (Guo et al. 2017). AUROC says how well the best confidence separates texts that hold a skill
from texts that hold none.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from skillgraph.errors import InputError, ProblemLog
from skillgraph.matching.types import MatchResult

KS = (1, 5, 10)
_BINS = 10


class Matches(Protocol):
    """Anything that matches texts as `Matcher` does."""

    def match(self, texts: Iterable[str], *, k: int = 5, lang: str = "auto") -> Iterator[MatchResult]:
        """One result for each text."""
        ...

    def knows(self, uri: str) -> bool:
        """Whether it could ever suggest the concept."""
        ...


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A text with the concepts that people assigned; none, where it holds no skill."""

    text: str
    uris: frozenset[str]
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured.

    Attributes:
        queries: Number of texts.
        skilled: How many of them have gold; ranking is measured on these.
        rp: RP@k in percent by k; empty where no text has gold.
        mrr: Mean reciprocal rank of the first hit, in percent.
        ece: Expected calibration error of the best suggestion, 0 to 1.
        auroc: 0 to 1; ``None`` where all texts have gold or none has.
        texts_per_second: Measured by the clock, detection and evidence included.
        unknown_uris: Gold URIs (each counted once) that the framework does not have; they count as missed.
    """

    queries: int
    skilled: int
    rp: Mapping[int, float]
    mrr: float | None
    ece: float | None
    auroc: float | None
    texts_per_second: float
    unknown_uris: int

    def as_json(self) -> dict[str, float | int | None]:
        """The figures by the names of the command line's contract, rounded."""
        figures: dict[str, float | int | None] = {"queries": self.queries, "queries_with_skill": self.skilled}
        figures.update({f"rp@{k}": _rounded(value, 2) for k, value in self.rp.items()})
        return figures | {
            "mrr": _rounded(self.mrr, 2),
            "ece": _rounded(self.ece, 4),
            "auroc": _rounded(self.auroc, 4),
            "texts_per_second": _rounded(self.texts_per_second, 1),
            "unknown_uris": self.unknown_uris,
        }


def evaluate(
    matcher: Matches, rows: Iterable[GoldRow], *, ks: Sequence[int] = KS, lang: str = "auto"
) -> Evaluation:
    """Match all texts and compare with their gold.

    Args:
        matcher: What to measure.
        rows: Texts with gold.
        ks: The ranks to measure at.
        lang: ``auto`` to detect, or the language of all texts. A row that names its own language is
            matched in that one.

    Raises:
        InputError: If there are no rows.
    """
    gold = list(rows)
    if not gold:
        raise InputError("There is no text to evaluate on.", hint="Give a file with one JSON object a line.")
    started = time.perf_counter()
    results = _match(matcher, gold, max(ks), lang)
    seconds = time.perf_counter() - started
    hits = [_hits(result, row) for result, row in zip(results, gold, strict=True) if row.uris]
    sizes = [len(row.uris) for row in gold if row.uris]
    best = np.array([result.suggestions[0].confidence if result.suggestions else 0.0 for result in results])
    right = np.array(
        [bool(_hits(result, row)[:1] == [True]) for result, row in zip(results, gold, strict=True)]
    )
    return Evaluation(
        queries=len(gold),
        skilled=len(hits),
        rp={k: precision_at(hits, sizes, k) for k in ks} if hits else dict.fromkeys(ks, 0.0),
        mrr=reciprocal_rank(hits) if hits else None,
        ece=calibration_error(best, right),
        auroc=separation(best, np.array([bool(row.uris) for row in gold])),
        texts_per_second=len(gold) / max(seconds, 1e-9),
        unknown_uris=sum(not matcher.knows(uri) for uri in {uri for row in gold for uri in row.uris}),
    )


def precision_at(hits: Sequence[Sequence[bool]], sizes: Sequence[int], k: int) -> float:
    """RP@k in percent.

    Args:
        hits: For each text, whether each of its suggestions is right, best first.
        sizes: How many right ones there are for each text.
        k: How many suggestions count.
    """
    return 100 * float(np.mean([sum(hit[:k]) / min(k, size) for hit, size in zip(hits, sizes, strict=True)]))


def reciprocal_rank(hits: Sequence[Sequence[bool]]) -> float:
    """Mean of 1 / rank of the first hit (0 without one), in percent."""
    return 100 * float(np.mean([1 / (1 + hit.index(True)) if True in hit else 0.0 for hit in hits]))


def calibration_error(confidences: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """Mean distance of confidence and accuracy over ten bins, weighted by their sizes."""
    bins = np.minimum((confidences * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(bins, weights=confidences - right, minlength=_BINS)
    return float(np.abs(gaps).sum() / len(confidences))


def separation(scores: npt.NDArray[np.float64], positive: npt.NDArray[np.bool_]) -> float | None:
    """AUROC by the rank sum of Mann and Whitney, ties counted half; ``None`` with one class only."""
    positives, negatives = int(positive.sum()), int((~positive).sum())
    if not (positives and negatives):
        return None
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    total = float(ranks[positive].sum()) - positives * (positives + 1) / 2
    return total / (positives * negatives)


def read_gold(path: Path, problems: ProblemLog) -> list[GoldRow]:
    """Read gold from JSON lines with ``text``, ``uris`` and perhaps ``lang``.

    Raises:
        InputError: If the file cannot be read, is not UTF-8 or has no good row; rows that are not good are
            reported to ``problems``.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The gold file {path} cannot be read: {error}.", hint="Give a UTF-8 file."
        ) from error
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    rows = [row for number, line in numbered if (row := _row(path, number, line, problems)) is not None]
    if not rows:
        raise InputError(
            f"{path} holds no gold row.", hint='Write one JSON object a line: {"text": "…", "uris": ["…"]}.'
        )
    return rows


def _row(path: Path, number: int, line: str, problems: ProblemLog) -> GoldRow | None:
    try:
        content = json.loads(line)
    except ValueError as error:
        problems.add(path, number, f"not JSON: {error}")
        return None
    if not isinstance(content, dict):
        problems.add(path, number, "not a JSON object")
        return None
    return _gold_row(path, number, content, problems)


def _gold_row(path: Path, number: int, content: dict[str, Any], problems: ProblemLog) -> GoldRow | None:
    text, uris, lang = content.get("text"), content.get("uris"), content.get("lang") or ""
    if not isinstance(text, str):
        problems.add(path, number, "missing, or not a string", field="text")
    elif not isinstance(uris, list) or not all(isinstance(uri, str) for uri in uris):
        problems.add(path, number, "missing, or not a list of strings", field="uris")
    elif not isinstance(lang, str):
        problems.add(path, number, "not a string", field="lang")
    else:
        return GoldRow(text, frozenset(uris), lang)
    return None


def _match(matcher: Matches, rows: Sequence[GoldRow], k: int, lang: str) -> list[MatchResult]:
    """Results in the order of the rows, matched language by language."""
    groups: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        groups.setdefault(row.lang or lang, []).append(number)
    results: dict[int, MatchResult] = {}
    for language, numbers in groups.items():
        found = matcher.match((rows[number].text for number in numbers), k=k, lang=language)
        results.update(zip(numbers, found, strict=True))
    return [results[number] for number in range(len(rows))]


def _hits(result: MatchResult, row: GoldRow) -> list[bool]:
    return [suggestion.uri in row.uris for suggestion in result.suggestions]


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
