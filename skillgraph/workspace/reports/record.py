"""The manifest of a report: from what, how and by which versions it was made, and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph import sealed_json
from skillgraph.errors import InputError, NotFoundError
from skillgraph.workspace.reports.request import DemandReportRequest, GapsReportRequest

if TYPE_CHECKING:
    from pydantic import TypeAdapter

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Input:
    """Something a report was made from: a file as it was loaded, or a table of the workspace.

    Attributes:
        role: What it was used as: ``framework esco@1.2.0``, ``postings``, ``mentions`` …
    """

    role: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Output:
    """A file of a report, by its path in the folder; ``rows`` of tables only."""

    file: str
    sha256: str
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class ReportManifest:
    """Everything that tells how a report came about.

    Attributes:
        request: Its parameters.
        seed: Of what is drawn at random; ``None``, for nothing is.
        graph: The named graph of its observations.
    """

    request: DemandReportRequest | GapsReportRequest
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    versions: Mapping[str, str]
    graph: str
    seed: int | None = None
    format: int = FORMAT

    def encoded(self) -> bytes:
        """As JSON; its first line is the checksum of all others."""
        return sealed_json.seal(_adapter().dump_json(self, indent=2) + b"\n")


def read(path: Path) -> ReportManifest:
    """Read the manifest of a report, given by its path or by the folder that it is in.

    Raises:
        NotFoundError: If there is none.
        InputError: If it cannot be understood.
    """
    from pydantic import ValidationError

    path = path / NAME if path.is_dir() else path
    try:
        found = _adapter().validate_json(sealed_json.unseal(path.read_bytes()))
    except FileNotFoundError:
        raise NotFoundError(
            f"There is no manifest {path}.", hint="Give the manifest.json of a report, or its folder."
        ) from None
    except ValidationError as error:
        raise InputError(
            f"{path} is not the manifest of a report ({error.errors()[0]['msg']}).",
            hint="Give the manifest.json that `skillgraph report` wrote.",
        ) from error
    except ValueError as error:
        raise InputError(
            f"{path} is damaged: {error}.", hint="Restore it from a copy, or make the report again."
        ) from error
    if found.format != FORMAT:
        raise InputError(
            f"{path} has format {found.format}; this version reads format {FORMAT}.",
            hint="Update skillgraph.",
        )
    return found


@cache
def _adapter() -> TypeAdapter[ReportManifest]:
    from pydantic import TypeAdapter

    return TypeAdapter(ReportManifest)
