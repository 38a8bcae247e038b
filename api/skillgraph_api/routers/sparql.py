"""SPARQL 1.1 Protocol: queries over the loaded graphs, which they cannot change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from skillgraph.errors import NotAcceptableError, QueryError
from skillgraph.graph.answers import Answer, QueryDataset, QueryStop, answer
from skillgraph.languages.sentences import error_of
from skillgraph.workspace import Workspace
from skillgraph_api import forms, negotiation
from skillgraph_api.departures import GONE, while_there
from skillgraph_api.dependencies import WorkspaceHere
from skillgraph_api.forms import Values
from skillgraph_api.query_pool import QueryPool
from skillgraph_api.refusals import Refusal

router = APIRouter(include_in_schema=False)

QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"

ROWS: Mapping[str, str] = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
"""How ``SELECT`` and ``ASK`` are answered: media types, the preferred first, and names of formats."""

TRIPLES: Mapping[str, str] = {
    "text/turtle": ".ttl",
    "application/ld+json": ".jsonld",
    "application/json": ".jsonld",
    "application/n-triples": ".nt",
    "application/rdf+xml": ".rdf",
    "application/xml": ".rdf",
    "text/plain": ".nt",
}
"""The same of ``CONSTRUCT`` and ``DESCRIBE``, with the extensions of file names."""


@dataclass(frozen=True, slots=True)
class QueryOperation:
    """What a client asks by the protocol.

    Attributes:
        query: The text of the query.
        default_graphs: What ``default-graph-uri`` says.
        named_graphs: What ``named-graph-uri`` says.
    """

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


@router.get("/sparql")
@router.head("/sparql")
async def by_get(request: Request, workspace: WorkspaceHere) -> Response:
    """Answer a query in the address, or describe the service where there is none."""
    values = forms.address_values(request)
    if "query" in values or "update" in values:
        return await _answered(request, workspace, _operation(values))
    return _described(request, workspace)


@router.post("/sparql")
async def by_post(request: Request, workspace: WorkspaceHere) -> Response:
    """Answer a query that is the body, or is in a form that is the body."""
    values = forms.address_values(request)
    media, charset = forms.content_type(request.headers)
    if media == UPDATE:
        raise _update_refused()
    if media not in (QUERY, forms.FORM) or charset not in ("utf-8", "utf8", "us-ascii"):
        raise Refusal(415, "query-media", query=QUERY, form=forms.FORM)
    if media == forms.FORM:
        return await _answered(
            request, workspace, _operation(forms.together(values, await forms.form_values(request)))
        )
    return await _answered(request, workspace, _operation(forms.together(values, await _body(request))))


async def _body(request: Request) -> Values:
    try:
        return {"query": ((await request.body()).decode("utf-8"),)}
    except UnicodeDecodeError as error:
        raise error_of(QueryError, "query-not-utf8") from error


def _operation(values: Values) -> QueryOperation:
    """The operation that the values of an address and a form ask for."""
    if "update" in values:
        raise _update_refused()
    queries = values.get("query", ())
    if len(queries) != 1:
        raise Refusal(400, "query-count", count=len(queries))
    return QueryOperation(queries[0], values.get("default-graph-uri", ()), values.get("named-graph-uri", ()))


async def _answered(request: Request, workspace: Workspace, operation: QueryOperation) -> Response:
    """The answer, once it is complete: until then no status is sent."""
    accept = request.headers.get("accept")
    rows, triples = (negotiation.choose_media(accept, list(offered)) for offered in (ROWS, TRIPLES))
    if rows is None and triples is None:
        raise _unacceptable()
    chosen = operation.default_graphs or operation.named_graphs
    snapshot = workspace.snapshot()
    dataset = QueryDataset(operation.default_graphs, operation.named_graphs) if chosen else None
    pool: QueryPool = request.app.state.query_pool

    def work(stop: QueryStop) -> Answer:
        return answer(
            snapshot.store,
            operation.query,
            format=rows and ROWS[rows],
            triples=triples and TRIPLES[triples],
            base=_endpoint(request),
            dataset=dataset,
            stop=stop,
        )

    found = await while_there(request, partial(pool.run, work))
    if found is None:
        return Response(status_code=GONE)
    media = triples if found.holds_triples else rows
    return _response(request, found.body, media or found.media_type)


def _described(request: Request, workspace: Workspace) -> Response:
    from skillgraph.graph.service_description import service_description

    media = negotiation.choose_media(request.headers.get("accept"), list(TRIPLES))
    if media is None:
        raise _unacceptable()
    body = service_description(_endpoint(request), workspace.snapshot().store.graph_names(), TRIPLES[media])
    return _response(request, body, media)


def _update_refused() -> QueryError:
    return error_of(QueryError, "no-updates")


def _endpoint(request: Request) -> str:
    """The address of the endpoint, as the client writes it.

    Raises:
        HTTPException: 400, if the host that the client names makes no address.
    """
    from skillgraph.graph.terms import is_iri

    endpoint = str(request.url.replace(query="", fragment=""))
    if not is_iri(endpoint):
        raise Refusal(400, "no-host")
    return endpoint


def _unacceptable() -> NotAcceptableError:
    offered = ", ".join(dict.fromkeys([*ROWS, *TRIPLES]))
    return error_of(NotAcceptableError, "not-acceptable", offered=offered)


def _response(request: Request, body: bytes, media: str) -> Response:
    headers = {"Content-Length": str(len(body)), "Vary": "Accept"}
    return Response(b"" if request.method == "HEAD" else body, headers=headers, media_type=media)
