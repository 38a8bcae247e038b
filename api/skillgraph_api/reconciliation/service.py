"""One reconciliation service: a framework, as a client asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Depends, Path, Query
from fastapi import Request as HttpRequest

from skillgraph.errors import InputError
from skillgraph.languages.sentences import error_of
from skillgraph.matching.profile import Profile
from skillgraph.model import Concept, Texts, in_language
from skillgraph.workspace import Workspace
from skillgraph.workspace.query import Query as MatcherQuery
from skillgraph.workspace.reconciling.candidates import MATCH_PRECISION, Reconciler
from skillgraph.workspace.reconciling.concepts import ConceptReader, languages_of
from skillgraph.workspace.reconciling.properties import ConceptProperty, properties_in
from skillgraph.workspace.reconciling.types import ConceptType, types_in
from skillgraph.workspace.requests import Request
from skillgraph.workspace.state.manifest import FrameworkRecord
from skillgraph.workspace.state.snapshot import Snapshot
from skillgraph_api.asking import READING
from skillgraph_api.dependencies import WorkspaceHere
from skillgraph_api.negotiation import choose_language

LANGUAGES = ("en", "fr")
"""Languages in which types and properties are named."""


@dataclass(frozen=True)
class ReconciliationService:
    """A framework, and how a client wants it.

    Attributes:
        workspace: Where everything comes from.
        snapshot: Its state.
        record: The framework version.
        address: Of the service, without parameters.
        parameters: What the client said in the address of the service, to be said in all others too.
        lang: The language that names and texts are asked for in; ``None`` where nothing is said.
        profile: Of the matcher.
        precision: That matches are to have.
    """

    workspace: Workspace
    snapshot: Snapshot
    record: FrameworkRecord
    address: str
    parameters: tuple[tuple[str, str], ...]
    lang: str | None
    profile: Profile
    precision: float

    @property
    def reconciler(self) -> Reconciler:
        """What finds candidates."""
        query = MatcherQuery(str(self.record.id), self.profile, READING.build)
        return Reconciler(self.workspace, query, precision=self.precision, lang=self.lang)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that concepts have labels in."""
        return languages_of(self.snapshot, self.record)

    @cached_property
    def reader(self) -> ConceptReader:
        """Reads concepts."""
        return ConceptReader(self.snapshot, self.record)

    @property
    def types(self) -> tuple[ConceptType, ...]:
        """The types of its concepts."""
        return types_in(self.record)

    @property
    def properties(self) -> tuple[ConceptProperty, ...]:
        """The properties of its concepts."""
        return properties_in(self.languages)

    @property
    def name(self) -> str:
        """What it is called."""
        return f"{self.record.title or self.record.id.name} ({self.record.id})"

    def said(self, texts: Texts) -> str:
        """A text in the language of the client."""
        return in_language(texts, self.lang or "en")

    def label(self, concept: Concept) -> str:
        """The preferred label of a concept in the language of the client."""
        return concept.label(self.lang or "en")

    def path(self, path: str, **parameters: str) -> str:
        """A path below the address, with parameters.

        ``{`` and ``}`` in the values stay what they are: they are places for clients to fill in.
        """
        together = (*self.parameters, *parameters.items())
        return path + (f"?{urlencode(together, safe='${}')}" if together else "")


Tag = r"^[A-Za-z0-9-]{2,35}$"


async def service_of(
    request: HttpRequest,
    workspace: WorkspaceHere,
    framework: Annotated[
        str, Path(max_length=200, description="A framework, or one version: esco@1.2.0.", examples=["esco"])
    ],
    lang: Annotated[
        str | None, Query(pattern=Tag, description="Language of names and texts.", examples=["fr"])
    ] = None,
    profile: Annotated[Profile, Query(description="Of the matcher.")] = Request.profile,
    precision: Annotated[
        float, Query(ge=0, le=1, allow_inf_nan=False, description="That matches are to have.")
    ] = MATCH_PRECISION,
) -> ReconciliationService:
    """The service that a request is for.

    Raises:
        NotFoundError: If the framework is not loaded.
        InputError: If it has no labels in the language that the address names.
    """
    snapshot = workspace.snapshot()
    record = snapshot.manifest.framework(framework)
    known = languages_of(snapshot, record)
    if lang is not None and lang not in known:
        raise error_of(InputError, "labels-lacking", framework=record.id, lang=lang, known=", ".join(known))
    given = request.query_params
    return ReconciliationService(
        workspace,
        snapshot,
        record,
        f"{request.base_url}reconcile/{quote(framework, safe='@')}",
        tuple((name, given[name]) for name in ("lang", "profile", "precision") if name in given),
        lang or choose_language(request.headers.get("accept-language"), known),
        profile,
        precision,
    )


ServiceHere = Annotated[ReconciliationService, Depends(service_of)]
