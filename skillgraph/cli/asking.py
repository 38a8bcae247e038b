"""Options and arguments of the fields of requests, which state their limits and what they are."""

from __future__ import annotations

from typing import Any

import typer

from skillgraph.workspace.requests import AnyRequest, RequestField, fields_of


def option(
    request: type[AnyRequest],
    name: str,
    *flags: str,
    **more: Any,  # noqa: ANN401 - what typer takes
) -> Any:  # noqa: ANN401 - what typer makes of it
    """The option that gives a field.

    Args:
        request: The kind of request.
        name: The field.
        flags: What is written; by default the field's name.
        more: Other settings of the option; ``help`` stands for the field's own.
    """
    field = fields_of(request)[name]
    return typer.Option(*(flags or (f"--{name.replace('_', '-')}",)), **(_settings(field) | more))


def argument(
    request: type[AnyRequest],
    name: str,
    **more: Any,  # noqa: ANN401 - what typer takes
) -> Any:  # noqa: ANN401 - what typer makes of it
    """The argument that gives a field."""
    return typer.Argument(**(_settings(fields_of(request)[name]) | more))


def _settings(field: RequestField) -> dict[str, Any]:
    return {"help": field.help, "min": field.least, "max": field.most}
