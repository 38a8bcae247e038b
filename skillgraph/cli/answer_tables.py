"""How the answers of the three jobs are printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from skillgraph.analytics.reading import ReadingKind
from skillgraph.cli.demand_tables import note_titles, vacancies_note
from skillgraph.cli.output import Column, Format, emit, note
from skillgraph.cli.spread_columns import spread_columns
from skillgraph.cli.unreviewed import note_rests_on
from skillgraph.matching.signals.signal_types import EXACT, PARTS, Signal
from skillgraph.matching.types import ContextKind
from skillgraph.model.texts import many
from skillgraph.workspace.results import passage_json

if TYPE_CHECKING:
    from skillgraph.analytics.coverage import Coverage, CoverageEvidence
    from skillgraph.analytics.gaps import Gap
    from skillgraph.matching.passages import PassageMatch
    from skillgraph.matching.text.sections import Passage
    from skillgraph.matching.types import Comparison, ContextReason, MatchResult, Suggestion
    from skillgraph.model import Mapping
    from skillgraph.model.feedback import Ratings, SupplyRatings
    from skillgraph.workspace.answers.gaps import FirstGaps
    from skillgraph.workspace.answers.propose import CredentialProposals, Proposals
    from skillgraph.workspace.answers.resolving import ResolvedSkill

_TELLING = 0.005
"""A smaller difference of scores would be shown as 0.00 and sets nothing apart."""

_FEW = 3
"""So many words of a kind are named."""

SUMMARISED = 30
"""So many credentials stand in the summary of proposals."""

TOLD = 20
"""How many outcomes without a term are named on the terminal."""


class _Row(NamedTuple):
    """One suggestion, the ``number``th for its text, or a text without any."""

    result: MatchResult
    suggestion: Suggestion | None
    number: int
    passage: Passage | None = None


def print_suggestions(results: Iterable[MatchResult], form: Format) -> None:
    """Print what texts mean: a row for each suggestion, and one for a text without any."""
    if form is Format.JSON:
        emit(results, [], form)
        return
    rows = (_Row(result, one, n) for result in results for n, one in enumerate(result.suggestions or (None,)))
    emit(rows, _suggestion_columns(form), form, empty="No text was given.")


def print_passages(found: Iterable[PassageMatch], form: Format) -> None:
    """Print what the passages of long texts mean, with the section of each."""
    if form is Format.JSON:
        emit(found, [], form, as_json=passage_json)
        return
    seen: Counter[bool] = Counter()
    rows = (
        _Row(one.result, suggestion, number, one.passage)
        for one in _counted(found, seen)
        for number, suggestion in enumerate(one.result.suggestions or (None,))
        if form is not Format.TABLE or one.passage.may_ask
    )
    columns: list[Column[_Row]] = [
        Column("section", lambda row: row.passage.section if row.passage else "", wrap=False),
        Column("requirement", lambda row: row.passage.requirement if row.passage else "", wrap=False),
    ]
    emit(rows, [*columns, *_suggestion_columns(form)], form, empty="No passage asks for a skill.")
    passed_over = f"{seen[False]} of {seen.total()} passages were passed over"
    note(f"{passed_over}: headings, and sections that ask for no skill.")


def _counted(found: Iterable[PassageMatch], seen: Counter[bool]) -> Iterator[PassageMatch]:
    """What is found, while it is counted which passages may ask for a skill."""
    for one in found:
        seen[one.passage.may_ask] += 1
        yield one


def _suggestion_columns(form: Format) -> list[Column[_Row]]:
    people = form is Format.TABLE
    return [
        Column("text", lambda row: row[0].text if not people else _short(row[0].text) if not row[2] else ""),
        Column("confidence", lambda row: row[1] and row[1].confidence, wrap=False),
        Column("label", lambda row: row[1].label if row[1] else ""),
        Column("why", lambda row: why(row[1], first=not row[2]) if row[1] else ""),
        Column("broader", lambda row: _path(row[1], people=people) if row[1] else ""),
        Column(
            "abstained", lambda row: row[0].reason if row[0].abstained and not (people and row[2]) else ""
        ),
        Column("uri", lambda row: row[1].uri if row[1] else "", identifier=True),
    ]


def print_proposals(found: Proposals, form: Format) -> None:
    """Print proposed mappings, for people a summary by credential; tell which outcomes have no good term."""
    if form is Format.TABLE:
        _print_by_credential(found)
    else:
        _print_proposed(found, form)
    without_term = found.without_term
    note(
        f"{many(len(found.proposed), 'mapping is', 'mappings are')} proposed for"
        f" {many(len(found.results), 'outcome')}; {many(found.kept, 'decided one was', 'decided ones were')}"
        " kept."
    )
    if found.reopened:
        waiting = many(len(found.reopened), "decided one waits", "decided ones wait")
        note(
            f"{waiting} again, for the text of the outcome has changed; see "
            "`skillgraph review list --status reopened`."
        )
    if found.gone:
        kept = many(found.gone, "mapping was", "mappings were")
        note(f"{kept} kept though the outcome is not loaded any more.")
    for outcome, reason in without_term[:TOLD]:
        note(f"  no good term: {_short(outcome.shown)} ({reason})")
    if len(without_term) > TOLD:
        note(f"  … and {many(len(without_term) - TOLD, 'more outcome')} without a good term.")


def _print_by_credential(found: Proposals) -> None:
    rows = found.by_credential
    columns: list[Column[CredentialProposals]] = [
        Column("credential", lambda one: one.credential),
        Column("issuer", lambda one: one.issuer),
        Column("outcomes", lambda one: one.outcomes, wrap=False),
        Column("with a proposal", lambda one: one.matched, wrap=False),
        Column("proposals", lambda one: one.proposed, wrap=False),
        Column("surest", lambda one: one.surest, wrap=False),
    ]
    emit(rows[:SUMMARISED], columns, Format.TABLE)
    if len(rows) > SUMMARISED:
        note(f"… and {many(len(rows) - SUMMARISED, 'more credential')}; --format csv prints every mapping.")
    note(
        "Decide with `skillgraph review session CREDENTIAL`; see each mapping with `skillgraph review list`."
    )


def _print_proposed(found: Proposals, form: Format) -> None:
    columns: list[Column[Mapping]] = [
        Column("outcome", lambda m: m.subject_label),
        Column("predicate", lambda m: m.predicate_id.value, wrap=False),
        Column("concept", lambda m: m.object_label),
        Column("confidence", lambda m: m.confidence, wrap=False),
        Column("status", lambda m: m.status.value, wrap=False),
        Column("outcome id", lambda m: m.subject_id, identifier=True),
        Column("concept uri", lambda m: m.object_id, identifier=True),
    ]
    emit(found.proposed, columns, form, empty="No mapping is proposed.")


def print_coverage(resolved: ResolvedSkill, found: Sequence[Coverage], form: Format) -> None:
    """Print the credentials that cover a skill."""
    _note_reading(resolved)
    shown = 1 if form is Format.TABLE else None
    rating: Column[Coverage] = Column("rated", lambda c: rated_text(c.ratings), wrap=False)
    columns: list[Column[Coverage]] = [
        Column("credential", lambda c: c.credential),
        Column("issuer", lambda c: c.issuer),
        Column("coverage", lambda c: c.coverage.value, wrap=False),
        Column("status", lambda c: c.status.value if c.status else "not mapped", wrap=False),
        Column("assessment", lambda c: [a.kind for a in c.assessment]),
        Column("endorsed by", lambda c: list(dict.fromkeys(e.endorser for e in c.endorsements))),
        *([rating] if form is Format.TABLE and any(one.ratings.count for one in found) else []),
        Column("ratings", lambda c: c.ratings.count, identifier=True),
        Column("mean rating", lambda c: c.ratings.mean, identifier=True),
        Column("evidence", lambda c: [_claim(piece) for piece in c.evidence[:shown]]),
        Column("confidence", lambda c: c.evidence[0].confidence if c.evidence else None, wrap=False),
        Column("credential id", lambda c: c.credential_id, identifier=True),
    ]
    emit(found, columns, form, empty="No loaded credential covers it.")


def rated_text(found: Ratings) -> str:
    """A mean rating with how many it is of; empty where there is none."""
    return f"{found.mean:.1f} of 5 ({found.count})" if found.mean is not None else ""


def _note_reading(resolved: ResolvedSkill) -> None:
    """How the question was understood, and what else its words may stand for."""
    sure = f", confidence {resolved.confidence:.2f}" if resolved.found_by == "text" else ""
    if resolved.spelt:
        note(f"Did you mean “{resolved.spelt}”? That is answered; --as-written takes your words as they are.")
    if not resolved.uris:
        note("No concept fits; these credentials say the words.")
        return
    kind = "" if resolved.kind is ReadingKind.SKILL else f"{resolved.kind} "
    note(f"Understood as {kind}{', '.join(resolved.labels)} (by {resolved.found_by}{sure}).")
    if resolved.kind is ReadingKind.OCCUPATION:
        note("Its essential skills are asked.")
    for other in resolved.others:
        names = ", ".join(other.labels)
        note(f"Also the {other.kind} {names}: {many(other.credentials, 'credential')} (--as {other.kind}).")


def _claim(piece: CoverageEvidence) -> str:
    return f"{piece.text} → {piece.label}" if piece.label else piece.text


def print_first_gaps(found: FirstGaps, form: Format) -> None:
    """Print demanded skills against their supply, and what that rests on."""
    print_gaps(found.gaps, form)
    if found.counted.question.vacancies:
        note(vacancies_note(found.counted))
    note_rests_on(found.rests_on)
    _note_ratings(found.ratings)
    note_titles(found.counted.in_titles_alone)


def _note_ratings(found: SupplyRatings) -> None:
    """What feedback says of the supply; that nobody has rated any of it is said too."""
    if not found.credentials:
        return
    mean = found.mean and f"; mean {found.mean:.1f} of 5 in {many(found.ratings, 'rating')}"
    note(
        f"Of {many(found.credentials, 'credential')} that supply these, {found.unrated} have no accepted"
        f" feedback and {found.poor} are rated poorly{mean or ''}."
    )


def print_gaps(found: Sequence[Gap], form: Format) -> None:
    """Print demanded skills against their supply."""
    vacancies: Column[Gap] = Column("vacancies", lambda g: g.vacancies, wrap=False)
    columns: list[Column[Gap]] = [
        Column("skill", lambda g: g.label),
        Column("postings", lambda g: "suppressed" if g.suppressed else g.postings, wrap=False),
        *([vacancies] if any(gap.vacancies is not None for gap in found) else []),
        *spread_columns(warned=any(gap.warnings for gap in found)),
        Column("demand share", lambda g: g.demand_share, wrap=False, share=True),
        Column("low", lambda g: g.low, wrap=False, share=True),
        Column("high", lambda g: g.high, wrap=False, share=True),
        Column("required", lambda g: g.required, identifier=True),
        Column("asset", lambda g: g.asset, identifier=True),
        Column("supply", lambda g: g.supply, wrap=False),
        Column("accepted supply", lambda g: g.accepted_supply, identifier=True),
        Column("direct supply", lambda g: g.direct_supply, identifier=True),
        Column("broader supply", lambda g: g.broader_supply, identifier=True),
        Column("weighted supply", lambda g: g.weighted_supply, identifier=True),
        Column("ratings", lambda g: g.ratings.ratings, identifier=True),
        Column("mean rating", lambda g: g.ratings.mean, identifier=True),
        Column("unrated supply", lambda g: g.ratings.unrated, identifier=True),
        Column("poorly rated supply", lambda g: g.ratings.poor, identifier=True),
        Column("mappings", lambda g: g.rests_on.mappings, identifier=True),
        Column("unreviewed mappings", lambda g: g.rests_on.unreviewed, identifier=True),
        Column("cause", lambda g: g.cause.value, wrap=False),
        Column("a sentence that says so", lambda g: g.evidence[0].sentence if g.evidence else ""),
        Column("suppressed", lambda g: g.suppressed.value, identifier=True),
        Column("uri", lambda g: g.uri, identifier=True),
    ]
    emit(found, columns, form, empty="No posting asks for a skill.")


def _short(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _path(suggestion: Suggestion, *, people: bool) -> str:
    """The way to the top; for people only the first step, which says most."""
    return suggestion.broader[0] if people and suggestion.broader else " < ".join(suggestion.broader)


def why(suggestion: Suggestion, *, first: bool) -> str:
    """One readable line: the part it is for, the label, the words that decided, and what sets it apart."""
    part = f"for “{suggestion.part}”" if suggestion.part else ""
    evidence, reasons = suggestion.evidence, suggestion.evidence.reasons
    through = "" if evidence.matching_label == suggestion.label else f"as “{evidence.matching_label}”"
    words = _each_once(word.text for word in reasons.words) if reasons else evidence.shared_words
    decided = f"by {', '.join(words)}" if words else "similar meaning"
    compared = reasons.compared if reasons and first else None
    sense = said_by(suggestion.context) if suggestion.context else ""
    return "; ".join(filter(None, (part, through, decided, sense, _apart(compared) if compared else "")))


_BY = {
    ContextKind.TITLE: "in this sense by the credential's title “{}”",
    ContextKind.OTHER: "in this sense by another outcome, “{}”",
}


def said_by(reason: ContextReason) -> str:
    """What of the context decided, in words."""
    return _BY[reason.kind].format(_short(reason.text))


def _each_once(words: Iterable[str]) -> list[str]:
    """The words, each once, whatever its case."""
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(word.casefold(), word)
    return list(first.values())


def _apart(compared: Comparison) -> str:
    """What sets the first suggestion apart from the second: the signal that does most, and words."""
    shares: dict[str, float] = {}
    for name, value in compared.signals.items():
        said = Signal.parse(name).plain
        shares[said] = shares.get(said, 0.0) + value
    most = max(shares, key=lambda name: shares[name], default="")
    found = []
    if most == PARTS[EXACT].plain:
        found = [most]
    elif most and shares[most] >= _TELLING:
        found = [f"{most} (+{shares[most]:.2f})"]
    if compared.words:
        found.append(", ".join(f"“{word}”" for word in _each_once(compared.words)[:_FEW]))
    return (
        f"ahead of “{compared.label}” by {' and '.join(found)}" if found else f"close to “{compared.label}”"
    )
