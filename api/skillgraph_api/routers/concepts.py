"""Concepts of the loaded frameworks, by URI and by label."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from skillgraph.model import ConceptKind
from skillgraph.workspace.answers.occupations import occupations_of_skill, skills_of_occupation
from skillgraph.workspace.answers.resolving import spellings
from skillgraph_api import examples, lookup
from skillgraph_api.catalogue import Catalogue, Label, catalogue_of
from skillgraph_api.dependencies import FrameworkName, Language, ServicesHere, WorkspaceHere
from skillgraph_api.openapi import returning
from skillgraph_api.schemas import ConceptDetails, ConceptFound, ConceptsFound, Need, Surroundings

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


Uri = Annotated[
    str, Query(min_length=1, max_length=2_000, description="The concept's URI.", examples=[examples.SKILL])
]


@router.get(
    "/hierarchy",
    summary="What lies above and below this concept?",
    responses=returning(
        examples.SURROUNDINGS,
        404,
        422,
        description="What lies above, the nearest first, and directly below.",
        path="/concepts/hierarchy",
    ),
)
def hierarchy(
    workspace: WorkspaceHere, uri: Uri, lang: Language = "en", framework: FrameworkName = None
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
        description="The occupations, those first to which it is essential.",
        path="/concepts/occupations",
    ),
)
def occupations(
    workspace: WorkspaceHere, uri: Uri, lang: Language = "en", framework: FrameworkName = None
) -> list[Need]:
    """As the framework relates them; none where it has no occupations."""
    snapshot = workspace.snapshot()
    found = occupations_of_skill(snapshot, uri, framework)
    return lookup.needs(snapshot, uri, found, framework=framework, lang=lang)


@router.get(
    "/skills",
    summary="Which skills does this occupation need?",
    responses=returning(
        examples.NEEDS,
        404,
        422,
        description="The skills, essential ones first.",
        path="/concepts/skills",
    ),
)
def skills(
    workspace: WorkspaceHere, uri: Uri, lang: Language = "en", framework: FrameworkName = None
) -> list[Need]:
    """Relations that a version lacks are taken from another, as `skillgraph plan` does."""
    snapshot = workspace.snapshot()
    found = skills_of_occupation(snapshot, uri, framework).needs
    return lookup.needs(snapshot, uri, found, framework=framework, lang=lang)


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
            description="A label or its beginning, case, accents and spacing aside.",
            examples=["manage b"],
        ),
    ],
    lang: Annotated[
        str | None,
        Query(pattern=r"^[A-Za-z0-9-]{2,35}$", description="Only labels in this language.", examples=["en"]),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Concepts on a page.")] = 20,
    offset: Annotated[int, Query(ge=0, description="Concepts to pass over.")] = 0,
    kind: Annotated[tuple[ConceptKind, ...], Query(description="Only concepts of one of these kinds.")] = (),
    framework: FrameworkName = None,
) -> ConceptsFound:
    """Looks letters up as they are typed, not meaning: for that, ask `suggest`.

    Where no label begins so, small errors are mended by the words of labels: `spelt` says how.
    """
    snapshot = services.workspace.snapshot()
    record = snapshot.manifest.framework(framework)
    catalogue = catalogue_of(services.workspace, record)
    found, spelt = catalogue.find(label, lang, kind), ""
    for words in () if found else spellings(services.workspace, snapshot, label):
        found = catalogue.find(words, lang, kind)
        if found:
            spelt = words
            break
    page = (_found(one, catalogue, spelt or label) for one in found[offset : offset + limit])
    return ConceptsFound(str(record.id), spelt, len(found), limit, offset, tuple(page))


def _found(one: Label, catalogue: Catalogue, words: str) -> ConceptFound:
    return ConceptFound(
        one.concept, catalogue.kinds[one.concept], one.text, one.kind, one.lang, one.is_exactly(words)
    )
