"""The framework browser: a page for each concept, and the same as data for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Query, Request, Response

from skillgraph.analytics.demand.question import MIN_CELL
from skillgraph.export.publication.page import FEW
from skillgraph.graph.serializing import document
from skillgraph.model import Concept, ConceptKind, Credential, MappingStatus, by_language
from skillgraph.model import Mapping as Record
from skillgraph.namespaces import prefixes
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers.neighbourhood import demand_of_concept
from skillgraph.workspace.answers.occupations import occupations_of_skill, skills_of_occupation
from skillgraph.workspace.state.snapshot import Snapshot
from skillgraph_api import lookup
from skillgraph_api.asking import READING, SIGNS
from skillgraph_api.dependencies import FrameworkName, InTurn, ServicesHere
from skillgraph_api.negotiation import choose_media
from skillgraph_api.schemas import ConceptAbove, ConceptDetails, ConceptLink, Need
from skillgraph_api.web.differences import several_versions
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.handles import handle
from skillgraph_api.web.neighbours import Around, picture, related_links, success_links
from skillgraph_api.web.pages import HEADERS, address, language_of, page, words_of
from skillgraph_api.web.term_search import Found, search_terms

router = APIRouter(route_class=PageRoute)

Said = TypeVar("Said")

FORMATS: Final[Mapping[str, str]] = {
    "text/html": "",
    "text/turtle": ".ttl",
    "application/ld+json": ".jsonld",
}
"""What a concept is given as, what is preferred here first, with the ends of names of files."""

SHOWN: Final = 50
"""So many neighbours of each kind are shown at once; the others are there to be opened."""

_OCCUPATIONS: Final = (ConceptKind.OCCUPATION, ConceptKind.OCCUPATION_GROUP)
_STANDING: Final = (MappingStatus.ACCEPTED, MappingStatus.PROPOSED, MappingStatus.REOPENED)


@dataclass(frozen=True, slots=True)
class Mapped:
    """An outcome that is mapped to a concept.

    Attributes:
        lang: The language of the credential; empty where that says none.
        at: How addresses name its credential; empty where it is not loaded.
    """

    record: Record
    credential: str
    issuer: str
    lang: str
    at: str


@router.get("/concept", dependencies=[InTurn])
def concept(
    request: Request,
    services: ServicesHere,
    uri: Annotated[str, Query(max_length=SIGNS)] = "",
    find: Annotated[str, Query(max_length=SIGNS)] = "",
    framework: FrameworkName = None,
) -> Response:
    """Show a concept, or look for one by words."""
    snapshot, lang = services.workspace.snapshot(), language_of(request)
    if not uri:
        kinds = tuple(ConceptKind)
        loaded = bool(snapshot.manifest.frameworks) and bool(find.strip())
        found = search_terms(services, find, lang, framework=framework, kinds=kinds) if loaded else Found()
        return page(
            request,
            "concept_search",
            find=find,
            found=found,
            frameworks=snapshot.manifest.frameworks,
            several=bool(several_versions(snapshot.manifest)),
        )
    media = choose_media(request.headers.get("accept"), list(FORMATS)) or "text/html"
    if media != "text/html":
        return _as_data(snapshot, uri, framework, media)
    return _page(request, services.workspace, snapshot, uri, framework)


def _as_data(snapshot: Snapshot, uri: str, framework: str | None, media: str) -> Response:
    """What the framework says of a concept, as it is in the graph."""
    record, _ = lookup.concept_in(snapshot, uri, framework)
    triples = snapshot.store.describe(uri, graph=record.graph)
    content = document(triples, FORMATS[media], prefixes())
    return Response(content, media_type=media, headers={**HEADERS, "Vary": "Accept, Cookie"})


def _page(
    request: Request, workspace: Workspace, snapshot: Snapshot, uri: str, framework: str | None
) -> Response:
    lang = language_of(request)
    found = lookup.details(snapshot, uri, framework=framework, lang=lang)
    record, one = lookup.concept_in(snapshot, uri, found.framework)
    versions = [found.framework] if framework else _versions(found)
    placed, by = _first(versions, lambda name: _neighbours(snapshot, uri, name, lang))
    needs, needed_by = _first(versions, lambda name: _needs(snapshot, found, name, lang))
    for name in versions[1:]:
        one = one.completed_by(lookup.concept_in(snapshot, uri, name)[1])
    names = snapshot.names([uri, *one.replaced_by], lang)
    around = Around(
        above=[each for each in placed[0] if isinstance(each, ConceptAbove)] if placed else (),
        below=[each for each in placed[1] if isinstance(each, ConceptLink)] if placed else (),
        needs=needs,
        related=related_links(workspace, snapshot, uri, versions, lang),
        success=success_links(snapshot, uri, lang),
    )
    label, occupation = names.get(uri, uri), found.kind in _OCCUPATIONS
    to = partial(_address, request, lang)
    return page(
        request,
        "concept",
        headers={"Vary": "Accept, Cookie"},
        concept=found,
        label=label,
        around=around,
        picture=picture(label, around, to, words_of(lang), occupation=occupation),
        demanded=demand_of_concept(workspace, uri, READING)
        if snapshot.manifest.postings and not occupation
        else None,
        few=FEW,
        min_cell=MIN_CELL,
        labels=one.pref_labels,
        also=one.alt_labels,
        texts=_texts(one),
        above=around.above,
        below=around.below,
        by=by,
        needs=needs,
        needed_by=needed_by,
        occupation=occupation,
        retired=one.retired,
        successors=[ConceptLink(other, names.get(other, other)) for other in one.replaced_by],
        mapped=_mapped(snapshot, uri),
        shown=SHOWN,
        acknowledgement=record.acknowledgement,
        tags=sorted({*one.pref_labels, *one.alt_labels}, key=by_language),
    )


def _address(request: Request, lang: str, uri: str) -> str:
    return address(request, lang, "concept", uri=uri)


def _versions(found: ConceptDetails) -> list[str]:
    """The versions that have a concept, the one that is shown first: another may say what that lacks."""
    return list(dict.fromkeys([found.framework, *reversed(found.frameworks)]))


def _first(versions: Sequence[str], say: Callable[[str], Sequence[Said]]) -> tuple[Sequence[Said], str]:
    """What the first version says that says something, and which that is; the first where none does."""
    said = ((say(name), name) for name in versions)
    return next((one for one in said if one[0]), ((), versions[0]))


def _neighbours(
    snapshot: Snapshot, uri: str, version: str, lang: str
) -> Sequence[Sequence[ConceptAbove | ConceptLink]]:
    """What lies above and what below, where there is either."""
    found = lookup.surroundings(snapshot, uri, framework=version, lang=lang)
    return (found.above, found.below) if found.above or found.below else ()


def _texts(found: Concept) -> Mapping[str, Sequence[tuple[str, str]]]:
    """The texts of each kind that there are, each with its language."""
    kinds = {"definition": found.definitions, "description": found.descriptions, "note": found.scope_notes}
    return {
        kind: sorted(said.items(), key=lambda one: by_language(one[0]))
        for kind, said in kinds.items()
        if said
    }


def _needs(snapshot: Snapshot, found: ConceptDetails, version: str, lang: str) -> list[Need]:
    """The occupations that need a skill, or the skills that an occupation needs, essential ones first."""
    if found.kind in _OCCUPATIONS:
        needs = skills_of_occupation(snapshot, found.uri, version).needs
    else:
        every = occupations_of_skill(snapshot, found.uri, version).items()
        needs = {uri: need for uri, need in every if snapshot.kinds.get(uri) in _OCCUPATIONS}
    names = snapshot.names(needs, lang)
    named = [Need(uri, names.get(uri, uri), essential) for uri, essential in needs.items()]
    return sorted(named, key=lambda one: (not one.essential, one.label.casefold(), one.uri))


def _mapped(snapshot: Snapshot, uri: str) -> list[Mapped]:
    """The outcomes that are mapped to a concept, accepted ones first, then the surest."""
    places = {outcome.id: one for one in snapshot.credentials for outcome in one.outcomes}
    records = [one for one in snapshot.mappings_to([uri]) if one.status in _STANDING]
    records.sort(key=lambda one: (_STANDING.index(one.status), -(one.tool_confidence or 0.0), one.uri))
    return [_placed(one, places.get(one.subject_id)) for one in records]


def _placed(record: Record, credential: Credential | None) -> Mapped:
    if credential is None:
        return Mapped(record, "", "", "", "")
    return Mapped(record, credential.name, credential.issuer, credential.lang, handle(credential.id))
