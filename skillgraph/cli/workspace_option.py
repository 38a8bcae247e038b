"""The option of the workspace folder, before the command and of each command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace", "-w", help="The workspace folder (default .skillgraph, or SKILLGRAPH_WORKSPACE)."
    ),
]
