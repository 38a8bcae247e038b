"""Checks loaded credentials against a definition of micro-credentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillgraph.analytics.coverage import counts
from skillgraph.clock import today
from skillgraph.model import CredentialCheck
from skillgraph.workspace.credentials.finding import select_credentials

if TYPE_CHECKING:
    from skillgraph.graph.profiles import ConformanceProfile
    from skillgraph.workspace.requests import CheckRequest
    from skillgraph.workspace.state.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Checked:
    """The checks of one run.

    Attributes:
        profile: The definition they were checked against.
        day: The day on which the checks count, ISO 8601.
        checks: One for each credential.
        acknowledgements: What the frameworks whose concepts are named ask to be said.
    """

    profile: ConformanceProfile
    day: str
    checks: tuple[CredentialCheck, ...]
    acknowledgements: tuple[str, ...]


def check_credentials(workspace: Workspace, request: CheckRequest) -> Checked:
    """Check the credentials that are named, or all of them.

    Raises:
        NotFoundError: If a credential or the profile is not there.
        InputError: If a name fits several, or the profile cannot be used.
    """
    from skillgraph.graph.checking import check, skill_types
    from skillgraph.graph.profiles import open_profile

    day = request.day or today()
    opened = open_profile(request.profile)
    snapshot = workspace.snapshot()
    credentials = select_credentials(snapshot, request.named, source=request.source)
    outcomes = {outcome.id for credential in credentials for outcome in credential.outcomes}
    about = (mapping for mapping in snapshot.mappings if mapping.subject_id in outcomes)
    mappings = [mapping for mapping in about if counts(mapping, 0.0)]
    frameworks = snapshot.manifest.frameworks
    concepts = {mapping.object_id for mapping in mappings}
    types = skill_types(snapshot.store, [record.graph for record in frameworks], concepts)
    checks = check(credentials, mappings, opened, day=day, skill_types=types)
    acknowledgements = {
        record.acknowledgement: None for record in frameworks if mappings and record.acknowledgement
    }
    return Checked(opened, day, tuple(checks), tuple(acknowledgements))
