"""Looks at a workspace and where it runs, and says of each thing whether it is well and what to do if not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from platform import python_version

from skillgraph import __version__, halves, settings
from skillgraph.clock import now
from skillgraph.errors import IndexDamagedError, IndexMissingError, SkillgraphError, WorkspaceLockedError
from skillgraph.matching.profile import Profile
from skillgraph.provider_settings import ServiceProvider
from skillgraph.settings import QueryLimits, ServiceAccess, ServiceLimits, Settings
from skillgraph.workspace.access.audit import audit_log
from skillgraph.workspace.access.keys import KeyState, keys
from skillgraph.workspace.connections.connections import board
from skillgraph.workspace.feedback.feedback import listed as feedback_listed
from skillgraph.workspace.feedback.requests import FeedbackListRequest
from skillgraph.workspace.jobs.record import JobState
from skillgraph.workspace.jobs.store import JobStore
from skillgraph.workspace.moderation.entries import EntryState
from skillgraph.workspace.query import Query
from skillgraph.workspace.state.indexing import open_matcher
from skillgraph.workspace.state.locking import locked
from skillgraph.workspace.state.workspace import Workspace

_PACKAGE = "skillgraph-mapper"
_LEAST = 200_000_000
"""Bytes that must be free: a write of a large framework needs about as many."""

_SOON = timedelta(days=30)
_CHECK = "`skillgraph check` reads everything and says what to do."


class Health(StrEnum):
    """How something is."""

    WELL = "well"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing.

    Attributes:
        about: The thing.
        said: What was found.
        remedy: What to do about it; empty where there is nothing to do.
    """

    about: str
    health: Health
    said: str
    remedy: str = ""


Findings = Iterator[Finding]


def examine(folder: Path) -> Findings:
    """Look at everything; a thing that cannot be looked at is wrong, and the others are looked at still.

    Args:
        folder: The workspace, which need not exist.
    """
    yield from _versions()
    yield from _settings()
    try:
        workspace = Workspace.open(folder)
    except SkillgraphError as error:
        yield _wrong("workspace", error)
        return
    yield Finding("workspace", Health.WELL, f"{folder} can be read.")
    for about, look in _LOOKS.items():
        try:
            yield from look(workspace)
        except SkillgraphError as error:
            yield _wrong(about, error)
        except OSError as error:
            yield Finding(about, Health.WRONG, f"{error}.", "Check the path and its permissions.")


def _versions() -> Findings:
    yield Finding("versions", Health.WELL, f"skillgraph {__version__}, Python {python_version()}.")
    try:
        needed = [one for one in requires(_PACKAGE) or () if "extra ==" not in one]
    except PackageNotFoundError:
        yield Finding("libraries", Health.NOTE, "skillgraph is not installed, so what it needs is not known.")
        return
    missing = [name for one in needed if not _has(name := _name(one))]
    if missing:
        said = f"These libraries are missing: {', '.join(missing)}."
        yield Finding("libraries", Health.WRONG, said, "Install skillgraph again.")
    else:
        yield Finding("libraries", Health.WELL, f"All {len(needed)} libraries that it needs are there.")


def _name(requirement: str) -> str:
    """The name at the beginning of a requirement: ``ibis-framework[duckdb]<13,>=10``."""
    return "".join(" " if sign in "<>=!~[;( " else sign for sign in requirement).split()[0]


def _has(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _settings() -> Findings:
    readers: tuple[Callable[[], object], ...] = (
        Settings.from_environment,
        QueryLimits.from_environment,
        ServiceLimits.from_environment,
        ServiceAccess.from_environment,
        ServiceProvider.from_environment,
        settings.publish_authorization,
    )
    wrong = 0
    for read in readers:
        try:
            read()
        except SkillgraphError as error:
            wrong += 1
            yield _wrong("settings", error)
    given = sorted(name for name in os.environ if name.startswith("SKILLGRAPH_"))
    known = settings.__doc__ or ""
    for name in given:
        if known and f"``{name}``" not in known and name != "SKILLGRAPH_SHARED":
            said = f"There is no setting {name}; it has no effect."
            yield Finding("settings", Health.NOTE, said, "`docs/workspace.md` lists the settings.")
    for folder in _folders():
        wrong += 1
        yield folder
    if not wrong:
        said = f"{len(given)} are set: {', '.join(given)}." if given else "None is set; the defaults hold."
        yield Finding("settings", Health.WELL, said)


def _folders() -> Findings:
    """Settings that name folders which are not there."""
    for name in ("SKILLGRAPH_ENCODER", "SKILLGRAPH_STUDENT"):
        given = os.environ.get(name)
        if given and not Path(given).is_dir():
            said = f"{name} names {given}, which is no folder."
            yield Finding("settings", Health.WRONG, said, "Name the folder that the training wrote.")


def _disk(workspace: Workspace) -> Findings:
    free = shutil.disk_usage(workspace.path).free
    held = sum(path.stat().st_size for path in workspace.path.rglob("*") if path.is_file())
    said = f"{free / 1e9:,.1f} GB are free; the workspace has {held / 1e9:,.2f} GB."
    if free < _LEAST:
        yield Finding("disk", Health.WRONG, said, "Make room, or nothing can be loaded.")
    elif free < held:
        yield Finding("disk", Health.NOTE, said, "A backup may not fit on the same disk.")
    else:
        yield Finding("disk", Health.WELL, said)


def _permissions(workspace: Workspace) -> Findings:
    every = [workspace.path, *workspace.path.rglob("*")]
    closed = [path for path in every if not os.access(path, os.R_OK | (os.W_OK if path.is_dir() else 0))]
    if closed:
        said = f"{len(closed)} files or folders cannot be used by this user, such as {closed[0]}."
        yield Finding(
            "permissions", Health.WRONG, said, f"Have {workspace.path} owned by who runs skillgraph."
        )
    else:
        yield Finding(
            "permissions", Health.WELL, "Everything can be read, and folders be written, by this user."
        )
    loose = [path for path in every if os.name != "nt" and path.stat().st_mode & 0o002]
    if loose:
        said = f"Anybody on this machine may change {loose[0]}{_more(loose)}."
        yield Finding("permissions", Health.NOTE, said, f"Run `chmod -R o-w {workspace.path}`.")


def _graph(workspace: Workspace) -> Findings:
    from skillgraph.graph import generations

    generation = workspace.manifest.generation
    if generation is None:
        yield Finding("graph", Health.NOTE, "Nothing is loaded yet.", "Run `skillgraph init`.")
        return
    with generations.opened(workspace.path / "graph", generation):
        yield Finding("graph", Health.WELL, f"{generation} opens, and its files are as they were written.")


def _index(workspace: Workspace) -> Findings:
    if not workspace.manifest.frameworks:
        yield Finding("index", Health.NOTE, "No framework is loaded.", "Run `skillgraph init`.")
        return
    found = [_index_of(workspace, profile) for profile in Profile]
    usable = any(one.health is Health.WELL for one in found)
    for one in found:
        missing = one.health is Health.NOTE and not usable  # no question can be answered at all
        yield Finding(one.about, Health.WRONG, one.said, one.remedy) if missing else one


def _index_of(workspace: Workspace, profile: Profile) -> Finding:
    about = f"index ({profile})"
    remedy = f"Run `skillgraph index --profile {profile}`."
    try:
        matcher = open_matcher(workspace, Query(profile=profile, build=False))
    except IndexDamagedError as error:
        return Finding(about, Health.WRONG, error.message, remedy)
    except IndexMissingError as error:
        return Finding(about, Health.NOTE, error.message, remedy)
    return Finding(about, Health.WELL, f"It is there for {matcher.index.framework}, and up to date.")


def _locks(workspace: Workspace) -> Findings:
    held = [path.name for path in sorted(workspace.path.glob("*.lock")) if _is_held(path)]
    if held:
        said = f"{', '.join(held)}: another process is writing, or doing a job."
        yield Finding("locks", Health.NOTE, said, "Wait for it to end before you load something.")
    else:
        yield Finding("locks", Health.WELL, "Nobody is writing.")
    left = [path for path in workspace.path.rglob(".*") if halves.is_half(path)]
    if left and not held:
        said = f"{len(left)} halves of files are left of processes that were killed, such as {left[0].name}."
        yield Finding("locks", Health.NOTE, said, "The next write beside them removes them.")


def _is_held(path: Path) -> bool:
    try:
        with locked(path):
            return False
    except WorkspaceLockedError:
        return True


def _keys(workspace: Workspace) -> Findings:
    made = keys(workspace)
    soon = (datetime.now(UTC) + _SOON).strftime("%Y-%m-%dT%H:%M:%SZ")
    valid = [one for one in made if one.state(now()) is KeyState.VALID]
    ending = [one for one in valid if one.expires and one.expires < soon]
    expired = [one for one in made if one.state(now()) is KeyState.EXPIRED]
    closed = not ServiceAccess.from_environment().open
    said = f"{len(valid)} of {len(made)} keys of the service can be used."
    if closed and not valid:
        remedy = "Make one with `skillgraph key make NAME`."
        yield Finding("keys", Health.WRONG, f"Reading needs a key, and {said}", remedy)
    else:
        yield Finding("keys", Health.WELL, said)
    for one in ending:
        remedy = f"Make another with `skillgraph key make`, then `skillgraph key revoke {one.id}`."
        yield Finding("keys", Health.NOTE, f"Key {one.id} of {one.name} ends at {one.expires}.", remedy)
    for one in expired:
        said = f"Key {one.id} of {one.name} is expired since {one.expires}."
        yield Finding("keys", Health.NOTE, said, f"Close it for good with `skillgraph key revoke {one.id}`.")


def _audit(workspace: Workspace) -> Findings:
    lines = list(audit_log(workspace).lines())
    wrong = [str(one.number) for one in lines if one.damaged]
    if wrong:
        said = f"Lines of the audit log are not as they were written: {', '.join(wrong[:5])}."
        yield Finding("audit log", Health.WRONG, said, "Compare it with a backup.")
    else:
        yield Finding("audit log", Health.WELL, f"All {len(lines)} lines are as they were written.")


def _moderation(workspace: Workspace) -> Findings:
    """What people left and no reviewer has looked at, and what is on credentials that are gone."""
    given, left = feedback_listed(workspace, FeedbackListRequest()), board(workspace)
    waiting = sum(one.state is EntryState.WAITING for one in given)
    many = waiting + left.waiting
    said = f"{waiting} pieces of feedback and {left.waiting} offers and needs wait for a reviewer."
    remedy = "See `skillgraph feedback list`, `skillgraph need list` and `skillgraph offer list`."
    yield Finding("moderation", Health.NOTE if many else Health.WELL, said, remedy if many else "")
    gone = sorted({one.name for one in given if one.gone})
    if gone:
        said = f"There is feedback on credentials that are not loaded: {', '.join(gone[:5])}."
        yield Finding("moderation", Health.NOTE, said, "Load them again, or `skillgraph feedback forget ID`.")
    if left.expired:
        said = f"{left.expired} offers and needs are past their last day; their contacts are kept still."
        remedy = "Remove them with `skillgraph need forget ID` and `skillgraph offer forget ID`."
        yield Finding("moderation", Health.NOTE, said, remedy)


def _jobs(workspace: Workspace) -> Findings:
    found = JobStore(workspace.path).all()
    waiting = sum(not one.state.ended for one in found)
    yield Finding(
        "jobs", Health.WELL, f"{waiting} jobs of the service wait or run, of {len(found)} that are kept."
    )
    for one in found:
        if one.state is JobState.INTERRUPTED and one.failure is not None:
            yield Finding("jobs", Health.NOTE, f"{one.kind} {one.id} was interrupted.", one.failure.hint)


def _more(found: Iterable[Path]) -> str:
    others = len(list(found)) - 1
    return f" and {others} more" if others else ""


def _wrong(about: str, error: SkillgraphError) -> Finding:
    return Finding(about, Health.WRONG, error.message, error.hint or _CHECK)


_LOOKS: dict[str, Callable[[Workspace], Findings]] = {
    "disk": _disk,
    "permissions": _permissions,
    "graph": _graph,
    "index": _index,
    "locks": _locks,
    "keys": _keys,
    "audit log": _audit,
    "moderation": _moderation,
    "jobs": _jobs,
}
