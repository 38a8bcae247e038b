"""Revisions of mappings in headers: what an answer shows, and what a decision saw."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header

from skillgraph_api.refusals import Refusal


def etag(revision: int) -> str:
    """The entity tag of a revision."""
    return f'"{revision}"'


def whole_tag(tag: str, digest: str) -> str:
    """The entity tag of an answer: of its bytes, behind the revision where the answer has one.

    Args:
        tag: What `etag` gave; empty where the answer is no mapping.
        digest: Of the bytes, hexadecimal.
    """
    revision = _inner(tag)
    return f'"{revision}.{digest}"' if revision.isdecimal() else f'"{digest}"'


async def _seen(
    if_match: Annotated[
        str | None,
        Header(
            description="The ETag of the mapping that was looked at, or the revision alone.",
            examples=['"0"'],
            max_length=100,
        ),
    ] = None,
) -> int:
    """The revision that a decision saw; what else the tag is of, notes, say, is no reason to refuse it.

    Raises:
        HTTPException: 428 if none is named, 412 if what is named is none of a mapping.
    """
    said = (if_match or "*").strip()
    if said == "*":
        raise Refusal(428, "revision-not-named")
    number, _, digest = _inner(said).partition(".")
    known = number.isascii() and number.isdecimal() and len(number) < 10
    if not known or not (digest.isascii() and (digest.isalnum() or not digest)):
        raise Refusal(412, "revision-unknown", said=said)
    return int(number)


def _inner(tag: str) -> str:
    """What a strong tag has between its quotes; empty where it is none."""
    inner = tag.removeprefix('"').removesuffix('"')
    return inner if tag == f'"{inner}"' else ""


Seen = Annotated[int, Depends(_seen)]
ETAG = {"ETag": "The revision of the mapping, to be sent as If-Match with a decision on it."}
