"""Concepts of the loaded frameworks, by URI and by label."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from skillgraph.model import ConceptKind
from skillgraph.workspace.answers.occupations import occupations_of_skill, skills_of_occupation
from skillgraph.workspace.answers.resolving import spellings
from skillgraph_api import examples, lookup
from skillgraph_api.asking import Texts
from skillgraph_api.catalogue import Catalogue, Label, catalogue_of
from skillgraph_api.dependencies import (
    IN_LANGUAGE,
    LANGUAGE,
    AnswerLanguage,
    FrameworkName,
    ServicesHere,
    WorkspaceHere,
)
from skillgraph_api.openapi import returning
from skillgraph_api.paging import HEADERS, Cursor, Limit, page_of
from skillgraph_api.representing import RDF, TableRoute, as_rdf
from skillgraph_api.schemas import ConceptDetails, ConceptFound, ConceptsFound, Need, Surroundings

router = APIRouter(prefix="/concepts", tags=["frameworks"], route_class=TableRoute)

Uri = Annotated[
    str, Query(min_length=1, max_length=2_000, description="The concept's URI.", examples=[examples.SKILL])
]


@router.get(
    "",
    summary="What is this concept?",
    response_model=ConceptDetails,
    responses=returning(
        examples.CONCEPT,
        *(404, 406, 422),
        description="The concept with its neighbours.",
        path="/concepts",
        headers=IN_LANGUAGE,
        also=RDF,
    ),
)
def concept(
    workspace: WorkspaceHere,
    request: Request,
    response: Response,
    uri: Uri,
    lang: AnswerLanguage,
    framework: FrameworkName = None,
) -> ConceptDetails | Response:
    """Labels in all languages, descriptions, the concepts directly above and below, and where it is loaded.

    The labels of the concepts above and below are in `lang` where they have one. As Turtle or JSON-LD it is
    what the framework says of the concept.
    """
    snapshot = workspace.snapshot()
    record, _ = lookup.concept_in(snapshot, uri, framework)
    triples = as_rdf(request, response, lambda: snapshot.store.describe(uri, graph=record.graph))
    return triples or lookup.details(snapshot, uri, framework=framework, lang=lang)


@router.get(
    "/hierarchy",
    summary="What lies above and below this concept?",
    responses=returning(
        examples.SURROUNDINGS,
        404,
        422,
        description="What lies above, the nearest first, and directly below.",
        path="/concepts/hierarchy",
        headers=IN_LANGUAGE,
    ),
)
def hierarchy(
    workspace: WorkspaceHere, uri: Uri, lang: AnswerLanguage, framework: FrameworkName = None
) -> Surroundings:
    """Up to the top, however many ways lead there; labels are in `lang` where they are in that language."""
    return lookup.surroundings(workspace.snapshot(), uri, framework=framework, lang=lang)


@router.get(
    "/occupations",
    summary="Which occupations need this skill?",
    responses=returning(
        examples.NEEDS,
        404,
        422,
        description="A page of occupations, those first to which it is essential.",
        path="/concepts/occupations",
        headers=IN_LANGUAGE | HEADERS,
    ),
)
def occupations(
    workspace: WorkspaceHere,
    request: Request,
    response: Response,
    uri: Uri,
    lang: AnswerLanguage,
    framework: FrameworkName = None,
    limit: Limit = 1_000,
    cursor: Cursor = None,
) -> list[Need]:
    """As the framework relates them; none where it has no occupations."""
    snapshot = workspace.snapshot()
    found = occupations_of_skill(snapshot, uri, framework)
    needs = lookup.needs(snapshot, uri, found, framework=framework, lang=lang)
    return page_of(needs, _uri, limit, cursor, request, response)


@router.get(
    "/skills",
    summary="Which skills does this occupation need?",
    responses=returning(
        examples.NEEDS,
        404,
        422,
        description="A page of skills, essential ones first.",
        path="/concepts/skills",
        headers=IN_LANGUAGE | HEADERS,
    ),
)
def skills(
    workspace: WorkspaceHere,
    request: Request,
    response: Response,
    uri: Uri,
    lang: AnswerLanguage,
    framework: FrameworkName = None,
    limit: Limit = 1_000,
    cursor: Cursor = None,
) -> list[Need]:
    """Relations that a version lacks are taken from another, as `skillgraph plan` does."""
    snapshot = workspace.snapshot()
    found = skills_of_occupation(snapshot, uri, framework).needs
    needs = lookup.needs(snapshot, uri, found, framework=framework, lang=lang)
    return page_of(needs, _uri, limit, cursor, request, response)


@router.get(
    "/search",
    summary="Which concepts have a label that begins so?",
    responses=returning(
        examples.CONCEPTS_FOUND,
        404,
        422,
        description="A page of concepts, exact labels first, then preferred ones.",
        path="/concepts/search",
        headers=HEADERS,
    ),
)
def search(
    services: ServicesHere,
    request: Request,
    response: Response,
    label: Annotated[
        str,
        Query(
            min_length=1,
            max_length=500,
            pattern=r"\S",
            description="A label or its beginning, case, accents and spacing aside.",
            examples=["manage b"],
        ),
    ],
    lang: Annotated[
        str | None,
        Query(pattern=LANGUAGE, description="Only labels in this language.", examples=["en"]),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Concepts on a page.")] = 20,
    offset: Annotated[int, Query(ge=0, description="Concepts to pass over, before any cursor.")] = 0,
    cursor: Cursor = None,
    kind: Annotated[tuple[ConceptKind, ...], Query(description="Only concepts of one of these kinds.")] = (),
    collection: Annotated[
        Texts,
        Query(description="Only concepts of these collections: by key (`green`), URI or label."),
    ] = (),
    framework: FrameworkName = None,
) -> ConceptsFound:
    """Looks letters up as they are typed, not meaning: for that, ask `suggest`.

    Where no label begins so, small errors are mended by the words of labels: `spelt` says how.
    """
    snapshot = services.workspace.snapshot()
    record = snapshot.manifest.framework(framework)
    catalogue = catalogue_of(services.workspace, record)
    members = catalogue.members(collection) if collection else None
    found, spelt = catalogue.find(label, lang, kind, members), ""
    for words in () if found else spellings(services.workspace, snapshot, label):
        found = catalogue.find(words, lang, kind, members)
        if found:
            spelt = words
            break
    chosen = page_of(found[offset:], lambda one: one.concept, limit, cursor, request, response)
    response.headers["Total-Count"] = str(len(found))
    page = (_found(one, catalogue, spelt or label) for one in chosen)
    return ConceptsFound(str(record.id), spelt, len(found), limit, offset, tuple(page))


def _uri(need: Need) -> str:
    return need.uri


def _found(one: Label, catalogue: Catalogue, words: str) -> ConceptFound:
    return ConceptFound(
        one.concept, catalogue.kinds[one.concept], one.text, one.kind, one.lang, one.is_exactly(words)
    )
