"""Parameters and fields of bodies of the fields of requests, which state their limits and what they are."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field as BodyField
from pydantic import StringConstraints

from skillgraph.workspace.query import Run
from skillgraph.workspace.requests import AnyRequest, CountingRequest, RequestField, fields_of

READING = Run(build=False)
"""How every request is carried out: what is missing is said, and not built."""

SIGNS = 2_000
"""The longest text of a parameter, but for that of a posting."""


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


Texts = tuple[Annotated[str, StringConstraints(max_length=SIGNS)], ...]
Where = Annotated[Texts, parameter(CountingRequest, "where", examples=[["since=2026-01-01"]])]
