"""What a new workspace starts with: ESCO, Skills for Success, and the crosswalk between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph import resources
from skillgraph.workspace.loading import Loaded, load_crosswalk, load_framework

if TYPE_CHECKING:
    from skillgraph.workspace.state.workspace import Workspace

BUILT_IN_ESCO = "esco-1.2.0-snapshot.zip"
SKILLS_FOR_SUCCESS = "skills-for-success.ttl"
CROSSWALK = "skills-for-success-esco.sssom.tsv"


def start(workspace: Workspace, esco: Sequence[Path] = ()) -> Iterator[Loaded]:
    """Load the frameworks that ship with skillgraph, one step at a time.

    Args:
        workspace: Where to load to.
        esco: An official ESCO bundle to take instead of the built-in snapshot.
    """
    yield load_framework(workspace, esco or [resources.ontologies("esco", BUILT_IN_ESCO)])
    yield load_framework(workspace, [resources.ontologies(SKILLS_FOR_SUCCESS)])
    yield load_crosswalk(workspace, resources.ontologies(CROSSWALK))
