"""The same as JSON, as a table (CSV) or as RDF (Turtle, JSON-LD): what a client likes best by `Accept`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, Final, get_origin

from fastapi import Request, Response
from fastapi.routing import APIRoute

from skillgraph.errors import NotAcceptableError
from skillgraph.formulas import guarded
from skillgraph.graph.terms import Triple
from skillgraph.languages.sentences import error_of
from skillgraph_api.negotiation import choose_media

JSON: Final = "application/json"
CSV: Final = "text/csv"
RDF: Final[Mapping[str, str]] = {"text/turtle": ".ttl", "application/ld+json": ".jsonld"}
"""Media types of RDF, with the ends of names of files."""


class TableRoute(APIRoute):
    """A route whose lists are tables too, for who likes CSV best."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, which answers with what is liked best."""
        handle = super().get_route_handler()
        if get_origin(self.response_model) is not list or "GET" not in (self.methods or ()):
            return handle

        async def handled(request: Request) -> Response:
            media = _chosen(request, (JSON, CSV))
            answer = await handle(request)
            answer.headers.add_vary_header("Accept")
            return answer if media == JSON else _table(answer)

        return handled


def as_rdf(request: Request, response: Response, triples: Callable[[], Iterable[Triple]]) -> Response | None:
    """The answer in RDF; ``None`` where JSON is liked better.

    Args:
        request: The one that is answered.
        response: Gets the headers of the answer in JSON, and has those of the other.
        triples: Gives what the answer says.

    Raises:
        NotAcceptableError: If the client takes neither.
    """
    from skillgraph.graph.serializing import document
    from skillgraph.namespaces import prefixes

    media = _chosen(request, (JSON, *RDF))
    response.headers.add_vary_header("Accept")
    if media == JSON:
        return None
    content = document(triples(), RDF[media], prefixes())
    return Response(content, media_type=media, headers=dict(response.headers))


def _chosen(request: Request, offered: Sequence[str]) -> str:
    media = choose_media(request.headers.get("accept"), offered)
    if media is None:
        raise error_of(NotAcceptableError, "not-acceptable", offered=", ".join(offered))
    return media


def _table(answer: Response) -> Response:
    """A list of JSON objects as CSV: a column for each key; what is no text is JSON in its cell."""
    if answer.status_code != 200:
        return answer
    rows: list[dict[str, Any]] = json.loads(bytes(answer.body))
    columns = list(dict.fromkeys(name for row in rows for name in row))
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(columns)
    writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    kept = {k: v for k, v in answer.headers.items() if k not in ("content-length", "content-type")}
    return Response(target.getvalue(), media_type=CSV, headers=kept)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
