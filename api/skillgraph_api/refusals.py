"""What the service refuses by itself, as HTTP says it: a status, and a sentence that every language has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.exceptions import HTTPException

from skillgraph.languages.sentences import Sentence, sentence

RETRY: Final = 5
"""Seconds after which a client that was sent away may ask again."""


class Refusal(HTTPException):
    """A request that is refused.

    Args:
        status: The HTTP status.
        name: Of the sentence in `problems.toml`, under ``refused``.
        headers: Of the answer.
        values: What is put into the places of the sentence.
    """

    detail: Sentence

    def __init__(
        self, status: int, name: str, /, *, headers: Mapping[str, str] | None = None, **values: object
    ) -> None:
        super().__init__(status, sentence(f"refused.{name}", **values), headers)


def closing(
    status: int, name: str, /, *, headers: Mapping[str, str] | None = None, **values: object
) -> Refusal:
    """A refusal after which the connection ends: what is left of the body is read by nobody."""
    return Refusal(status, name, headers={"Connection": "close", **(headers or {})}, **values)


def busy(what: str, **values: object) -> Refusal:
    """503: the client is to come back."""
    return closing(503, f"busy-{what}", headers={"Retry-After": str(RETRY)}, **values)
