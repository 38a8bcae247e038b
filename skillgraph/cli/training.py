"""`train`: fit the parameters that ship with skillgraph, or your own."""

from __future__ import annotations

import typer

commands = typer.Typer(
    help="Fit the matcher's parameters on texts whose concepts are known.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(commands, name="train")
