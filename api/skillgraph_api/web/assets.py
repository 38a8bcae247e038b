"""What pages load besides themselves: a style sheet, scripts, one picture; all from here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from skillgraph.export import palette
from skillgraph.export.page_words import TEMPLATES
from skillgraph_api.web.brand import Asset, Brand, brand_of

router = APIRouter(prefix="/static", include_in_schema=False)

_FOLDER = Path(__file__).parent / "static"
_TYPES: Final = {
    "site.css": "text/css; charset=utf-8",
    "site.js": "text/javascript; charset=utf-8",
    "jobs.js": "text/javascript; charset=utf-8",
    "review.js": "text/javascript; charset=utf-8",
    "tree.js": "text/javascript; charset=utf-8",
    "terms.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}

_HEADERS: Final = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    # Who opens a picture by itself runs nothing of it either.
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@cache
def asset(name: str) -> Asset:
    """A file, read once; the style sheet is that of reports with what only the pages have.

    Raises:
        KeyError: If there is none of that name.
    """
    media_type = _TYPES[name]
    content = (_FOLDER / name).read_bytes()
    if name == "site.css":
        content = _report_styles() + content
    return Asset.of(content, media_type)


def asset_address(name: str, brand: Brand | None = None) -> str:
    """Where a file is; the address changes with the content, so that browsers may keep it.

    Raises:
        KeyError: If there is none of that name.
    """
    found = (brand and brand.files.get(name)) or asset(name)
    return f"/static/{name}?{found.tag}"


@router.get("/{name}")
def send(request: Request, name: str) -> Response:
    """Send a file."""
    found = brand_of(request).files.get(name) or (asset(name) if name in _TYPES else None)
    if found is None:
        raise HTTPException(404)
    return Response(found.content, media_type=found.media_type, headers=_HEADERS)


def _report_styles() -> bytes:
    import jinja2

    source = (TEMPLATES / "report.css.j2").read_text(encoding="utf-8")
    return jinja2.Environment(autoescape=True).from_string(source).render(palette=palette).encode()
