"""The settings of loads and of extractions, for the command line and the jobs of the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from skillgraph.errors import InputError
from skillgraph.matching.profile import Profile
from skillgraph.workspace.requests import PROFILE, AnyRequest, Request, RequestField

STRICT = RequestField("Stop at the first row that cannot be taken as it is.")
COLUMNS = RequestField("FIELD=COLUMN (several columns: FIELD=A+B); may be given several times.")


@dataclass(frozen=True, kw_only=True)
class LoadRequest(AnyRequest):
    """How a file is loaded."""

    name: Annotated[str | None, RequestField("Name of the source (default: the file's name).")] = None
    strict: Annotated[bool, STRICT] = False


@dataclass(frozen=True, kw_only=True)
class CredentialLoadRequest(LoadRequest):
    """How a file of credentials is loaded."""

    column: Annotated[tuple[str, ...], COLUMNS] = ()
    issuer: Annotated[str, RequestField("Who issues the credentials of a sheet that does not say so.")] = ""
    keep_lists: Annotated[bool, RequestField("A sheet's cell that holds a list stays one outcome.")] = False


@dataclass(frozen=True, kw_only=True)
class PostingLoadRequest(LoadRequest):
    """How a file of postings is loaded."""

    column: Annotated[tuple[str, ...], COLUMNS] = ()
    replace: Annotated[bool, RequestField("The source is to hold this file alone; others are forgotten.")] = (
        False
    )
    occupations: Annotated[
        bool, RequestField("Suggest an occupation for each title, if the framework has occupations.")
    ] = True


@dataclass(frozen=True, kw_only=True)
class FrameworkLoadRequest(LoadRequest):
    """How the files of one version of a framework are loaded."""

    name: Annotated[str | None, RequestField("Name of the framework (default: from the files).")] = None
    version: Annotated[str | None, RequestField("Version, where neither the file nor its name says it.")] = (
        None
    )
    lang: Annotated[tuple[str, ...], RequestField("Only these languages (default: all).")] = ()
    scheme: Annotated[
        tuple[str, ...], RequestField("URIs of concept schemes: only their concepts (SKOS).")
    ] = ()
    replace: Annotated[
        bool, RequestField("Let the version lose the concepts and relations that the files lack.")
    ] = False


@dataclass(frozen=True, kw_only=True)
class CrosswalkLoadRequest(LoadRequest):
    """How mappings between frameworks are loaded."""


@dataclass(frozen=True, kw_only=True)
class MappingLoadRequest(AnyRequest):
    """How mapping records of outcomes are taken from a file."""

    strict: Annotated[bool, STRICT] = False


@dataclass(frozen=True, kw_only=True)
class ReviewImportRequest(AnyRequest):
    """How the decisions of a review sheet are taken."""

    second_opinion: Annotated[
        bool, RequestField("Where others decided meanwhile, stand beside them; no conflict then.")
    ] = False
    skip_conflicts: Annotated[bool, RequestField("Take the other rows where some conflict.")] = False


@dataclass(frozen=True, kw_only=True)
class UpgradeRequest(AnyRequest):
    """From which version of a framework to which its mappings are taken."""

    old: Annotated[str, RequestField("The older version: esco@1.1.1.")]
    new: Annotated[str, RequestField("The newer version: esco@1.2.0.")]
    dry_run: Annotated[bool, RequestField("Show what would happen; write nothing.")] = False
    undo: Annotated[bool, RequestField("Undo the last upgrade from the older version to the newer.")] = False

    def __post_init__(self) -> None:
        """Check that what is asked can be done.

        Raises:
            InputError: If an upgrade is to be tried and undone at once.
        """
        super().__post_init__()
        if self.dry_run and self.undo:
            raise InputError("dry_run does not go with undo.", hint="Ask for one of them.")


@dataclass(frozen=True, kw_only=True)
class ExtractRequest(Request):
    """With which framework the loaded postings are searched for skills."""

    profile: Annotated[Profile, PROFILE] = Profile.FAST
