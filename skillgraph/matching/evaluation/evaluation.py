"""How good a matcher is, on texts whose concepts are known.

RP@k = |first k ∩ gold| / min(k, |gold|), averaged over texts with gold (Decorte et al. 2022), with a 95 %
bootstrap interval that draws whole postings where rows name theirs. MRR takes the first hit. ECE compares
confidence with how often it is right, in ten bins of equal width (Guo et al. 2017), for the best suggestion
of each text and for the first five. AUROC says how well the probability that a text speaks of a skill
(the best confidence, where no such probability was fitted) separates texts that hold one from the others.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from skillgraph import limits
from skillgraph.errors import InputError, ProblemLog
from skillgraph.matching.evaluation.reliability import (
    AtThreshold,
    Bin,
    Offered,
    at_thresholds,
    bin_error,
    error_floor,
    reliability,
)
from skillgraph.matching.intervals import bootstrap_mean
from skillgraph.matching.judging.cutoffs import Cutoff, cutoffs
from skillgraph.matching.text.language import AUTO
from skillgraph.matching.types import MatchResult
from skillgraph.model import Predicate

KS = (1, 5, 10)
SHOWN = 5
"""How many suggestions of a text a person sees, and a cut-off is measured on."""

_UNDETERMINED = "und"
"""The language tag (BCP 47) of texts whose language could not be told."""


class Matches(Protocol):
    """Anything that matches texts as `Matcher` does."""

    def match(self, texts: Iterable[str], *, k: int = 5, lang: str = AUTO) -> Iterator[MatchResult]:
        """One result for each text."""
        ...

    def knows(self, uri: str) -> bool:
        """Whether it could ever suggest the concept."""
        ...


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A text with the concepts that people assigned; none, where it holds no skill.

    Attributes:
        posting: The advertisement, or the credential, that the text is from, where it is known.
        relations: Concepts with what each is to the text, where people said so too.
    """

    text: str
    uris: frozenset[str]
    lang: str = ""
    posting: str = ""
    relations: tuple[tuple[str, Predicate], ...] = ()


_Pair = tuple[GoldRow, MatchResult]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured.

    Attributes:
        queries: Number of texts.
        skilled: How many of them have gold; ranking is measured on these.
        rp: RP@k in percent by k; 0 where no text has gold.
        rp_interval: 95 % bootstrap interval of each RP@k, in percent; empty where no text has gold.
        mrr: Mean reciprocal rank of the first hit, in percent.
        any_right: How many texts with gold have a right concept among the first `SHOWN`, in percent.
        silent_with: How many texts with gold are left without a match, in percent; wrongly.
        silent_without: The same of texts without gold; rightly, where they hold no skill.
        ece: Expected calibration error of the best suggestion, 0 to 1.
        ece_shown: That of the first `SHOWN` suggestions.
        ece_floor: What ``ece`` would be by chance with perfect confidences; see `error_floor`.
        ece_shown_floor: The same for ``ece_shown``.
        auroc: 0 to 1; ``None`` where all texts have gold or none has.
        texts_per_second: Measured by the clock, detection and evidence included.
        unknown_uris: Gold URIs (each counted once) that the framework does not have; they count as missed.
        best: Reliability of the best suggestion of each text.
        shown: Reliability of the first `SHOWN`.
        thresholds: What counts from a confidence on, of the first `SHOWN`.
        cutoffs: The confidence that gives a precision, as far as these texts show one.
        languages: The same by the language that texts were matched in, where there are several.
    """

    queries: int
    skilled: int
    rp: Mapping[int, float]
    rp_interval: Mapping[int, tuple[float, float]]
    mrr: float | None
    any_right: float | None
    silent_with: float | None
    silent_without: float | None
    ece: float | None
    ece_shown: float | None
    ece_floor: float | None
    ece_shown_floor: float | None
    auroc: float | None
    texts_per_second: float
    unknown_uris: int
    best: tuple[Bin, ...]
    shown: tuple[Bin, ...]
    thresholds: tuple[AtThreshold, ...]
    cutoffs: tuple[Cutoff, ...]
    languages: Mapping[str, Evaluation] = field(default_factory=dict)

    def figures(self) -> dict[str, float | int | None]:
        """The single figures by the names of the command line's contract, rounded."""
        found: dict[str, float | int | None] = {"queries": self.queries, "queries_with_skill": self.skilled}
        for k, value in self.rp.items():
            low, high = self.rp_interval.get(k, (None, None))
            found |= {f"rp@{k}": _rounded(value, 2)}
            found |= {f"rp@{k}_low": _rounded(low, 2), f"rp@{k}_high": _rounded(high, 2)}
        return found | {
            "mrr": _rounded(self.mrr, 2),
            f"any_right@{SHOWN}": _rounded(self.any_right, 2),
            "silent_with_skill": _rounded(self.silent_with, 2),
            "silent_without_skill": _rounded(self.silent_without, 2),
            "ece": _rounded(self.ece, 4),
            "ece_shown": _rounded(self.ece_shown, 4),
            "ece_floor": _rounded(self.ece_floor, 4),
            "ece_shown_floor": _rounded(self.ece_shown_floor, 4),
            "auroc": _rounded(self.auroc, 4),
            "texts_per_second": _rounded(self.texts_per_second, 1),
            "unknown_uris": self.unknown_uris,
        }

    def as_json(self) -> dict[str, Any]:
        """The figures, then the tables."""
        return self.figures() | {
            "reliability_best": [one.as_json() for one in self.best],
            "reliability_shown": [one.as_json() for one in self.shown],
            "thresholds": [one.as_json() for one in self.thresholds],
            "cutoffs": [one.to_json() for one in self.cutoffs],
            "languages": {lang: one.as_json() for lang, one in self.languages.items()},
        }


def evaluate(
    matcher: Matches, rows: Iterable[GoldRow], *, ks: Sequence[int] = KS, lang: str = AUTO
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
    results = _match(matcher, gold, max(*ks, SHOWN), lang)
    rate = len(gold) / max(time.perf_counter() - started, 1e-9)
    pairs = list(zip(gold, results, strict=True))
    by_language: dict[str, list[_Pair]] = {}
    for row, result in pairs:
        name = row.lang or (result.lang if lang == AUTO else lang) or _UNDETERMINED
        by_language.setdefault(name, []).append((row, result))
    several = sorted(by_language) if len(by_language) > 1 else ()
    languages = {name: _compare(matcher, by_language[name], ks, rate, {}) for name in several}
    return _compare(matcher, pairs, ks, rate, languages)


def _compare(
    matcher: Matches,
    pairs: Sequence[_Pair],
    ks: Sequence[int],
    rate: float,
    languages: Mapping[str, Evaluation],
) -> Evaluation:
    """All measures of some texts."""
    skilled = [(row, _hits(result, row)) for row, result in pairs if row.uris]
    hits, sizes = [hit for _, hit in skilled], [len(row.uris) for row, _ in skilled]
    best, offered = _offered(pairs, 1), _offered(pairs, SHOWN)
    # A text without any suggestion was answered with confidence 0.
    surest = np.zeros(len(pairs))
    surest[best.texts] = best.confidences
    right = np.zeros(len(pairs), dtype=bool)
    right[best.texts] = best.right
    bins, shown = reliability(surest, right), reliability(offered.confidences, offered.right)
    return Evaluation(
        queries=len(pairs),
        skilled=len(skilled),
        rp={k: precision_at(hits, sizes, k) if hits else 0.0 for k in ks},
        rp_interval=_rp_intervals(skilled, ks) if hits else {},
        mrr=reciprocal_rank(hits) if hits else None,
        any_right=_percent([any(hit[:SHOWN]) for hit in hits]),
        silent_with=_percent([result.abstained for row, result in pairs if row.uris]),
        silent_without=_percent([result.abstained for row, result in pairs if not row.uris]),
        ece=bin_error(bins),
        ece_shown=bin_error(shown),
        ece_floor=error_floor(surest),
        ece_shown_floor=error_floor(offered.confidences),
        auroc=separation(
            _content_probabilities(pairs, surest), np.array([bool(row.uris) for row, _ in pairs])
        ),
        texts_per_second=rate,
        unknown_uris=sum(not matcher.knows(uri) for uri in {uri for row, _ in pairs for uri in row.uris}),
        best=bins,
        shown=shown,
        thresholds=at_thresholds(offered),
        cutoffs=cutoffs(offered.confidences, offered.right, total=offered.possible),
        languages=languages,
    )


def _offered(pairs: Sequence[_Pair], k: int) -> Offered:
    """The first suggestions of each text."""
    found = [
        (suggestion.confidence, suggestion.uri in row.uris, number)
        for number, (row, result) in enumerate(pairs)
        for suggestion in result.suggestions[:k]
    ]
    confidences, right, texts = zip(*found, strict=True) if found else ((), (), ())
    return Offered(
        np.array(confidences, dtype=np.float64),
        np.array(right, dtype=bool),
        np.array(texts, dtype=np.int64),
        possible=sum(len(row.uris) for row, _ in pairs),
        asked=len(pairs),
    )


def _rp_intervals(
    skilled: Sequence[tuple[GoldRow, list[bool]]], ks: Sequence[int]
) -> dict[int, tuple[float, float]]:
    """By posting where a row names one: sentences of an advertisement are alike."""
    groups = [row.posting or number for number, (row, _) in enumerate(skilled)]
    hits, sizes = [hit for _, hit in skilled], [len(row.uris) for row, _ in skilled]
    return {k: bootstrap_mean(100 * _precisions(hits, sizes, k), groups) for k in ks}


def precision_at(hits: Sequence[Sequence[bool]], sizes: Sequence[int], k: int) -> float:
    """RP@k in percent.

    Args:
        hits: For each text, whether each of its suggestions is right, best first.
        sizes: How many right ones there are for each text.
        k: How many suggestions count.
    """
    return 100 * float(_precisions(hits, sizes, k).mean())


def reciprocal_rank(hits: Sequence[Sequence[bool]]) -> float:
    """Mean of 1 / rank of the first hit (0 without one), in percent."""
    return 100 * float(np.mean([1 / (1 + hit.index(True)) if True in hit else 0.0 for hit in hits]))


def _percent(yes: Sequence[bool]) -> float | None:
    return 100 * sum(yes) / len(yes) if yes else None


def _content_probabilities(
    pairs: Sequence[_Pair], surest: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """The probability that each text speaks of a skill; its best confidence without a content model."""
    probabilities = [result.skill_content for _, result in pairs]
    return np.array(
        [best if share is None else share for share, best in zip(probabilities, surest, strict=True)]
    )


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
    """Read gold from JSON lines with ``text``, ``uris``, perhaps ``lang``, and ``posting`` or ``credential``.

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
        first = next(iter(problems), None)
        raise InputError(
            f"{path} holds no gold row{f' ({first})' if first else ''}.",
            hint='Write one JSON object a line: {"text": "…", "uris": ["…"]}.',
        )
    return rows


def _row(path: Path, number: int, line: str, problems: ProblemLog) -> GoldRow | None:
    try:
        limits.check_json(path, line)
        content = json.loads(line)
    except InputError:
        problems.add(path, number, f"nested more than {limits.MAX_DEPTH} deep")
        return None
    except ValueError as error:
        problems.add(path, number, f"not JSON: {error}")
        return None
    if not isinstance(content, dict):
        problems.add(path, number, "not a JSON object")
        return None
    return _gold_row(path, number, content, problems)


def _gold_row(path: Path, number: int, content: dict[str, Any], problems: ProblemLog) -> GoldRow | None:
    text, uris = content.get("text"), content.get("uris")
    lang, posting = content.get("lang") or "", content.get("posting") or content.get("credential") or ""
    if not isinstance(text, str):
        problems.add(path, number, "missing, or not a string", field="text")
    elif not isinstance(uris, list) or not all(isinstance(uri, str) for uri in uris):
        problems.add(path, number, "missing, or not a list of strings", field="uris")
    elif not isinstance(lang, str):
        problems.add(path, number, "not a string", field="lang")
    elif not isinstance(posting, str | int):
        problems.add(path, number, "not a string", field="posting")
    elif (relations := _stated_relations(uris, content)) is None:
        problems.add(path, number, "not one SKOS mapping relation for each URI", field="relations")
    else:
        return GoldRow(text, frozenset(uris), lang, str(posting), relations)
    return None


def _stated_relations(uris: list[str], content: dict[str, Any]) -> tuple[tuple[str, Predicate], ...] | None:
    """What each concept is to the text: of those in ``concepts``, where there are any, else of ``uris``."""
    concepts = content.get("concepts")
    if content.get("relations") or not isinstance(concepts, list):
        return _relations(uris, content.get("relations") or [])
    stated = [one for one in concepts if isinstance(one, dict) and one.get("relation") and one.get("uri")]
    return _relations([one["uri"] for one in stated], [f"skos:{one['relation']}Match" for one in stated])


def _relations(uris: list[str], given: object) -> tuple[tuple[str, Predicate], ...] | None:
    """Each URI with its relation; nothing where none is given, ``None`` where they cannot be read."""
    if not isinstance(given, list) or (given and len(given) != len(uris)):
        return None
    if not all(isinstance(relation, str) and relation in set(Predicate) for relation in given):
        return None
    return tuple(zip(uris, map(Predicate, given), strict=False))


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


def _precisions(hits: Sequence[Sequence[bool]], sizes: Sequence[int], k: int) -> npt.NDArray[np.float64]:
    """RP@k of each text, 0 to 1."""
    return np.array([sum(hit[:k]) / min(k, size) for hit, size in zip(hits, sizes, strict=True)])


def _hits(result: MatchResult, row: GoldRow) -> list[bool]:
    return [suggestion.uri in row.uris for suggestion in result.suggestions]


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
