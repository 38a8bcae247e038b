"""What pages load besides themselves: a style sheet, scripts, one picture; all from here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from skillgraph.export.page_words import TEMPLATES

router = APIRouter(prefix="/static", include_in_schema=False)

_FOLDER = Path(__file__).parent / "static"
_TYPES: Final = {
    "site.css": "text/css; charset=utf-8",
    "site.js": "text/javascript; charset=utf-8",
    "review.js": "text/javascript; charset=utf-8",
    "tree.js": "text/javascript; charset=utf-8",
    "terms.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent, with a name for its content."""

    content: bytes
    media_type: str
    tag: str


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
    return Asset(content, media_type, sha256(content).hexdigest()[:12])


def asset_address(name: str) -> str:
    """Where a file is; the address changes with the content, so that browsers may keep it."""
    return f"/static/{name}?{asset(name).tag}"


@router.get("/{name}")
def send(name: str) -> Response:
    """Send a file."""
    if name not in _TYPES:
        raise HTTPException(404)
    found = asset(name)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(found.content, media_type=found.media_type, headers=headers)


def _report_styles() -> bytes:
    import jinja2

    source = (TEMPLATES / "report.css.j2").read_text(encoding="utf-8")
    return jinja2.Environment(autoescape=True).from_string(source).render().encode()
