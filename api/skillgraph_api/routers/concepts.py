"""Concepts of the loaded frameworks, by URI and by label."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from skillgraph_api import examples, lookup
from skillgraph_api.dependencies import FrameworkName, Language, ServicesHere, WorkspaceHere
from skillgraph_api.openapi import returning
from skillgraph_api.schemas import ConceptDetails, ConceptFound, ConceptsFound

router = APIRouter(prefix="/concepts", tags=["frameworks"])


@router.get(
    "",
    summary="What is this concept?",
    responses=returning(
        examples.CONCEPT, 404, 422, description="The concept with its neighbours.", path="/concepts"
    ),
)
def concept(
    workspace: WorkspaceHere,
    uri: Annotated[
        str,
        Query(min_length=1, max_length=2_000, description="The concept's URI.", examples=[examples.SKILL]),
    ],
    lang: Language = "en",
    framework: FrameworkName = None,
) -> ConceptDetails:
    """Labels in all languages, descriptions, the concepts directly above and below, and where it is loaded.

    The labels of the concepts above and below are in `lang` where they have one.
    """
    return lookup.details(workspace.snapshot(), uri, framework=framework, lang=lang)


@router.get(
    "/search",
    summary="Which concepts have a label that begins so?",
    responses=returning(
        examples.CONCEPTS_FOUND,
        404,
        422,
        description="A page of concepts, exact labels first, then preferred ones.",
        path="/concepts/search",
    ),
)
def search(
    services: ServicesHere,
    label: Annotated[
        str,
        Query(
            min_length=1,
            max_length=500,
            pattern=r"\S",
            description="A label or its beginning, case and spacing aside.",
            examples=["manage b"],
        ),
    ],
    lang: Annotated[
        str | None,
        Query(pattern=r"^[A-Za-z0-9-]{2,35}$", description="Only labels in this language.", examples=["en"]),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Concepts on a page.")] = 20,
    offset: Annotated[int, Query(ge=0, description="Concepts to pass over.")] = 0,
    framework: FrameworkName = None,
) -> ConceptsFound:
    """Looks letters up, not meaning: for that, ask `/suggest`."""
    snapshot = services.workspace.snapshot()
    record = snapshot.manifest.framework(framework)
    catalogue = services.catalogue(snapshot, record)
    found = catalogue.find(label, lang)
    page = (
        ConceptFound(
            one.concept, catalogue.kinds[one.concept], one.text, one.kind, one.lang, one.is_exactly(label)
        )
        for one in found[offset : offset + limit]
    )
    return ConceptsFound(str(record.id), len(found), limit, offset, tuple(page))
