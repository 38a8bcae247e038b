"""What people decided in their tables, taken back as decisions on the mappings of loaded outcomes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skillgraph.alignment.proposing import outcomes_of
from skillgraph.alignment.verdicts import Verdict
from skillgraph.clock import now
from skillgraph.errors import NotFoundError, SkillgraphError
from skillgraph.model import Action, Agent, Predicate, Review
from skillgraph.settings import WAIT
from skillgraph.workspace.review.deciding import decide, term_named

if TYPE_CHECKING:
    from skillgraph.workspace.state.snapshot import Snapshot
    from skillgraph.workspace.state.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Judgment:
    """What a person decided on one row.

    Attributes:
        concept: The URI of the concept that it means; empty where the framework has none.
        text: The text of the row, where `outcome` is empty: every loaded outcome with it is meant, blanks
            aside.
        outcome: The IRI of an outcome.
        relation: What the concept is to the outcome; that of a proposal, or a close match, by default.
        reason: Why.
    """

    concept: str
    text: str = ""
    outcome: str = ""
    relation: Predicate | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a judgment on one outcome.

    Attributes:
        row: The place of the judgment, from 0.
        outcome: The IRI of the outcome; empty where none was found.
        refused: Why nothing was decided; empty where it was, or had been by the same person before.
    """

    row: int
    outcome: str
    refused: str = ""


def judge(
    workspace: Workspace, framework: str, judgments: Sequence[Judgment], by: Agent, *, wait: float = WAIT
) -> list[Judged]:
    """Decide on the mappings of outcomes in one commit; what is refused does not keep the rest back.

    A proposal that leads to the concept is accepted, and where there is none a mapping is added. Where no
    concept is named, the outcome is said to have no term. To say the same again changes nothing.

    Args:
        workspace: Where to write.
        framework: The framework that the concepts are of, ``esco`` or ``esco@1.2.0``.
        judgments: What was decided, row by row.
        by: Who decided.
        wait: For so many seconds, let another writer end first.

    Returns:
        One entry for each outcome that a judgment is about, in the order of the judgments.

    Raises:
        NotFoundError: If the framework is not loaded.
        WorkspaceLockedError: If another process writes for longer than that.
    """
    snapshot = workspace.snapshot()
    snapshot.manifest.framework(framework)
    meant = _Outcomes(snapshot)
    judged: list[Judged] = []
    verdicts: list[Verdict] = []
    places: list[int] = []
    for row, judgment in enumerate(judgments):
        try:
            made = [_verdict(snapshot, framework, judgment, one, by) for one in meant.of(judgment)]
        except SkillgraphError as error:
            judged.append(Judged(row, judgment.outcome, error.message))
            continue
        places.extend(range(len(judged), len(judged) + len(made)))
        judged.extend(Judged(row, one.target) for one in made)
        verdicts.extend(made)
    decided = decide(workspace, verdicts, wait=wait, skip_refused=True)
    for refusal in decided.refused:
        place = places[refusal.place]
        judged[place] = Judged(judged[place].row, judged[place].outcome, refusal.error.message)
    return judged


class _Outcomes:
    """The loaded outcomes, by IRI and by text."""

    def __init__(self, snapshot: Snapshot) -> None:
        by_text: dict[str, list[str]] = defaultdict(list)
        for outcome in outcomes_of(snapshot.credentials):
            by_text[_plain(outcome.text)].append(outcome.id)
        self._by_text: Mapping[str, list[str]] = by_text
        self._known = {outcome for some in by_text.values() for outcome in some}

    def of(self, judgment: Judgment) -> list[str]:
        """The outcomes that a judgment is about.

        Raises:
            NotFoundError: If there is none.
        """
        if judgment.outcome:
            found = [judgment.outcome] if judgment.outcome in self._known else []
        else:
            found = list(dict.fromkeys(self._by_text.get(_plain(judgment.text), ())))
        if not found:
            named = judgment.outcome or f"“{judgment.text[:80]}”"
            raise NotFoundError(
                f"No loaded credential has the outcome {named}.", hint="Load the credential first."
            )
        return found


def _verdict(snapshot: Snapshot, framework: str, judgment: Judgment, outcome: str, by: Agent) -> Verdict:
    review = Review(by, now(), reason=judgment.reason)
    if not judgment.concept:
        return Verdict(Action.NO_TERM, outcome, review, idempotent=True)
    term = term_named(snapshot, judgment.concept, framework)
    return Verdict(Action.CHANGE, outcome, review, term=term, predicate=judgment.relation, idempotent=True)


def _plain(text: str) -> str:
    return " ".join(text.split())
