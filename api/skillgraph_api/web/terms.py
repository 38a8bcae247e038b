"""Terms for words that are being typed: a piece of a page, which scripts put below the box."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from skillgraph.model import ConceptKind
from skillgraph_api.asking import SIGNS
from skillgraph_api.dependencies import FrameworkName, InTurn, ServicesHere
from skillgraph_api.sessions import Draft
from skillgraph_api.web.deciding import RELATIONS
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.pages import language_of, page
from skillgraph_api.web.term_search import SKILLS, Found, typed_terms

router = APIRouter(route_class=PageRoute)


class Use(StrEnum):
    """What a term is looked for: to read of it, to show it beside outcomes, to decide, or to connect."""

    READ = "read"
    SHOW = "show"
    DECIDE = "decide"
    CONNECT = "connect"


@router.get("/concept/terms", dependencies=[InTurn])
def terms(
    request: Request,
    services: ServicesHere,
    find: Annotated[str, Query(max_length=SIGNS)] = "",
    use: Use = Use.READ,
    framework: FrameworkName = None,
) -> Response:
    """The terms that words which are being typed may be meant to name, as choices of a list."""
    kinds = tuple(ConceptKind) if use is Use.READ else SKILLS
    loaded = bool(services.workspace.manifest.frameworks) and bool(find.strip())
    lang = language_of(request)
    found = typed_terms(services, find, lang, framework=framework, kinds=kinds) if loaded else Found()
    return page(
        request,
        "terms",
        found=found,
        find=find,
        use=use.value,
        relations=RELATIONS,
        filled=Draft("", {}),
    )
