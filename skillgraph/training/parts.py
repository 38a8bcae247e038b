"""Fits how sure a concept is that a text means as a whole, by a clause, or by both.

Needs texts of which every skill is known: whole advertisements, or learning outcomes. A concept is right
where the advertisement asks for it at all: who reads one notes each skill once, whichever sentence says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph.errors import InputError
from skillgraph.matching.judging.part_model import PartModel
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.matcher import Matcher
from skillgraph.training.held_out import HeldOutOutcomes
from skillgraph.training.known_texts import (
    FOLDS,
    Floats,
    KnownText,
    Rows,
    folds_of,
    ranked_texts,
    rows_of,
    signals_of,
)
from skillgraph.training.last_calibration import fitted_last
from skillgraph.training.tree_fitting import SIZES, fit_trees, held_out_logits

_PLURAL = {TextKind.POSTING: "advertisements", TextKind.OUTCOME: "credentials"}

PRECISION = 0.75
"""For advertisements, confidence is lowered until at least this share of what has 0.5 or more is right, held
out by advertisement."""


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
    groups = {one.group for one in texts}
    if len(groups) < FOLDS:
        raise InputError(
            f"{len(groups)} {_PLURAL[matcher.kind]} are not enough to fit on.",
            hint=f"Give {FOLDS} or more whose skills are all known.",
        )
    fit = _fit_advertisements if matcher.kind is TextKind.POSTING else _fit_outcomes
    return fit(matcher, texts, lang, record)


def _fit_advertisements(
    matcher: Matcher, texts: Sequence[KnownText], lang: str, record: Mapping[str, Any]
) -> PartModel:
    signals, size = signals_of(matcher, lang), SIZES[TextKind.POSTING]
    rows = rows_of(ranked_texts(matcher, texts, lang), texts, signals, standing=size.standing)
    held_out = held_out_logits(rows, folds_of(texts), signals, size)
    lowered = _lowered(rows, held_out)
    trees = fit_trees(rows, signals, size)
    trees = replace(trees, intercept=trees.intercept - lowered)
    record = {
        **record,
        "method": "gradient boosting, ten folds by advertisement",
        "lowered_by": round(lowered, 4),
        "held_out": _found(rows, held_out - lowered, texts),
    }
    return PartModel(signals, trees, record, standing=size.standing)


def _fit_outcomes(
    matcher: Matcher, texts: Sequence[KnownText], lang: str, record: Mapping[str, Any]
) -> PartModel:
    outcomes = HeldOutOutcomes(matcher, texts, lang)
    trees = fit_trees(outcomes.rows, outcomes.signals, outcomes.size)
    slope, shift = outcomes.settling
    trees = replace(trees, value=trees.value * slope, intercept=trees.intercept * slope + shift)
    last, least, figures = fitted_last(outcomes)
    method = "gradient boosting, ten folds by credential; then a last calibration, held out in the same way"
    record = {**record, "method": method, "held_out": figures}
    return PartModel(outcomes.signals, trees, record, least, outcomes.size.standing, last)


def _lowered(rows: Rows, logits: Floats) -> float:
    """By how much log odds are lowered, so that `PRECISION` of what has 0.5 or more is right."""
    best, right, _ = _by_advertisement(rows, logits)
    order = np.argsort(-best, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(precision >= PRECISION)
    return max(0.0, float(best[order][enough[-1]])) if len(enough) else 0.0


def _by_advertisement(
    rows: Rows, logits: Floats
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


def _found(rows: Rows, logits: Floats, advertisements: Sequence[KnownText]) -> dict[str, str]:
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
