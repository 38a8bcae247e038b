"""Reconciliation of tables with the concepts of each loaded framework."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from skillgraph.errors import NotFoundError
from skillgraph.languages.sentences import error_of
from skillgraph.model import Concept
from skillgraph.workspace.reconciling.candidates import ReconciliationQuery
from skillgraph_api import forms
from skillgraph_api.catalogue import catalogue_of
from skillgraph_api.dependencies import ServicesHere
from skillgraph_api.forms import Values
from skillgraph_api.reconciliation import pages, shapes
from skillgraph_api.reconciliation.bodies import draft_queries_of, extension_of, queries_of
from skillgraph_api.reconciliation.manifest import draft_manifest_of, manifest_of
from skillgraph_api.reconciliation.responses import html_answer, json_answer, wants_draft
from skillgraph_api.reconciliation.service import ReconciliationService, ServiceHere
from skillgraph_api.refusals import Refusal

router = APIRouter(prefix="/reconcile/{framework}", include_in_schema=False)

JSON = "application/json"
SUGGESTED = 20
"""What is suggested at once while somebody types."""

Prefix = Annotated[str, Query(max_length=500, description="What was typed.", examples=["manage b"])]
Cursor = Annotated[int, Query(ge=0, description="How many to pass over.")]
Most = Annotated[int, Query(ge=1, le=100, description="How many to give.")]
Id = Annotated[str, Query(min_length=1, max_length=2_000, description="The id.")]
Callback = Annotated[str | None, Query(description="The function that the answer is to call (JSONP).")]


@router.get("")
@router.head("")
async def by_get(request: Request, services: ServicesHere, service: ServiceHere) -> Response:
    """The manifest; or the answer to queries, or to a request for properties, in the address."""
    return await _answered(request, services, service, forms.address_values(request))


@router.post("")
async def by_post(request: Request, services: ServicesHere, service: ServiceHere) -> Response:
    """The same, of a form."""
    media, _ = forms.content_type(request.headers)
    if media != forms.FORM:
        raise Refusal(415, "reconcile-media", form=forms.FORM)
    values = forms.together(forms.address_values(request), await forms.form_values(request))
    return await _answered(request, services, service, values)


@router.post("/match")
async def match(request: Request, services: ServicesHere, service: ServiceHere) -> Response:
    """The candidates of queries (1.0)."""
    queries = draft_queries_of(await _json_body(request))
    found = await _candidates(services, service, queries)
    return json_answer(request, service, {"results": [{"candidates": one} for one in found]}, draft=True)


@router.post("/extend")
async def extend(request: Request, service: ServiceHere) -> Response:
    """The properties of entities (1.0)."""
    asked = extension_of(await _json_body(request))
    found = await anyio.to_thread.run_sync(shapes.draft_extension_shape, service, asked)
    return json_answer(request, service, found, draft=True)


@router.get("/suggest/entity")
def suggest_entity(
    request: Request,
    service: ServiceHere,
    prefix: Prefix = "",
    cursor: Cursor = 0,
    limit: Most = SUGGESTED,
    callback: Callback = None,
) -> Response:
    """Concepts of which a label begins with what was typed."""
    found = catalogue_of(service.workspace, service.record).find(prefix) if prefix.strip() else []
    concepts = service.reader.named(label.concept for label in found[cursor : cursor + limit])
    result = [shapes.entity_shape(service, one) for one in concepts.values()]
    return json_answer(request, service, {"result": result}, callback=callback)


@router.get("/suggest/type")
def suggest_type(
    request: Request, service: ServiceHere, prefix: Prefix = "", cursor: Cursor = 0, callback: Callback = None
) -> Response:
    """Types of which the id or a word of the name begins with what was typed."""
    types = [shapes.type_shape(service, one) for one in service.types]
    return json_answer(request, service, {"result": _beginning(types, prefix)[cursor:]}, callback=callback)


@router.get("/suggest/property")
def suggest_property(
    request: Request, service: ServiceHere, prefix: Prefix = "", cursor: Cursor = 0, callback: Callback = None
) -> Response:
    """Properties of which the id or a word of the name begins with what was typed."""
    found = [shapes.property_shape(service, one) for one in service.properties]
    return json_answer(request, service, {"result": _beginning(found, prefix)[cursor:]}, callback=callback)


@router.get("/flyout/entity")
def flyout_entity(request: Request, service: ServiceHere, id: Id, callback: Callback = None) -> Response:  # noqa: A002
    """A few words about a concept, to be shown beside a suggestion."""
    html = pages.concept_content(service, _concept(service, id))
    return json_answer(request, service, {"id": id, "html": html}, callback=callback)


@router.get("/flyout/type")
def flyout_type(request: Request, service: ServiceHere, id: Id, callback: Callback = None) -> Response:  # noqa: A002
    """The same of a type."""
    found = next((one for one in service.types if one.id == id), None)
    if found is None:
        raise _unknown(service, "type", id)
    names = [service.said(one.names) for one in service.types if one.id == found.broader]
    html = pages.note(service.said(found.names), ", ".join(names))
    return json_answer(request, service, {"id": id, "html": html}, callback=callback)


@router.get("/flyout/property")
def flyout_property(request: Request, service: ServiceHere, id: Id, callback: Callback = None) -> Response:  # noqa: A002
    """The same of a property."""
    found = next((one for one in service.properties if one.id == id), None)
    if found is None:
        raise _unknown(service, "property", id)
    html = pages.note(service.said(found.names), service.said(found.descriptions))
    return json_answer(request, service, {"id": id, "html": html}, callback=callback)


@router.get("/preview")
@router.get("/view")
def preview(request: Request, service: ServiceHere, id: Id) -> Response:  # noqa: A002
    """A page about a concept, with its address."""
    return html_answer(request, service, pages.concept_page(service, _concept(service, id)))


@router.get("/properties")
@router.get("/extend/propose")
def propose_properties(
    request: Request,
    service: ServiceHere,
    type: Annotated[str, Query(max_length=200, description="A type.")] = "",  # noqa: A002
    limit: Most = 100,
    callback: Callback = None,
) -> Response:
    """The properties that entities of a type can be extended with: the same of all."""
    if type and type not in [one.id for one in service.types]:
        raise _unknown(service, "type", type)
    found = [shapes.property_shape(service, one) for one in service.properties[:limit]]
    content = {"properties": found, "limit": limit} | ({"type": type} if type else {})
    return json_answer(request, service, content, callback=callback)


async def _answered(
    request: Request, services: ServicesHere, service: ReconciliationService, values: Values
) -> Response:
    callback = _single(values, "callback")
    queries, extension = _single(values, "queries"), _single(values, "extend")
    if queries is not None and extension is not None:
        raise Refusal(400, "reconcile-both")
    if queries is not None:
        asked = queries_of(queries)
        found = await _candidates(services, service, list(asked.values()))
        content: dict[str, Any] = {key: {"result": one} for key, one in zip(asked, found, strict=True)}
        return json_answer(request, service, content, callback=callback)
    if extension is not None:
        wanted = extension_of(extension)
        content = await anyio.to_thread.run_sync(shapes.extension_shape, service, wanted)
        return json_answer(request, service, content, callback=callback)
    if request.method == "POST" or "query" in values:
        raise Refusal(400, "reconcile-neither")
    draft = wants_draft(request)
    manifest = draft_manifest_of(service) if draft else manifest_of(service)
    return json_answer(request, service, manifest, callback=callback, draft=draft)


async def _candidates(
    services: ServicesHere, service: ReconciliationService, queries: list[ReconciliationQuery]
) -> list[list[dict[str, Any]]]:
    """The candidates of each query, found when the turn of the request comes."""
    async with services.turn():
        found = await anyio.to_thread.run_sync(partial(service.reconciler.candidates, queries))
    return [[shapes.candidate_shape(service, one) for one in candidates] for candidates in found]


async def _json_body(request: Request) -> bytes:
    media, charset = forms.content_type(request.headers)
    if media != JSON or charset != "utf-8":
        raise Refusal(415, "json-media", json=JSON)
    return await request.body()


def _single(values: Values, name: str) -> str | None:
    given = values.get(name, ())
    if len(given) > 1:
        raise Refusal(400, "given-often", name=name, count=len(given))
    return given[0] if given else None


def _beginning(found: list[dict[str, Any]], prefix: str) -> list[dict[str, Any]]:
    """Those of which the id, or a word of the name, begins with what was typed."""
    typed = prefix.strip().casefold()
    return [one for one in found if any(words.startswith(typed) for words in _searched(one))]


def _searched(one: dict[str, Any]) -> Iterator[str]:
    yield one["id"].casefold()
    words = one["name"].casefold().split()
    yield from (" ".join(words[start:]) for start in range(len(words)))


def _concept(service: ReconciliationService, uri: str) -> Concept:
    found = service.reader.named([uri]).get(uri)
    if found is None:
        raise _unknown(service, "concept", uri)
    return found


def _unknown(service: ReconciliationService, what: str, name: str) -> NotFoundError:
    framework, address = service.record.id, service.address
    return error_of(NotFoundError, f"reconcile-{what}", framework=framework, name=name, address=address)
