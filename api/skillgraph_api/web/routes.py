"""The addresses of the pages, in each language."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.exceptions import HTTPException

from skillgraph_api.web import (
    analyst_map,
    assets,
    concept,
    connecting,
    credential,
    credential_feedback,
    credential_files,
    desk,
    differences,
    home,
    jobs,
    map_files,
    moderation,
    posting,
    provider_signing,
    publish,
    published,
    review,
    review_band,
    search,
    signing,
    style,
    terms,
    tree,
)
from skillgraph_api.web.brand import brand_of
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.pages import FALLBACK, HEADERS, address, page, site_languages
from skillgraph_api.web.signed_in import may_read, place_of, root_of

_JOBS = (
    home,
    search,
    posting,
    desk,
    review,
    review_band,
    terms,
    tree,
    differences,
    connecting,
    concept,
    credential,
    credential_feedback,
    credential_files,
    publish,
    published,
    map_files,
    analyst_map,
    jobs,
    style,
    moderation,
)


def in_every_language() -> APIRouter:
    """The pages under the tag of each language, and the files that they load."""
    made = APIRouter(route_class=PageRoute, include_in_schema=False)
    made.include_router(assets.router)
    made.add_api_route("/", start, methods=["GET"])
    for lang in site_languages():
        made.include_router(signing.router, prefix=f"/{lang}")
        made.include_router(provider_signing.router, prefix=f"/{lang}")
        for one in _JOBS:
            made.include_router(one.router, prefix=f"/{lang}", dependencies=[Depends(may_read)])
        made.add_api_route(f"/{lang}/{{rest:path}}", nothing_here, methods=["GET"])
    made.add_api_route("/favicon.ico", favicon, methods=["GET"])
    for path in ("/{tag:language}", "/{tag:language}/{rest:path}"):
        made.add_api_route(path, other_language, methods=["GET"])
    return made


class _Language(StringConvertor):
    """A part of an address that is a language tag: two letters, and perhaps a region."""

    regex = "[A-Za-z]{2}(?:-[A-Za-z]{2})?"


def start(request: Request) -> Response:
    """Send the reader to the language that the browser prefers."""
    lang = preferred(request.headers.get("accept-language", ""))
    headers = {**HEADERS, "Vary": "Accept-Language"}
    return RedirectResponse(address(request, lang), status_code=302, headers=headers)


def nothing_here(rest: str) -> Response:
    """Say that there is no such page."""
    del rest
    raise HTTPException(404)


def favicon(request: Request) -> Response:
    """Lead browsers that ask for it by habit to the picture of the site."""
    brand = brand_of(request)
    icon = assets.asset_address(brand.logo or "icon.svg", brand)
    return RedirectResponse(f"{root_of(request)}{icon}", 307, headers=HEADERS)


def other_language(request: Request, tag: str) -> Response:
    """Say in which languages there are pages; lead on from ``/fr-CA`` to ``/fr``."""
    known = tag.partition("-")[0].lower()
    if known not in site_languages():
        return page(request, "no_language", status=404)
    rest = place_of(request).removeprefix(f"/{tag}")
    return RedirectResponse(f"{root_of(request)}/{known}{rest}", 308, headers=HEADERS)


def preferred(accepted: str) -> str:
    """The language of the pages that an ``Accept-Language`` header prefers; English where it names none."""
    wished = [_weighed(one) for one in accepted.split(",")]
    known = [(weight, tag) for weight, tag in wished if tag in site_languages() and weight > 0]
    return max(known, key=lambda one: one[0])[1] if known else FALLBACK


def _weighed(part: str) -> tuple[float, str]:
    """``fr-CA;q=0.8`` as 0.8 and ``fr``; 0 where the weight is no number."""
    tag, _, weight = part.partition(";")
    try:
        value = float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        value = 0.0
    return value, tag.strip().casefold().split("-")[0]


register_url_convertor("language", _Language())
router = in_every_language()
