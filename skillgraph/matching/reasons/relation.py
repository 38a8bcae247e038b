"""What a suggested concept is to the text: the likely SKOS mapping relation, with its own confidence.

Relations are read from the text to the concept, as in a mapping record whose subject is the text:
``skos:broadMatch`` says that the concept is broader than the text. A multinomial logistic regression tells
them apart; `skillgraph.training.relation` fits it, applying it is one matrix product.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from skillgraph import sealed_json
from skillgraph.errors import InputError
from skillgraph.matching.reasons.evidence import content_stems
from skillgraph.matching.reasons.relation_features import FEATURES, RelationFeatures
from skillgraph.matching.signals.signal_types import EXACT
from skillgraph.matching.text.tokens import without_qualifier
from skillgraph.matching.types import LabelKind, MatchResult, Suggestion
from skillgraph.model import Predicate
from skillgraph.model.introductions import without_introduction

Floats = npt.NDArray[np.float64]

RELATION_FILE = "relation.json"
_FOLDER = Path(__file__).parents[1] / "judging" / "parameters"


@dataclass(frozen=True, slots=True)
class RelationModel:
    """A fitted multinomial logistic regression over standardised features.

    Attributes:
        predicates: The relations it knows, in the order of rows and columns.
        means: Mean of each of `FEATURES` where it was fitted; a feature that is not known counts as this.
        scales: Standard deviation of each.
        coefficients: For one standard deviation more, shape (predicates, features).
        intercepts: One for each predicate.
        record: What it was fitted on, how, and how well it does.
    """

    predicates: tuple[Predicate, ...]
    means: Floats
    scales: Floats
    coefficients: Floats
    intercepts: Floats
    record: Mapping[str, Any] = field(default_factory=dict)

    def probabilities(self, rows: Floats) -> Floats:
        """The probability of each relation, given that the concept fits at all.

        Args:
            rows: Features, shape (suggestions, features); NaN where one is not known.

        Returns:
            Shape (suggestions, predicates).
        """
        standard = np.nan_to_num((rows - self.means) / self.scales)
        logits = standard @ self.coefficients.T + self.intercepts
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))

    @classmethod
    def read(cls, path: Path) -> RelationModel:
        """Read a parameter file; features that it does not name count nothing.

        Raises:
            InputError: If it is missing, holds other bytes than were written or has another form.
        """
        try:
            content = json.loads(sealed_json.unseal(path.read_bytes()))
            features, fitted = content["features"], content["predicates"]
            return cls(
                predicates=tuple(map(Predicate, fitted)),
                means=_values({name: one["mean"] for name, one in features.items()}, 0.0),
                scales=_values({name: one["scale"] for name, one in features.items()}, 1.0),
                coefficients=np.array([_values(one["coefficients"], 0.0) for one in fitted.values()]),
                intercepts=np.array([float(one["intercept"]) for one in fitted.values()]),
                record=content["record"],
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"The parameter file {path} cannot be used: {error!r}.", hint="Restore it, or fit it again."
            ) from error

    def to_json(self) -> str:
        """The content of a parameter file, rounded to what matters."""
        content = {
            "features": {
                name: {"mean": _short(mean), "scale": _short(scale)}
                for name, mean, scale in zip(FEATURES, self.means, self.scales, strict=True)
            },
            "predicates": {
                predicate.value: {"intercept": _short(intercept), "coefficients": _named(row)}
                for predicate, intercept, row in zip(
                    self.predicates, self.intercepts, self.coefficients, strict=True
                )
            },
            "record": dict(self.record),
        }
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


@cache
def relation_model(folder: Path | None = None) -> RelationModel:
    """The model of ``folder``, else the one that is shipped.

    Raises:
        InputError: If the file is missing or has another form.
    """
    own = folder / RELATION_FILE if folder is not None else None
    return RelationModel.read(own if own is not None and own.is_file() else _FOLDER / RELATION_FILE)


def with_relations(
    results: Iterable[MatchResult], features: RelationFeatures, model: RelationModel, *, least: float = 0.0
) -> Iterator[MatchResult]:
    """Say for each suggestion what the concept most likely is to the text.

    This is a step of its own so that those who match millions of sentences need not pay for it.

    Args:
        results: What the matcher found.
        features: Of the label table of the matcher's index; they count its words once, so keep them.
        model: Tells the relations apart.
        least: Suggestions with less confidence are left as they are.
    """
    for result in results:
        text, every = without_introduction(result.text, result.lang).strip(), result.suggestions
        wanted = sum(one.confidence >= least for one in every)
        if not wanted:
            yield result
            continue
        shares = model.probabilities(features.rows(text, result.lang, every, wanted))
        judged = zip(every, shares, strict=False)
        told = tuple(_judged(one, one.part or text, model.predicates, row) for one, row in judged)
        yield replace(result, suggestions=told + every[wanted:])


def same_as_label(text: str, suggestion: Suggestion) -> LabelKind | None:
    """Whose words a text has: those of the preferred label, of an alternative one, or of none.

    An alternative label counts only where the exact signal does, which asks how well it agrees with the
    concept (see `skillgraph.matching.signals.alternative_labels`).

    Args:
        text: The text, or the part of it that the concept is for.
        suggestion: The concept.
    """
    said, evidence = content_stems(text), suggestion.evidence
    if not said:
        return None
    if said == content_stems(without_qualifier(suggestion.label)):
        return LabelKind.PREF
    same = said == content_stems(without_qualifier(evidence.matching_label))
    return LabelKind.ALT if same and evidence.signals.get(EXACT, 0.0) > 0 else None


def _judged(suggestion: Suggestion, text: str, predicates: Sequence[Predicate], shares: Floats) -> Suggestion:
    """The suggestion with the likeliest relation.

    The words of a preferred label mean just the same, those of an alternative one perhaps, others never. A
    concept that is merely related is not told apart well enough to be called so, one time in six: it would
    take a mapping out of what is covered.
    """
    same = same_as_label(text, suggestion)
    exact = np.array([one is Predicate.EXACT for one in predicates])
    allowed = np.array([one is not Predicate.RELATED for one in predicates])
    if same is LabelKind.PREF and exact.any():
        allowed = exact
    elif same is None:
        allowed &= ~exact
    best = int(np.where(allowed, shares, -1.0).argmax())
    return replace(suggestion, predicate=predicates[best], predicate_confidence=round(float(shares[best]), 4))


def _values(given: Mapping[str, Any], default: float) -> Floats:
    return np.array([float(given.get(name, default)) for name in FEATURES])


def _named(row: Floats) -> dict[str, float]:
    return {name: _short(value) for name, value in zip(FEATURES, row, strict=True)}


def _short(value: float) -> float:
    return round(float(value), 4)
