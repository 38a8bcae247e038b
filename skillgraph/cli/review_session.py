"""`review session`: one outcome at a time with all its candidates, one key for each decision."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli import review_bulk, review_search, review_unmapped, review_why
from skillgraph.cli.keys import read_key, read_line
from skillgraph.cli.options import opened
from skillgraph.cli.output import note, readable
from skillgraph.cli.review_options import (
    FrameworkFilter,
    IssuerFilter,
    MaxFilter,
    MinFilter,
    ReviewerOption,
    who,
)
from skillgraph.cli.review_tables import print_decided, summary
from skillgraph.cli.workspace_option import WorkspaceOption
from skillgraph.errors import InputError, SkillgraphError
from skillgraph.model import Action
from skillgraph.model.texts import many
from skillgraph.settings import WAIT
from skillgraph.workspace.requests import NAMING, ReviewListRequest

if TYPE_CHECKING:
    from skillgraph.alignment.listing import Listing, ReviewFilter, ReviewItem
    from skillgraph.alignment.verdicts import Verdict
    from skillgraph.model import Agent, LearningOutcome, Review
    from skillgraph.workspace import Workspace

KEYS = (
    "1-9 accept that one, a accept and r reject the one marked ›, x reject all that wait here, "
    "c change it to another concept, n no good term, s skip, u undo the last, w why, f filter, "
    "b accept many above a confidence, q quit"
)
_SIGNS = {"accepted": "✓", "rejected": "✗", "no-term": "✗"}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("session")(session)


def session(
    context: typer.Context,
    credential: Annotated[
        str | None, typer.Argument(help=f"Only this credential: {NAMING}. Without it, all of them.")
    ] = None,
    issuer: IssuerFilter = ReviewListRequest.issuer,
    min_confidence: MinFilter = ReviewListRequest.min_confidence,
    max_confidence: MaxFilter = ReviewListRequest.max_confidence,
    framework: FrameworkFilter = ReviewListRequest.framework,
    by: ReviewerOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Decide on what waits, outcome by outcome, with one key for each decision.

    Keys: 1-9 accept that candidate, a accept and r reject the first that waits, x reject all that wait of the
    outcome, c change (searches a concept as you type), n no good term, s skip, u undo the last, w why,
    f filter by words, b accept many above a confidence, q quit. Then come the outcomes that nothing is
    proposed for: c finds one a concept, n says that there is no good term.
    """
    space, agent = opened(context, workspace), who(by)
    request = ReviewListRequest(
        credential=_id(space, credential) if credential else "",
        issuer=issuer,
        min_confidence=min_confidence,
        max_confidence=max_confidence,
        framework=framework,
    )
    _Session(space, request.filter, agent).run()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """An outcome with its candidates, and its place among those to decide."""

    number: int
    total: int
    items: Sequence[ReviewItem]

    @property
    def waiting(self) -> list[ReviewItem]:
        return [item for item in self.items if item.status.waiting]

    @property
    def first(self) -> ReviewItem:
        """The first candidate that waits."""
        return self.waiting[0]


class _Session:
    """What waits, outcome by outcome; every key is written at once."""

    def __init__(self, space: Workspace, wanted: ReviewFilter, by: Agent) -> None:
        self._space = space
        self._wanted = wanted
        self._by = by
        self._words = ""
        self._skipped: set[str] = set()
        self._decided: list[list[str]] = []
        self._order = self._to_decide()
        self._unmapped = review_unmapped.UnmappedOutcomes(space, wanted, self._review)

    def run(self) -> None:
        """Ask until nothing waits, or the reviewer quits."""
        note(f"Deciding as {self._by}. Keys: {KEYS}.")
        while self._turn():
            pass
        decisions = sum(map(len, self._decided))
        note(f"Done: {many(decisions, 'decision')}. Mappings: {summary(self._listing().counts())}.")
        self._unmapped.tell()

    def _turn(self) -> bool:
        """Ask about one outcome, those that something waits of first; whether to go on."""
        if (outcome := self._next()) is not None:
            self._show(outcome)
            numbers = f"1-{min(len(outcome.items), 9)}" if len(outcome.items) > 1 else "1"
            return self._ask(f"{numbers} a r x c n s u w f b q", partial(self._act, outcome))
        if (pair := self._unmapped.next(self._words)) is not None:
            self._unmapped.show(*pair)
            return self._ask("c n s u q", partial(self._act_unmapped, pair[1]))
        if self._decided:
            note("\nNothing else is left to decide. u undoes the last decision, q ends.")
            return self._ask("u q", self._act_at_the_end)
        return False

    def _listing(self) -> Listing:
        from skillgraph.workspace.review.listing import listed

        return listed(self._space, self._wanted)

    def _waiting(self, found: Listing) -> Iterator[tuple[str, range]]:
        """Each outcome with something that waits, and the places of all its candidates."""
        records = found.records
        for outcome, run in groupby(range(len(records)), lambda place: records[place].subject_id):
            places = list(run)
            if any(records[place].status.waiting for place in places):
                yield outcome, range(places[0], places[-1] + 1)

    def _to_decide(self) -> list[str]:
        found = self._listing()
        return [outcome for outcome, run in self._waiting(found) if self._any_fits(found, run)]

    def _any_fits(self, found: Listing, run: range) -> bool:
        return not self._words or any(map(self._fits, found.items(run.start, run.stop)))

    def _fits(self, item: ReviewItem) -> bool:
        where = "" if self._wanted.credential else f"{item.credential} {item.issuer}"
        texts = f"{item.shown} {item.label} {where}".casefold()
        return all(word in texts for word in self._words.casefold().split())

    def _next(self) -> _Outcome | None:
        places = {outcome: number for number, outcome in enumerate(self._order, start=1)}
        found = self._listing()
        runs = {outcome: run for outcome, run in self._waiting(found) if outcome not in self._skipped}
        number, outcome = min(((places[one], one) for one in runs if one in places), default=(0, ""))
        if not outcome:
            return None
        run = runs[outcome]
        return _Outcome(number, len(self._order), found.items(run.start, run.stop))

    def _show(self, outcome: _Outcome) -> None:
        first = outcome.items[0]
        place = f"{outcome.number} of {outcome.total}"
        where = f"{first.credential} ({first.issuer})" if first.credential else "not loaded (any more)"
        note(readable(f"\n{place} · {where}{f' · filter: {self._words}' if self._words else ''}"))
        note(readable(f"“{first.text}”"))
        for _, other in first.other_texts:
            note(readable(f"“{other}”"))
        for number, item in enumerate(outcome.items, start=1):
            sign = "›" if item is outcome.first else _SIGNS.get(item.status.value, " ")
            note(readable(f"{sign} {number}  {_candidate(item)}"))

    def _ask(self, keys: str, act: Callable[[str], bool]) -> bool:
        """Do what keys say until there is something else to show; whether to go on."""
        while True:
            sys.stderr.write(f"  [{keys}] ")
            sys.stderr.flush()
            key = read_key()
            note(key)
            if key in ("q", ""):
                return False
            try:
                if act(key):
                    return True
            except SkillgraphError as error:
                note(readable(f"  {error.message} {error.hint}"))

    def _act_unmapped(self, outcome: LearningOutcome, key: str) -> bool:
        """Do what a key says of an outcome without a proposal; whether there is something else to show."""
        if key == "u":
            return self._undo()
        if key == "s":
            self._unmapped.skip(outcome)
        elif verdict := self._unmapped.verdict(outcome, key):
            self._decide([verdict])
        else:
            note(f"  {review_unmapped.KEYS}")
            return False
        return True

    def _act_at_the_end(self, key: str) -> bool:
        """Undo the last decision of the session, which nothing else could be asked after."""
        if key == "u":
            return self._undo()
        note("  u undoes the last decision, q ends.")
        return False

    def _act(self, outcome: _Outcome, key: str) -> bool:
        """Do what a key says; whether there is something else to show."""
        if key.isdigit():
            return self._accept(outcome, int(key))
        if key == "s":
            self._skipped.add(outcome.first.outcome)
            return True
        if key == "w":
            numbers = [n for n, item in enumerate(outcome.items, start=1) if item.status.waiting]
            review_why.explain(self._space, outcome.waiting, numbers)
            return False
        if key in (others := {"u": self._undo, "f": self._filter, "b": self._accept_many}):
            return others[key]()
        if verdicts := self._verdicts(outcome, key):
            self._decide(verdicts)
            return True
        note(f"  {KEYS}")
        return False

    def _verdicts(self, outcome: _Outcome, key: str) -> list[Verdict]:
        """What a key decides of an outcome; nothing where it decides nothing."""
        first = outcome.first
        if key == "a":
            return [self._verdict(Action.ACCEPT, first)]
        if key in ("r", "x"):
            return [self._verdict(Action.REJECT, one) for one in (outcome.waiting if key == "x" else [first])]
        if key == "n":
            return [replace(self._verdict(Action.NO_TERM, first), target=first.outcome, beside=first.uri)]
        return [self._change(first)] if key == "c" else []

    def _verdict(self, action: Action, item: ReviewItem) -> Verdict:
        from skillgraph.alignment.verdicts import Verdict

        return Verdict(action, item.uri, self._review(), seen=item.revision)

    def _change(self, item: ReviewItem) -> Verdict:
        from skillgraph.workspace.review.deciding import term_named

        words = review_search.choose_concept(self._space)
        if not words:
            raise InputError("No concept was named.", hint="Nothing was changed.")
        term = term_named(self._space.snapshot(), words)
        if term.uri == item.concept:
            return self._verdict(Action.ACCEPT, item)
        return replace(self._verdict(Action.CHANGE, item), term=term)

    def _accept(self, outcome: _Outcome, number: int) -> bool:
        if not 0 < number <= len(outcome.items):
            raise InputError(f"There is no candidate {number}.", hint="Nothing was changed.")
        item = outcome.items[number - 1]
        if not item.status.waiting:
            raise InputError(
                f"Candidate {number} is {item.status} already.", hint="u undoes the last decision."
            )
        self._decide([self._verdict(Action.ACCEPT, item)])
        return True

    def _decide(self, verdicts: Sequence[Verdict]) -> None:
        from skillgraph.workspace.review.deciding import decide_or_raise

        changed = decide_or_raise(self._space, verdicts)
        self._decided.append([one.uri for one in changed[: len(verdicts)]])
        print_decided(changed)

    def _undo(self) -> bool:
        from skillgraph.alignment.verdicts import Verdict
        from skillgraph.workspace.review.deciding import decide_or_raise

        if not self._decided:
            note("  Nothing was decided in this session.")
            return False
        last = [Verdict(Action.UNDO, uri, self._review()) for uri in self._decided.pop()]
        undone = decide_or_raise(self._space, last)
        print_decided(undone[: review_bulk.PREVIEWED])
        if len(undone) > review_bulk.PREVIEWED:
            note(f"… {len(undone):,} decisions were undone.")
        return True

    def _filter(self) -> bool:
        before, self._words = self._words, read_line("  only with these words (nothing: all): ")
        order = self._to_decide()
        if not order:
            note(readable(f"  Nothing that waits has the words “{self._words}”."))
            self._words = before
            return False
        self._order, self._skipped = order, set()
        return True

    def _accept_many(self) -> bool:
        words = read_line("  accept all from which confidence on (0 to 1): ")
        above = _share(words)
        wanted = replace(self._wanted, min_confidence=max(above, self._wanted.min_confidence))
        accepted = review_bulk.accept_above(
            self._space, wanted, self._review(), sure=False, wait=WAIT, fits=self._fits
        )
        if accepted:
            self._decided.append(accepted)
        return bool(accepted)

    def _review(self) -> Review:
        from skillgraph.clock import now
        from skillgraph.model import Review

        return Review(self._by, now())


def _candidate(item: ReviewItem) -> str:
    """``0.62  weld metal (close, crafts@1.0)``, and what has become of it."""
    sure = "    " if item.confidence is None else f"{item.confidence:.2f}"
    relation = item.predicate.removeprefix("skos:").removesuffix("Match")
    source = ", ".join(filter(None, (relation, item.framework, item.retired)))
    before = f" — was {item.decided_before} before its text changed" if item.decided_before else ""
    state = "" if item.status.waiting else f" — {item.status}"
    return f"{sure}  {item.label} ({source}){before}{state}"


def _share(words: str) -> float:
    try:
        share = float(words.replace(",", "."))
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise InputError(f"{words!r} is no number from 0 to 1.", hint="Nothing was accepted.")
    return share


def _id(space: Workspace, words: str) -> str:
    from skillgraph.workspace.credentials.finding import find_credential

    return find_credential(space.snapshot().credentials_of(None), words).id
