"""Names and values of addresses and forms, read strictly: what is no UTF-8 is refused, not replaced."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.requests import Request

from skillgraph_api.refusals import Refusal

FORM = "application/x-www-form-urlencoded"
MOST = 1_000
"""Names and values of one address or form."""

Values = Mapping[str, tuple[str, ...]]
"""The values of each name, in their order."""


def address_values(request: Request) -> Values:
    """What the address of a request says after the question mark.

    Raises:
        HTTPException: 400, if it cannot be read.
    """
    return _values(request.scope["query_string"], "address")


async def form_values(request: Request) -> Values:
    """What the form in the body of a request says.

    Raises:
        HTTPException: 400, if it cannot be read.
    """
    return _values(await request.body(), "form")


def together(*some: Values) -> Values:
    """The values of several places, those of the first first."""
    names = {name for values in some for name in values}
    return {name: tuple(value for values in some for value in values.get(name, ())) for name in names}


def content_type(headers: Headers) -> tuple[str, str]:
    """The media type of a body in lower case, empty where none is given, and its character set."""
    media, _, parameters = headers.get("content-type", "").lower().partition(";")
    charset = next(
        (part.partition("=")[2] for part in parameters.split(";") if part.strip().startswith("charset=")), ""
    )
    return media.strip(), charset.strip(' "') or "utf-8"


def _values(data: bytes, place: str) -> Values:
    try:
        pairs = parse_qsl(data.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST)
    except UnicodeDecodeError:
        raise Refusal(400, f"{place}-not-utf8") from None
    except ValueError:
        raise Refusal(400, f"{place}-too-long", most=MOST) from None
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value)
    return found
