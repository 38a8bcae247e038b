"""How sure a concept is that a text means as a whole, by one of its clauses, or by both.

The text and its clauses are ranked apart. Trees (see `skillgraph.matching.judging.trees`) judge what either
ranking says of a concept; they are fitted on texts of which every skill is known, so that ``0.5`` means the
same for a text of one skill and for a list of ten. Each kind of text has trees of its own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from skillgraph import sealed_json
from skillgraph.errors import InputError
from skillgraph.matching.judging.parameters import FOLDER
from skillgraph.matching.judging.standing import STANDING, Ranked, log_odds, standings
from skillgraph.matching.judging.trees import Trees
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.profile import Profile

Floats = npt.NDArray[np.float64]

_OWN = ("confidence", "rank", "words", "content", "abstained", "similarity")

LEAST = 0.3
"""A text without a concept of this confidence is left without a match, where nothing else was fitted."""

CLAUSE_SHARE = 0.3
"""How much of a clause's confidence counts where nothing was fitted; `docs/matching.md` has the figures."""


class PartJudge(Protocol):
    """Judges the concepts of a text by where they stand for it and for its clauses."""

    @property
    def least(self) -> float:
        """The confidence from which a text has a match."""
        ...

    def confidences(self, found: Sequence[tuple[Ranked | None, Ranked | None]], clauses: int) -> list[float]:
        """See `PartModel.confidences`."""
        ...


@dataclass(frozen=True, slots=True)
class SurestPart:
    """Takes what the surest part says, for lists in a language for which nothing was fitted.

    Attributes:
        least: The confidence from which a text has a match.
    """

    least: float

    def confidences(self, found: Sequence[tuple[Ranked | None, Ranked | None]], clauses: int) -> list[float]:  # noqa: ARG002
        """The larger confidence of each concept, of the whole text or of a clause."""
        return [max(one.suggestion.confidence for one in both if one is not None) for both in found]


@dataclass(frozen=True, slots=True)
class SupportedWhole:
    """Lets a clause speak for a concept beside the whole text, in a language for which nothing was fitted.

    The confidence is ``1 - (1 - whole) * (1 - CLAUSE_SHARE * clause)``: what the text as a whole says stays,
    and a concept that only a clause names comes after it, never with much confidence.

    Attributes:
        least: The confidence from which a text has a match.
    """

    least: float

    def confidences(self, found: Sequence[tuple[Ranked | None, Ranked | None]], clauses: int) -> list[float]:  # noqa: ARG002
        """See `PartModel.confidences`."""
        return [1 - (1 - _sure(whole)) * (1 - CLAUSE_SHARE * _sure(clause)) for whole, clause in found]


def _sure(found: Ranked | None) -> float:
    return 0.0 if found is None else found.suggestion.confidence


@dataclass(frozen=True, slots=True)
class PartModel:
    """Judges a concept by its place in the ranking of a text and in the best one of its clauses.

    Attributes:
        signals: The signals that are looked at, in order.
        trees: Over the features that `feature_rows` gives.
        record: What was fitted on what.
        least: The confidence from which a text has a match.
        standing: Whether they look at the other candidates of a text too.
    """

    signals: tuple[str, ...]
    trees: Trees
    record: Mapping[str, Any]
    least: float = LEAST
    standing: bool = False

    def confidences(self, found: Sequence[tuple[Ranked | None, Ranked | None]], clauses: int) -> list[float]:
        """The probability of each concept of one sentence.

        Args:
            found: Where each stands in the ranking of the sentence and of its surest clause.
            clauses: How many clauses the sentence has.
        """
        if not found:
            return []
        rows = feature_rows(found, clauses, self.signals, standing=self.standing)
        logits: list[float] = np.clip(self.trees.logits(rows), -30, 30).tolist()
        return [1 / (1 + math.exp(-one)) for one in logits]

    def to_json(self) -> str:
        """The content of a file; one line for each list of numbers."""
        content = {
            "record": dict(self.record),
            "signals": self.signals,
            "least": round(self.least, 4),
            **({"standing": True} if self.standing else {}),
            **self.trees.to_json(),
        }
        lines = (f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in content.items())
        return "{\n" + ",\n".join(lines) + "\n}\n"

    @classmethod
    def read(cls, path: Path) -> PartModel:
        """Read what `to_json` gave.

        Raises:
            InputError: If the file is missing, holds other bytes than were written or has another form.
        """
        try:
            content = json.loads(sealed_json.unseal(path.read_bytes()))
            least, standing = float(content.get("least", LEAST)), bool(content.get("standing", False))
            trees = Trees.from_json(content)
            return cls(tuple(content["signals"]), trees, content["record"], least, standing)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"The parameter file {path} cannot be used: {error!r}.", hint="Restore it, or fit it again."
            ) from error


def feature_rows(
    found: Sequence[tuple[Ranked | None, Ranked | None]],
    clauses: int,
    signals: Sequence[str],
    *,
    standing: bool,
) -> Floats:
    """What the trees look at, for each concept of one sentence.

    Both rankings, the number of clauses, the larger confidence as log odds, and, with ``standing``, where it
    stands among the others (`STANDING`).
    """
    rows = np.array([_features(whole, part, clauses, signals) for whole, part in found])
    return np.hstack([rows, standings(found)]) if standing else rows


def _features(whole: Ranked | None, part: Ranked | None, clauses: int, signals: Sequence[str]) -> list[float]:
    both = [*_of(whole, signals), *_of(part, signals)]
    surest = max(log_odds(one.suggestion.confidence) for one in (whole, part) if one is not None)
    return [*both, float(clauses), surest]


def _of(found: Ranked | None, signals: Sequence[str]) -> list[float]:
    if found is None:
        return [math.nan] * (len(_OWN) + len(signals))
    one, result = found.suggestion, found.result
    measured = one.evidence.signals
    return [
        log_odds(one.confidence),
        float(found.rank),
        float(len(result.text.split())),
        log_odds(0.5 if result.skill_content is None else result.skill_content),
        float(result.abstained),
        one.similarity,
        *(measured.get(name, math.nan) for name in signals),
    ]


def rising(signals: Sequence[str], *, standing: bool) -> list[int]:
    """For each feature 1 where more of it can only speak for a concept, else 0: the three confidences."""
    each = len(_OWN) + len(signals)
    count = 2 * each + 2 + (len(STANDING) if standing else 0)
    return [int(place in (0, each, 2 * each + 1)) for place in range(count)]


def part_model_name(profile: Profile, lang: str, kind: TextKind = TextKind.POSTING) -> str:
    """The name of the file of a profile, language and kind of text."""
    of_kind = "" if kind is TextKind.POSTING else f"{kind}-"
    return f"parts-{of_kind}{profile}-{lang}.json"


@cache
def part_model(
    profile: Profile, lang: str, folder: Path | None = None, kind: TextKind = TextKind.POSTING
) -> PartModel | None:
    """The model for texts in a language: that of ``folder``, else the one that ships, else ``None``.

    Raises:
        InputError: If a file is damaged.
    """
    name = part_model_name(profile, lang, kind)
    paths = (place / name for place in (folder, FOLDER) if place is not None)
    found = next((path for path in paths if path.is_file()), None)
    return None if found is None else PartModel.read(found)
