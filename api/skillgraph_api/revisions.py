"""Revisions of mappings in headers: what an answer shows, and what a decision saw."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header
from starlette.exceptions import HTTPException


def etag(revision: int) -> str:
    """The entity tag of a revision."""
    return f'"{revision}"'


async def _seen(
    if_match: Annotated[
        str | None,
        Header(description="The ETag of the mapping that was looked at.", examples=['"0"'], max_length=100),
    ] = None,
) -> int:
    """The revision that a decision saw.

    Raises:
        HTTPException: 428 if none is named, 412 if what is named is none of a mapping.
    """
    said = (if_match or "*").strip()
    if said == "*":
        raise HTTPException(428, "A decision names the revision that was looked at")
    number = said.removeprefix('"').removesuffix('"')
    if said != f'"{number}"' or not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise HTTPException(412, f"The mapping has no revision {said}")
    return int(number)


Seen = Annotated[int, Depends(_seen)]
ETAG = {"ETag": "The revision of the mapping, to be sent as If-Match with a decision on it."}
