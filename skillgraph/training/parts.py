"""Fits how sure a concept is that a text means as a whole, by a clause, or by both.

Needs texts of which every skill is known: whole advertisements, or learning outcomes. A concept is right
where the advertisement asks for it at all: who reads one notes each skill once, whichever sentence says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from skillgraph.errors import InputError
from skillgraph.matching.advertisements import Advertisement
from skillgraph.matching.evaluation.evaluation import GoldRow
from skillgraph.matching.judging.part_model import LEAST, PartModel, feature_rows, rising
from skillgraph.matching.judging.trees import LEAF, Trees
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.matcher import Matcher
from skillgraph.matching.parts import rank_parts
from skillgraph.matching.signals.signal_types import EXACT
from skillgraph.training.outcome_figures import outcome_figures

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

Floats = npt.NDArray[np.float64]

_PLURAL = {TextKind.POSTING: "advertisements", TextKind.OUTCOME: "credentials"}
_GROUP = {TextKind.POSTING: "advertisement", TextKind.OUTCOME: "credential"}

FOLDS = 10
PRECISION = 0.75
"""For advertisements, confidence is lowered until at least this share of what has 0.5 or more is right, held
out by advertisement."""


class Size(NamedTuple):
    """How large the trees are, how slowly they learn, and whether they look at the other candidates."""

    trees: int
    leaves: int
    rate: float
    least_rows: int
    penalty: float
    standing: bool


SIZES = {
    TextKind.POSTING: Size(150, 12, 0.05, 30, 3.0, standing=False),
    TextKind.OUTCOME: Size(60, 6, 0.05, 40, 5.0, standing=True),
}
"""Chosen on `FOLDS` folds of twenty advertisements, and of three hundred outcomes."""


class KnownText(NamedTuple):
    """A text of which every skill is known.

    Attributes:
        sentences: What is matched.
        concepts: URIs of all its skills.
        agreed: Those that more than one reader noted.
        group: Texts of one group are held out together.
    """

    sentences: Sequence[str]
    concepts: frozenset[str]
    agreed: frozenset[str]
    group: str


class _Rows(NamedTuple):
    features: Floats
    right: npt.NDArray[np.bool_]
    owners: npt.NDArray[np.int64]
    concepts: Sequence[str]
    folds: npt.NDArray[np.int64]
    size: Size


def of_advertisements(advertisements: Iterable[Advertisement]) -> list[KnownText]:
    """Advertisements, each held out by itself."""
    return [KnownText(one.sentences, one.concepts, one.agreed, one.id) for one in advertisements]


def of_outcomes(rows: Iterable[GoldRow], lang: str) -> list[KnownText]:
    """The outcomes in a language; those of one credential are held out together."""
    spoken = (row for row in rows if row.lang in ("", lang))
    return [
        KnownText((row.text,), row.uris, row.uris, row.posting or str(number))
        for number, row in enumerate(spoken)
    ]


def fit_parts(
    matcher: Matcher, texts: Sequence[KnownText], lang: str, record: Mapping[str, Any]
) -> PartModel:
    """Fit the trees, and say in the record what they do on texts that they were not fitted on.

    Args:
        matcher: Of the kind that the texts are.
        texts: Whole advertisements or outcomes.
        lang: Their language.
        record: What else to say of them.

    Raises:
        InputError: If there are fewer groups of texts than folds.
    """
    groups = list(dict.fromkeys(one.group for one in texts))
    if len(groups) < FOLDS:
        raise InputError(
            f"{len(groups)} {_PLURAL[matcher.kind]} are not enough to fit on.",
            hint=f"Give {FOLDS} or more whose skills are all known.",
        )
    signals = _signals(matcher, lang)
    rows = _rows(matcher, texts, lang, signals)
    held_out = _held_out(rows, signals)
    of_postings = matcher.kind is TextKind.POSTING
    lowered = _lowered(rows, held_out) if of_postings else 0.0
    trees = _fitted(rows, np.ones(len(rows.right), dtype=bool), signals)
    method = f"gradient boosting, ten folds by {_GROUP[matcher.kind]}"
    if of_postings:
        figures = {"lowered_by": round(lowered, 4), "held_out": _found(rows, held_out - lowered, texts)}
        least = LEAST
    else:
        slope, shift = _settling(rows, held_out)
        trees = replace(trees, value=trees.value * slope, intercept=trees.intercept * slope + shift)
        figures, least = outcome_figures(rows.owners, rows.right, held_out * slope + shift, texts)
    trees = replace(trees, intercept=trees.intercept - lowered)
    record = {**record, "method": method, **figures}
    return PartModel(signals, trees, record, least, rows.size.standing)


def held_out_ranking(
    matcher: Matcher, texts: Sequence[KnownText], lang: str
) -> list[list[tuple[str, float]]]:
    """The concepts of each text with their confidence, surest first, by trees that did not see its group.

    Args:
        matcher: Of the kind that the texts are.
        texts: Whole advertisements or outcomes.
        lang: Their language.
    """
    signals = _signals(matcher, lang)
    rows = _rows(matcher, texts, lang, signals)
    held_out = _held_out(rows, signals)
    slope, shift = _settling(rows, held_out)
    confidences = (1 / (1 + np.exp(-np.clip(held_out * slope + shift, -30, 30)))).tolist()
    found: list[list[tuple[str, float]]] = [[] for _ in texts]
    for owner, uri, confidence in zip(rows.owners.tolist(), rows.concepts, confidences, strict=True):
        found[owner].append((uri, confidence))
    return [sorted(one, key=lambda pair: -pair[1]) for one in found]


def _signals(matcher: Matcher, lang: str) -> tuple[str, ...]:
    """The signals of the profile; which label matched exactly is told by the confidence."""
    weights = matcher.model(lang).parameters.weights
    names: set[str] = {EXACT, *weights}
    return tuple(sorted(names))


def _rows(matcher: Matcher, texts: Sequence[KnownText], lang: str, signals: Sequence[str]) -> _Rows:
    size = SIZES[matcher.kind]
    table = list(_measured(matcher, texts, lang, signals, standing=size.standing))
    if not table:
        raise InputError("No text could be matched.", hint="Name their language.")
    columns = list(zip(*table, strict=True))
    owners = np.array(columns[2])
    fold_of = {
        group: number % FOLDS for number, group in enumerate(dict.fromkeys(one.group for one in texts))
    }
    folds = np.array([fold_of[one.group] for one in texts])[owners]
    return _Rows(np.array(columns[0]), np.array(columns[1]), owners, columns[3], folds, size)


def _measured(
    matcher: Matcher, texts: Sequence[KnownText], lang: str, signals: Sequence[str], *, standing: bool
) -> Iterator[tuple[list[float], bool, int, str]]:
    for owner, one in enumerate(texts):
        for parted in rank_parts(matcher, one.sentences, lang=lang):
            if parted.found:
                found = list(parted.found.values())
                rows = feature_rows(found, len(parted.clauses), signals, standing=standing)
                for row, uri in zip(rows.tolist(), parted.found, strict=True):
                    yield row, uri in one.concepts, owner, uri


def _fitted(rows: _Rows, chosen: npt.NDArray[np.bool_], signals: Sequence[str]) -> Trees:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=rows.size.trees,
        learning_rate=rows.size.rate,
        max_leaf_nodes=rows.size.leaves,
        min_samples_leaf=rows.size.least_rows,
        l2_regularization=rows.size.penalty,
        monotonic_cst=rising(signals, standing=rows.size.standing),
        early_stopping=False,
        random_state=0,
    )
    unmeasured = np.isnan(rows.features[chosen]).all(axis=0)
    model.fit(np.where(unmeasured, 0.0, rows.features[chosen]), rows.right[chosen])
    return _trees(model)


def _trees(model: HistGradientBoostingClassifier) -> Trees:
    """The fitted trees as one table of nodes."""
    tables = [one.nodes for step in model._predictors for one in step]
    roots = np.cumsum([0, *(len(nodes) for nodes in tables[:-1])])
    nodes = np.concatenate(tables)
    offsets = np.repeat(roots, [len(one) for one in tables])
    ends = nodes["is_leaf"].astype(bool)
    return Trees(
        roots=roots,
        feature=np.where(ends, LEAF, nodes["feature_idx"]).astype(np.int64),
        threshold=np.where(ends, 0.0, nodes["num_threshold"]),
        left=np.where(ends, 0, nodes["left"] + offsets).astype(np.int64),
        right=np.where(ends, 0, nodes["right"] + offsets).astype(np.int64),
        missing_left=nodes["missing_go_to_left"].astype(bool),
        value=np.where(ends, nodes["value"], 0.0),
        intercept=float(np.ravel(model._baseline_prediction)[0]),
    )


def _held_out(rows: _Rows, signals: Sequence[str]) -> Floats:
    """Log odds of each row by trees that did not see its group."""
    logits = np.zeros(len(rows.right))
    for fold in range(FOLDS):
        apart = rows.folds == fold
        logits[apart] = _fitted(rows, ~apart, signals).logits(rows.features[apart])
    return logits


def _settling(rows: _Rows, logits: Floats) -> tuple[float, float]:
    """What held-out log odds are multiplied by, and what is added, so that they are probabilities.

    J. Platt, *Probabilistic outputs for support vector machines* (1999): few trees stay too near to the mean.
    """
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e3).fit(logits[:, None], rows.right)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _lowered(rows: _Rows, logits: Floats) -> float:
    """By how much log odds are lowered, so that `PRECISION` of what has 0.5 or more is right."""
    best, right, _ = _by_advertisement(rows, logits)
    order = np.argsort(-best, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= PRECISION)
    return max(0.0, float(best[order][enough[-1]])) if len(enough) else 0.0


def _by_advertisement(
    rows: _Rows, logits: Floats
) -> tuple[Floats, npt.NDArray[np.bool_], list[tuple[int, str]]]:
    """The best log odds of each concept of an advertisement, whether it is right, and which it is."""
    best: dict[tuple[int, str], tuple[float, bool]] = {}
    for owner, uri, logit, right in zip(
        rows.owners.tolist(), rows.concepts, logits.tolist(), rows.right.tolist(), strict=True
    ):
        if (owner, uri) not in best or logit > best[owner, uri][0]:
            best[owner, uri] = (logit, right)
    logits_of, rights = zip(*best.values(), strict=True)
    return np.array(logits_of), np.array(rights), list(best)


def _found(rows: _Rows, logits: Floats, advertisements: Sequence[KnownText]) -> dict[str, str]:
    best, right, keys = _by_advertisement(rows, logits)
    agreed = {(owner, uri) for owner, one in enumerate(advertisements) for uri in one.agreed}
    told = {}
    for confidence in (0.3, 0.5):
        kept = best >= np.log(confidence / (1 - confidence))
        found = sum(key in agreed for key, is_kept in zip(keys, kept.tolist(), strict=True) if is_kept)
        told[str(confidence)] = (
            f"{found} of {len(agreed)} skills found that two readers noted,"
            f" {right[kept].mean():.1%} of {int(kept.sum())} found were noted by any"
        )
    return told
