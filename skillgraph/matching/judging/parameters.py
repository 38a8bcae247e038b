"""The tuned numbers of each profile and language, in readable files that say what they were tuned on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from skillgraph import sealed_json
from skillgraph.errors import InputError
from skillgraph.matching.judging.broader_fit import BroaderModel
from skillgraph.matching.judging.calibration import Calibration
from skillgraph.matching.judging.cutoffs import Cutoff
from skillgraph.matching.judging.skill_content import ContentModel
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.profile import Profile

FOLDER = Path(__file__).parent / "parameters"
"""Where the parameters that ship lie."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """How texts of one language are ranked and judged in one profile.

    Attributes:
        weights: Weight of each signal; see `skillgraph.matching.signals.signal_types` for their names.
        language: ``en``, or ``multilingual`` for texts in any other language.
        similarity: Signals of one encoder. The reported similarity is the cosine, by this encoder, of the
            text and the nearest label in the languages that these signals look at.
        calibration: From ranking to confidence.
        record: What was tuned on what, by whom and how.
        cutoffs: The confidences that give a precision, as far as they are known.
        content: Gives the probability that a text speaks of a skill; ``None`` where none was fitted.
        broader: Finds which broader concepts fit; ``None`` where none is ever named.
        outcomes: Confidence and threshold of learning outcomes; ``None`` where they are judged as sentences
            of postings are, which the other numbers were fitted on.
    """

    profile: Profile
    language: str
    weights: Mapping[str, float]
    similarity: Sequence[str]
    calibration: Calibration
    record: Mapping[str, Any] = field(default_factory=dict)
    cutoffs: tuple[Cutoff, ...] = ()
    content: ContentModel | None = None
    broader: BroaderModel | None = None
    outcomes: Calibration | None = None

    def of_kind(self, kind: TextKind) -> Parameters:
        """The numbers for texts of a kind.

        The model that finds sentences without a skill is fitted on advertisements. For outcomes, its
        probability is a feature of the confidence, but none is left without a match because of it alone.
        """
        if kind is TextKind.POSTING or self.outcomes is None:
            return self
        content = None if self.content is None else replace(self.content, threshold=0.0)
        return replace(self, calibration=self.outcomes, content=content)

    @classmethod
    def read(cls, path: Path) -> Parameters:
        """Read a parameter file.

        Raises:
            InputError: If it is missing, holds other bytes than were written or has another form.
        """
        try:
            content = json.loads(sealed_json.unseal(path.read_bytes()))
            return cls(
                profile=Profile(content["profile"]),
                language=content["language"],
                weights={name: float(weight) for name, weight in content["weights"].items()},
                similarity=tuple(content["similarity"]),
                calibration=Calibration.from_json(content["calibration"]),
                record=content["record"],
                cutoffs=tuple(map(Cutoff.from_json, content.get("cutoffs", ()))),
                content=ContentModel.from_json(content["content"]) if "content" in content else None,
                broader=BroaderModel.from_json(content["broader"]) if "broader" in content else None,
                outcomes=Calibration.from_json(content["outcomes"]) if "outcomes" in content else None,
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"The parameter file {path} cannot be used: {error!r}.", hint="Restore it, or fit it again."
            ) from error

    def to_json(self) -> str:
        """The content of a parameter file."""
        content: dict[str, Any] = {
            "profile": self.profile,
            "language": self.language,
            "weights": dict(self.weights),
            "similarity": list(self.similarity),
            "calibration": self.calibration.to_json(),
            "record": dict(self.record),
        }
        if self.cutoffs:
            content["cutoffs"] = [cutoff.to_json() for cutoff in self.cutoffs]
        if self.content:
            content["content"] = self.content.to_json()
        if self.broader:
            content["broader"] = self.broader.to_json()
        if self.outcomes:
            content["outcomes"] = self.outcomes.to_json()
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def parameter_file_name(profile: Profile, language: str) -> str:
    """The name of a parameter file, for ``en`` or ``multilingual``."""
    return f"{profile}-{language}.json"


def parameter_path(profile: Profile, language: str, folder: Path | None = None) -> Path:
    """Where the parameters of a profile and language lie: in ``folder``, else where they are shipped."""
    name = parameter_file_name(profile, language)
    own = folder / name if folder is not None else None
    return own if own is not None and own.is_file() else FOLDER / name


@cache
def parameters_for(profile: Profile, language: str, folder: Path | None = None) -> Parameters:
    """The parameters of a profile for ``en`` or ``multilingual``.

    Raises:
        InputError: If the file is missing or has another form.
    """
    return Parameters.read(parameter_path(profile, language, folder))
