"""Parameters and fields of bodies of the fields of requests, which state their limits and what they are."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from fastapi import Query
from pydantic import BeforeValidator, StringConstraints
from pydantic import Field as BodyField
from pydantic_core import PydanticCustomError

from skillgraph.workspace.query import Run
from skillgraph.workspace.requests import AnyRequest, CountingRequest, RequestField, fields_of

READING = Run(build=False)
"""How every request is carried out: what is missing is said, and not built."""

SIGNS = 2_000
"""The longest text of a parameter, but for that of a posting."""

SHORT = 200
"""The longest title, and the longest name of an author."""


def parameter(
    request: type[AnyRequest],
    name: str,
    **more: Any,  # noqa: ANN401 - what FastAPI takes
) -> Any:  # noqa: ANN401 - what FastAPI makes of it
    """The parameter that gives a field.

    Args:
        request: The kind of request.
        name: The field.
        more: Other settings of the parameter, such as examples.
    """
    return Query(**_settings(fields_of(request)[name]), **more)


def body_field(
    request: type[AnyRequest],
    name: str,
    **more: Any,  # noqa: ANN401 - what pydantic takes
) -> Any:  # noqa: ANN401 - what pydantic makes of it
    """The field of a JSON body that gives a field."""
    return BodyField(**_settings(fields_of(request)[name]), **more)


def _settings(field: RequestField) -> dict[str, Any]:
    limits = {"ge": field.least, "le": field.most}
    stated = {name: limit for name, limit in limits.items() if limit is not None}
    return {"description": field.help, **stated}


def _written(value: object) -> object:
    """A day as it is written; a number is none, which would else be taken for seconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise PydanticCustomError("date_written", "A day is written as 2026-11-25")
    return value


Day = Annotated[date, BeforeValidator(_written)]
Texts = tuple[Annotated[str, StringConstraints(max_length=SIGNS)], ...]
Where = Annotated[Texts, parameter(CountingRequest, "where", examples=[["since=2026-01-01"]])]
