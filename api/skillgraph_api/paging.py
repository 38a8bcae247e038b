"""Pages of long lists: a cursor names the last item of a page, so that the next goes on after it."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Query, Request, Response

from skillgraph.errors import InputError
from skillgraph.languages.sentences import error_of

Item = TypeVar("Item")
HEADERS = {
    "Link": "Where the next page is (`rel=next`); none on the last.",
    "Total-Count": "How many there are on all pages.",
}

Limit = Annotated[int, Query(ge=1, le=1_000, description="So many on a page.")]
Cursor = Annotated[
    str | None,
    Query(max_length=4_000, description="Where the page begins: the `cursor` of a `Link`."),
]


def page_of(
    items: Sequence[Item],
    name: Callable[[Item], str],
    limit: int,
    cursor: str | None,
    request: Request,
    response: Response,
) -> list[Item]:
    """The items of one page; the headers of the response say how many there are and where the next is.

    What is put into the list or taken out between two pages makes neither pass over an item nor give one
    twice, as long as the last item of the first is still there. If it is gone (it was decided on, say, and
    the list is of what waits), the next begins where the first began: rather something comes twice.

    Args:
        items: All of them.
        name: What tells an item from all others.
        limit: So many on a page.
        cursor: What an earlier page gave; ``None`` for the first page.
        request: The one that asks for the page.
        response: Gets the headers.

    Raises:
        InputError: If the cursor is none that was given.
    """
    start = 0 if cursor is None else _after(items, name, cursor)
    page = list(items[start : start + limit])
    response.headers["Total-Count"] = str(len(items))
    if page and start + limit < len(items):
        following = request.url.include_query_params(cursor=_cursor(start, len(page), name(page[-1])))
        response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return page


def _cursor(start: int, size: int, last: str) -> str:
    return urlsafe_b64encode(json.dumps([start, size, last]).encode()).decode("ascii")


def _after(items: Sequence[Item], name: Callable[[Item], str], cursor: str) -> int:
    start, size, last = _read(cursor)
    place = start + size
    if place <= len(items) and name(items[place - 1]) == last:
        return place
    return next((number + 1 for number, one in enumerate(items) if name(one) == last), start)


def _read(cursor: str) -> tuple[int, int, str]:
    try:
        match json.loads(urlsafe_b64decode(cursor.encode("ascii"))):
            case [int(start), int(size), str(last)] if start >= 0 and size > 0:
                return start, size, last
    except (ValueError, RecursionError):
        pass
    raise error_of(InputError, "cursor-unknown", cursor=cursor[:40])
