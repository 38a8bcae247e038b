"""Review in a spreadsheet: what to decide goes out, decisions come back, conflicts are named by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from skillgraph import languages
from skillgraph.alignment.listing import ReviewFilter, ReviewItem
from skillgraph.alignment.review_words import action_named, predicate_named
from skillgraph.alignment.verdicts import Verdict
from skillgraph.clock import now
from skillgraph.errors import InputError, ProblemLog, RowProblem, SkillgraphError
from skillgraph.export.review_sheet import Cell, item_row, outcome_row, write_sheet
from skillgraph.formulas import unguarded
from skillgraph.model import Action, Agent, Review
from skillgraph.model.texts import many
from skillgraph.settings import WAIT
from skillgraph.sources.tables import normalise_header, open_table
from skillgraph.workspace.review.deciding import Decided, decide
from skillgraph.workspace.review.listing import listed, without_record
from skillgraph.workspace.review.meanings import UNKNOWN, Meaning, meanings
from skillgraph.workspace.review.searching import term_called

if TYPE_CHECKING:
    from skillgraph.sources.tables import Table
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace

Said = TypeVar("Said")
_HEADERS = {
    normalise_header(header): name.replace("_", " ")
    for name, others in languages.together("headings", "review_sheet").items()
    for header in (name, *others)
}
"""The columns that are read, by their headers in any language, case and accents aside."""

_NEEDED = ("decision", "mapping", "outcome id")
_CHANGES = ("new concept", "new relation")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a sheet.

    Attributes:
        decided: What was written.
        rows: How many rows hold a decision.
        conflicts: The rows whose decision was not taken, with the reason of each.
    """

    decided: Decided
    rows: int
    conflicts: tuple[RowProblem, ...]


def export_sheet(workspace: Workspace, path: Path, wanted: ReviewFilter) -> int:
    """Write the mappings that a filter leaves, and the outcomes without any where it asks for no status.

    Returns:
        How many rows were written.

    Raises:
        NotFoundError: If the credential that the filter names is not loaded.
        InputError: If it names several, or the file's name ends neither in ``.csv`` nor in ``.xlsx``.
    """
    items = listed(workspace, wanted).items()
    known = meanings(workspace.snapshot(), {item.concept: item.label for item in items})
    rows = [_row(item, known.get(item.concept, UNKNOWN)) for item in items]
    if not wanted.statuses and not wanted.marks and not wanted.disagreement and not wanted.reviewer:
        rows += [
            outcome_row(credential, outcome)
            for credential, outcome in without_record(workspace, wanted.credential, wanted.issuer)
        ]
    return write_sheet(path, rows)


def _row(item: ReviewItem, meaning: Meaning) -> list[Cell]:
    return item_row(item, meaning.definition, next(iter(meaning.path), ""))


def import_sheet(
    workspace: Workspace,
    path: Path,
    by: Agent,
    *,
    second_opinion: bool = False,
    skip_conflicts: bool = False,
    wait: float = WAIT,
) -> Imported:
    """Carry out the decisions of a sheet: all of them, or none where a row conflicts.

    A decision that the same reviewer has made already changes nothing.

    Args:
        workspace: Where to write.
        path: The sheet, as it was exported and filled in.
        by: Who decided.
        second_opinion: Whether decisions that others made meanwhile are stood beside, not conflicts.
        skip_conflicts: Whether to carry out the other rows.
        wait: For so many seconds, let another writer end first.

    Raises:
        InputError: If the file cannot be read, lacks a column, or holds no decision.
    """
    problems = ProblemLog()
    rows = _Rows(path, workspace.snapshot(), by, now(), second_opinion=second_opinion)
    lines, verdicts = rows.read(problems)
    unusable = list(problems)
    if not verdicts and not unusable:
        raise InputError(
            f"No row of {path} holds a decision; nothing was changed.",
            hint="Write accept, change, reject or no-term (accepter, modifier, rejeter, aucun terme) in the "
            "column decision, and save the sheet before you import it.",
        )
    if unusable and not skip_conflicts:
        return Imported(Decided(()), len(verdicts) + len(unusable), tuple(unusable))
    decided = decide(workspace, verdicts, wait=wait, skip_refused=skip_conflicts)
    refused = [
        RowProblem(str(path), lines[one.place], "decision", one.error.message.rstrip("."))
        for one in decided.refused
    ]
    conflicts = sorted([*unusable, *refused], key=lambda one: one.line or 0)
    return Imported(decided, len(verdicts) + len(unusable), tuple(conflicts))


def refusal_of(found: Imported, path: Path) -> InputError:
    """The error that says that nothing was written, for some rows conflict."""
    conflicts = len(found.conflicts)
    return InputError(
        f"{conflicts} of {many(found.rows, 'decision')} in {path} "
        f"{'conflicts' if conflicts == 1 else 'conflict'}; nothing was written.",
        hint="Mend these rows, export them again, or take the others with --skip-conflicts.",
    )


class _Rows:
    """Reads the rows of a sheet that hold a decision."""

    def __init__(self, path: Path, snapshot: Snapshot, by: Agent, at: str, *, second_opinion: bool) -> None:
        self._path = path
        self._snapshot = snapshot
        self._review = Review(by, at)
        self._second_opinion = second_opinion

    def read(self, problems: ProblemLog) -> tuple[list[int], list[Verdict]]:
        """The lines and the verdicts, of equal length."""
        found: list[tuple[int, Verdict]] = []
        # What a reviewer wrote above the header, or into another sheet, is no decision.
        with open_table(self._path, problems=problems, heads=_is_header, notes=ProblemLog()) as table:
            named = _named(table)
            for row in table.rows:
                cells = {named.get(column, column): unguarded(cell) for column, cell in row.cells.items()}
                found += [(row.line, verdict) for verdict in self._verdicts(row.line, cells, problems)]
        return [line for line, _ in found], [verdict for _, verdict in found]

    def _verdicts(self, line: int, cells: Mapping[str, str], problems: ProblemLog) -> Iterator[Verdict]:
        try:
            if not cells["decision"]:
                _refuse_undecided(cells)
                return
            yield self._verdict(cells)
        except _CellError as error:
            problems.add(self._path, line, error.reason, field=error.column)

    def _verdict(self, cells: Mapping[str, str]) -> Verdict:
        action = _cell(cells, "decision", action_named)
        mapping, outcome = cells["mapping"], cells["outcome id"]
        if not outcome or (action in (Action.ACCEPT, Action.REJECT) and not mapping):
            raise _CellError(
                "mapping", f"there is no mapping in this row to {action}; write change or no-term"
            )
        relation, concept = cells.get("new relation", ""), cells.get("new concept", "")
        if action is Action.CHANGE and not relation and not concept:
            raise _CellError("new concept", "nothing is said to change to")
        if action is not Action.CHANGE:
            _refuse_change(cells, action)
        verdict = Verdict(
            action,
            outcome if action is Action.NO_TERM or not mapping else mapping,
            replace(self._review, reason=cells.get("reason", ""), confidence=_share(cells)),
            seen=None if self._second_opinion or not mapping else _revision(cells),
            second_opinion=self._second_opinion,
            fingerprint=cells.get("text check", ""),
            idempotent=True,
            beside=mapping if action is Action.NO_TERM else "",
        )
        if action is not Action.CHANGE:
            return verdict
        return replace(
            verdict,
            predicate=_cell(cells, "new relation", predicate_named) if relation else None,
            term=_cell(cells, "new concept", lambda words: term_called(self._snapshot, words))
            if concept
            else None,
        )


def _is_header(cells: Sequence[str]) -> bool:
    return set(_NEEDED) <= {_HEADERS.get(normalise_header(cell), "") for cell in cells}


def _named(table: Table) -> dict[str, str]:
    """What each column of a table is called here.

    Raises:
        InputError: If one is missing, or two are the same.
    """
    named = {column: name for column in table.columns if (name := _HEADERS.get(normalise_header(column), ""))}
    missing = [name for name in _NEEDED if name not in named.values()]
    if missing:
        raise table.missing(missing)
    twice = next((name for name, times in Counter(named.values()).items() if times > 1), "")
    if twice:
        columns = " and ".join(repr(column) for column, name in named.items() if name == twice)
        raise InputError(
            f"{table.path}:{table.header_line}: the columns {columns} are both the column {twice}.",
            hint="Remove one of them, or give it another name.",
        )
    return named


def _refuse_undecided(cells: Mapping[str, str]) -> None:
    """A row that says what to change to, and not that it is to be changed, must not be passed over."""
    named = next((name for name in _CHANGES if cells.get(name)), "")
    if named:
        reason = f"has a {named}, {cells[named]!r}, and no decision; write change, or empty the cell"
        raise _CellError("decision", reason)


def _refuse_change(cells: Mapping[str, str], action: Action) -> None:
    """A row that accepts its mapping and names another concept says two things."""
    named = next((name for name in _CHANGES if _differs(cells, name)), "")
    if named:
        reason = f"says {action}, but the {named} is {cells[named]!r}; write change, or empty that cell"
        raise _CellError(named, reason)


def _differs(cells: Mapping[str, str], name: str) -> bool:
    """Whether a cell says another concept or relation than its row has already."""
    known = {"new concept": ("concept", "concept uri"), "new relation": ("relation",)}[name]
    said = cells.get(name, "").casefold()
    return bool(said) and said not in {cells.get(one, "").casefold() for one in known}


class _CellError(Exception):
    """A cell that makes its row unusable."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


def _cell(cells: Mapping[str, str], column: str, read: Callable[[str], Said]) -> Said:
    try:
        return read(cells[column])
    except SkillgraphError as error:
        message = " ".join(filter(None, (error.message, error.hint)))
        raise _CellError(column, message.rstrip(".")) from error


def _share(cells: Mapping[str, str]) -> float | None:
    words = cells.get("your confidence", "")
    if not words:
        return None
    number, percent = words.replace(",", ".").rstrip(" %"), words.rstrip().endswith("%")
    try:
        share = float(number) / 100 if percent else float(number)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise _CellError("your confidence", f"{words!r} is not a number from 0 to 1")
    return share


def _revision(cells: Mapping[str, str]) -> int:
    words = cells.get("revision", "")
    if not words.isdigit():
        raise _CellError("revision", f"{words!r} is not the number that was exported")
    return int(words)
