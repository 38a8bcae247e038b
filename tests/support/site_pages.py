"""Every page of the service with the addresses by which tests and pictures open it.

A route that answers with a page and is not named here fails `tests/api/test_web_every_page.py`: whoever adds
a page says here how to open it, and it is looked at in both languages, light and dark, wide and narrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from skillgraph_api import examples
from skillgraph_api.web.handles import handle

CREDENTIAL: Final = handle("https://example.org/mc/finance")
"""The credential of the small workspace of the tests."""

_ODD: Final = "%3Cscript%3Ewindow.hit%3D1%3C%2Fscript%3E"

PAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "": ("",),
    "/sign-in": ("/sign-in", f"/sign-in?place={_ODD}"),
    "/sign-in/return": ("/sign-in/return",),
    "/search": (
        "/search",
        "/search?skill=manage+budgets",
        "/search?skill=mangae+budgts",
        "/search?skill=allocating+resources&where=issuer%3DSample+College",
        "/search?skill=weld+metal&accepted=1",
        f"/search?skill={_ODD}",
    ),
    "/search/posting": ("/search/posting",),
    "/desk": ("/desk", "/desk?text=Manage+budgets", f"/desk?text={_ODD}"),
    "/review": ("/review", "/review?words=finance&waiting=1", f"/review?words={_ODD}"),
    "/review/{name}": (
        f"/review/{CREDENTIAL}",
        f"/review/{CREDENTIAL}?outcome=1&find=budget",
        f"/review/{CREDENTIAL}?outcome=2&find={_ODD}",
        f"/review/{CREDENTIAL}?outcome=99",
    ),
    "/review/{name}/band": (f"/review/{CREDENTIAL}/band?least=0", f"/review/{CREDENTIAL}/band?least=1"),
    "/concept/tree": ("/concept/tree", f"/concept/tree?at={examples.SKILL}"),
    "/concept": (
        "/concept",
        "/concept?find=manage",
        f"/concept?find={_ODD}",
        f"/concept?uri={examples.SKILL}",
        "/concept?uri=https://example.org/none",
    ),
    "/concept/differences": ("/concept/differences", f"/concept/differences?old={_ODD}"),
    "/credential/{name}": (f"/credential/{CREDENTIAL}", "/credential/none"),
    "/map": ("/map", "/map?by=concept&sensitivity=1&place=Ottawa", f"/map?place={_ODD}"),
    "/map/gaps": ("/map/gaps",),
    "/map/trends": ("/map/trends",),
    "/map/sentences": ("/map/sentences", f"/map/sentences?concept={examples.SKILL}"),
    "/map/publish": ("/map/publish", f"/map/publish?title={_ODD}"),
    "/published": ("/published",),
    "/published/{name}": ("/published/none",),
    "/connections": ("/connections", f"/connections?region={_ODD}"),
    "/connections/leave": ("/connections/leave", f"/connections/leave?find={_ODD}"),
    "/moderation": ("/moderation",),
    "/jobs": ("/jobs",),
    "/style": ("/style",),
    "/{rest:path}": ("/none",),
}
"""The addresses of each page, from the language on, over the small workspace of the tests."""

NO_PAGES: Final = (
    "/search/answer.csv",
    "/concept/terms",
    "/concept/tree/below",
    "/credential/{name}/{file}",
    "/map/{kind}.csv",
    "/map/{kind}.xlsx",
    "/map/{kind}.svg",
    "/map/{kind}.png",
    "/map/{kind}/manifest.json",
    "/map/publish/report.html",
    "/map/publish/report.zip",
    "/published/{name}/report.html",
    "/published/{name}/report.zip",
    "/published/{name}/manifest.json",
    "/published/{name}/tables/{file}",
    "/concept/differences.csv",
    "/jobs/list",
)
"""Files, and pieces of pages that scripts ask for."""


@dataclass(frozen=True, slots=True)
class Route:
    """An address pattern that is answered, and how it is asked."""

    path: str
    methods: frozenset[str]


def routes_of(router: Any) -> Iterator[Route]:  # noqa: ANN401 - routers within routers, of several classes
    """Every route of a router, those of routers within it too."""
    for one in router.routes:
        within = getattr(one, "effective_route_contexts", None)
        for route in within() if within else (one,):
            yield Route(route.path, frozenset(route.methods or ()))


def addresses(pages: Iterable[str] = PAGES) -> list[str]:
    """The addresses of pages, from the language on."""
    return [address for name in pages for address in PAGES[name]]


def plain_addresses() -> list[str]:
    """Those without markup in them."""
    return [address for address in addresses() if _ODD not in address]


def one_of_each() -> list[str]:
    """One address of each page: where it answers something, if it does."""
    plain = (tuple(one for one in known if _ODD not in one) for known in PAGES.values())
    return [known[min(1, len(known) - 1)] for known in plain]
