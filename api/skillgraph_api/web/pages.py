"""Fills in the pages: one environment for each language, over the templates and the words of reports."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from skillgraph import __version__, languages
from skillgraph.export.language_marks import LabelLanguage
from skillgraph.export.page_words import Words
from skillgraph.export.pages import page_environment
from skillgraph.languages.sentences import for_page, said_in
from skillgraph_api.dependencies import Services
from skillgraph_api.provider import Provider
from skillgraph_api.sessions import Draft
from skillgraph_api.web.assets import asset_address
from skillgraph_api.web.brand import brand_of
from skillgraph_api.web.handles import handle
from skillgraph_api.web.signed_in import packed, place_of, root_of, signed_in
from skillgraph_api.web.sureness import sureness

if TYPE_CHECKING:
    import jinja2

WORDS: Final = "web"
"""The file of a language that holds the words of the pages."""

FALLBACK: Final = "en"
"""The language of a page whose address names none that there is."""

PAGES: Final = ("", "search", "desk", "review", "map", "concept", "connections")
"""The pages in the order of the navigation; the first is the start."""

_TEMPLATES = Path(__file__).parent / "templates"

HEADERS: Final = {
    # Everything comes from the service itself, and no script or style stands in the markup.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


def site_languages() -> tuple[str, ...]:
    """The languages that there are pages in."""
    return languages.known(WORDS)


def language_of(request: Request) -> str:
    """The language of the page that is asked for, which its address begins with; English for any other."""
    tag = _path(request).split("/")[1]
    return tag if tag in site_languages() else FALLBACK


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **shown: Any,  # noqa: ANN401 - what the template names
) -> HTMLResponse:
    """A page as the answer to a request.

    Args:
        request: What is answered; its address says the language.
        template: Without its ending.
        status: The HTTP status.
        headers: More headers of the answer.
        shown: What the template names.
    """
    lang = language_of(request)
    made = _environment(lang).get_template(f"{template}.html.j2")
    always = {
        "path": _path(request).strip("/").partition("/")[2],
        "query": request.url.query,
        "address": partial(address, request, lang),
        "asset": partial(_asset, request),
        "brand": brand_of(request),
        "switch": [(tag, address(request, tag)) for tag in site_languages()],
        "url": str(request.url),
        "version": __version__,
        "reader": signed_in(request),
        "place": place_of(request),
        "root": root_of(request),
        "label_language": _label_languages(request, lang),
    }
    text = made.render(always | shown)
    own = {"Content-Language": lang, "Vary": "Cookie"}
    if always["reader"]:
        own["Cache-Control"] = "private, no-cache"
    return HTMLResponse(text, status, headers={**HEADERS, **own, **(headers or {})})


def sign_in_page(
    request: Request,
    *,
    place: str,
    draft: Draft | None = None,
    fault: str = "",
    provider_fault: str = "",
    status: int = 401,
) -> HTMLResponse:
    """The page that asks for a key, or leads to the provider.

    Args:
        request: What is answered.
        place: Where the reader wants to be, from the language on.
        draft: What the reader sent without being signed in (any more); the page carries it.
        fault: Which words say what is wrong with the key that was given.
        provider_fault: Which words say why the provider signed nobody in.
        status: The HTTP status.
    """
    kept, provider = packed(draft), provider_of(request)
    return page(
        request,
        "sign_in",
        status=status,
        # What a provider answered stands in no link to another page.
        wanted=place or (f"/{language_of(request)}" if provider_fault else ""),
        kept=kept,
        lost=bool(draft) and not kept,
        fault=fault,
        provider=provider.name if provider else "",
        provider_fault=provider_fault,
    )


def provider_of(request: Request) -> Provider | None:
    """Whose accounts people may sign in with, if with any."""
    provider: Provider | None = request.app.state.services.provider
    return provider


def file_answer(content: bytes, media_type: str, name: str) -> Response:
    """A file to keep, as the answer to a request; ``name`` is what browsers call it."""
    headers = {**HEADERS, "Vary": "Cookie", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def address(request: Request, lang: str, path: str = "", **query: object) -> str:
    """The address of a page in a language, without the parts of a query that are empty."""
    said = {name.rstrip("_"): value for name, value in query.items() if value not in ("", None, False)}
    asked = f"?{urlencode(said, doseq=True)}" if said else ""
    return f"{root_of(request)}/{lang}{f'/{path}' if path else ''}{asked}"


def words_of(lang: str) -> Words:
    """The words of the pages in a language."""
    return Words(lang, WORDS)


def _asset(request: Request, name: str) -> str:
    return f"{root_of(request)}{asset_address(name, brand_of(request))}"


def _path(request: Request) -> str:
    return request.url.path.removeprefix(root_of(request))


def _label_languages(request: Request, lang: str) -> LabelLanguage:
    """Tells the language of labels; the frameworks are looked at when the first is asked for."""
    services: Services = request.app.state.services
    snapshot = cache(services.workspace.snapshot)
    return lambda uri, label: snapshot().label_language(uri, label, lang)


def _told(lang: str, text: str) -> str:
    """What an error says, for a page and in its language; marked as English where it is in that only."""
    from markupsafe import Markup

    found = said_in(for_page(text), lang)
    return Markup('<span lang="en">{}</span>').format(text) if found is None else found


@cache
def _environment(lang: str) -> jinja2.Environment:
    """The environment of a language: ``s`` are the words of the pages, ``w`` those of reports."""
    site, report = words_of(lang), Words(lang, "publication")
    environment = page_environment(report, _TEMPLATES)
    environment.filters |= {"amount": site.count, "sureness": sureness, "told": partial(_told, lang)}
    environment.globals |= {"s": site, "w": report, "lang": lang, "pages": PAGES}
    environment.globals["language_names"] = site["languages"]
    environment.globals["own_names"] = {
        tag: str(words_of(tag)["page"]["language"]) for tag in site_languages()
    }
    environment.globals["handle"] = handle
    return environment
