"""`review session`: one credential at a time, one key for each decision."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli.keys import read_key, read_line
from skillgraph.cli.options import WorkspaceOption, opened
from skillgraph.cli.output import note, readable
from skillgraph.cli.review_options import ReviewerOption, who
from skillgraph.cli.review_tables import print_decided, summary
from skillgraph.errors import InputError, SkillgraphError
from skillgraph.model import Action
from skillgraph.workspace.requests import NAMING

if TYPE_CHECKING:
    from skillgraph.alignment.listing import Listing, ReviewItem
    from skillgraph.model import Agent, Review
    from skillgraph.workspace import Workspace

KEYS = "a accept, r reject, c change, n no good term, s skip, u undo the last, w why, q quit"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("session")(session)


def session(
    context: typer.Context,
    credential: Annotated[str, typer.Argument(help=f"A credential: {NAMING}.")],
    by: ReviewerOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Decide on what waits of one credential, with one key for each mapping.

    Keys: a accept, r reject, c change (asks for the concept), n no good term, s skip, u undo the last,
    w why, q quit.
    """
    space, agent = opened(context, workspace), who(by)
    _Session(space, _id(space, credential), agent).run()


class _Session:
    """What waits of a credential, mapping by mapping; every key is written at once."""

    def __init__(self, space: Workspace, credential: str, by: Agent) -> None:
        self._space = space
        self._credential = credential
        self._by = by
        self._skipped: set[str] = set()
        self._decided: list[str] = []

    def run(self) -> None:
        """Ask until nothing waits, or the reviewer quits."""
        note(f"Deciding as {self._by}. Keys: {KEYS}.")
        while (item := self._next()) is not None:
            self._show(item)
            while not self._act(item, key := self._key()):
                if key in ("q", ""):
                    break
            if key in ("q", ""):
                break
        note(f"Done: {len(self._decided)} decisions. The credential has {summary(self._listing().counts())}.")

    def _listing(self) -> Listing:
        from skillgraph.alignment.listing import ReviewFilter
        from skillgraph.workspace.review.listing import listed

        return listed(self._space, ReviewFilter(credential=self._credential))

    def _next(self) -> ReviewItem | None:
        waiting = (item for item in self._listing().items() if item.status.waiting)
        return next((item for item in waiting if item.uri not in self._skipped), None)

    def _show(self, item: ReviewItem) -> None:
        sure = "" if item.confidence is None else f"confidence {item.confidence:.2f}"
        source = ", ".join(filter(None, (item.framework, sure)))
        before = f" — was {item.decided_before} before its text changed" if item.decided_before else ""
        note(readable(f"\n{item.text}"))
        note(readable(f"  {item.predicate} {item.label} ({source}){before}"))

    def _key(self) -> str:
        sys.stderr.write("  [a r c n s u w q] ")
        sys.stderr.flush()
        key = read_key()
        note(key)
        return key

    def _act(self, item: ReviewItem, key: str) -> bool:
        """Do what a key says; whether to go on to what waits next."""
        actions = {"a": Action.ACCEPT, "r": Action.REJECT, "c": Action.CHANGE, "n": Action.NO_TERM}
        try:
            if key in actions:
                self._decide(actions[key], item)
                return True
            if key == "u":
                return self._undo()
            if key == "w":
                self._why(item)
        except SkillgraphError as error:
            note(readable(f"  {error.message} {error.hint}"))
        if key == "s":
            self._skipped.add(item.uri)
            return True
        if key not in ("w", "q", "u", "", *actions):
            note(f"  {KEYS}")
        return False

    def _decide(self, action: Action, item: ReviewItem) -> None:
        from skillgraph.alignment.verdicts import Verdict
        from skillgraph.workspace.review.deciding import decide_or_raise, term_named

        verdict = Verdict(action, item.uri, self._review(), seen=item.revision)
        if action is Action.NO_TERM:
            verdict = replace(verdict, target=item.outcome, beside=item.uri)
        if action is Action.CHANGE:
            words = read_line("  concept (URI or label): ")
            if not words:
                raise InputError("No concept was named.", hint="Nothing was changed.")
            verdict = replace(verdict, term=term_named(self._space.snapshot(), words))
        changed = decide_or_raise(self._space, [verdict])
        self._decided.append(changed[0].uri)
        print_decided(changed)

    def _undo(self) -> bool:
        from skillgraph.alignment.verdicts import Verdict
        from skillgraph.workspace.review.deciding import decide_or_raise

        if not self._decided:
            note("  Nothing was decided in this session.")
            return False
        last = Verdict(Action.UNDO, self._decided.pop(), self._review())
        print_decided(decide_or_raise(self._space, [last]))
        return True

    def _review(self) -> Review:
        from skillgraph.clock import now
        from skillgraph.model import Review

        return Review(self._by, now())

    def _why(self, item: ReviewItem) -> None:
        from skillgraph.workspace.review.listing import shown

        record = shown(self._space, item.uri).record
        note(readable(f"  nearest label: {', '.join(record.match_string)}; {record.other}"))
        for step in record.history:
            note(readable(f"  {step.at} {step.by}: {step.action} {step.reason}"))


def _id(space: Workspace, words: str) -> str:
    from skillgraph.workspace.credentials.finding import find_credential

    return find_credential(space.snapshot().credentials_of(None), words).id
