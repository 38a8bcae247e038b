"""The page that shows what pages are made of: colours by meaning, type, spacing, and every component."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from skillgraph.export.palette import DARK, LIGHT, contrast
from skillgraph_api.web.brand import Brand, brand_of
from skillgraph_api.web.failing import PageRoute
from skillgraph_api.web.pages import page

router = APIRouter(route_class=PageRoute)

SPACES: Final = (1, 2, 3, 4, 5, 6)
"""The steps of spacing, as the style sheet numbers them."""


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour with its meaning, on a light and on a dark page.

    Attributes:
        role: What it is for; the style sheet calls it so.
        light, dark: As ``#rrggbb``.
        on_light, on_dark: How far it stands out from the page, from 1 to 21.
    """

    role: str
    light: str
    dark: str
    on_light: float
    on_dark: float


@router.get("/style")
def style(request: Request) -> Response:
    """Show the parts of pages, as they look here."""
    return page(request, "style", colours=_colours(brand_of(request)), spaces=SPACES)


def _colours(brand: Brand) -> list[Colour]:
    own = {"link": (brand.light, brand.dark)}
    said = {role: own.get(role, (LIGHT[role], DARK[role])) for role in LIGHT}
    return [
        Colour(role, light, dark, contrast(light, LIGHT["page"]), contrast(dark, DARK["page"]))
        for role, (light, dark) in said.items()
    ]
