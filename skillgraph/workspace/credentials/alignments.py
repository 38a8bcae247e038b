"""Holds the concepts that mappings name, and what issuers call them, against the loaded frameworks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph.clock import today
from skillgraph.errors import ProblemLog
from skillgraph.model import Credential, MappingStatus, in_language
from skillgraph.model import Mapping as MappingRecord
from skillgraph.model.texts import many

if TYPE_CHECKING:
    from skillgraph.graph.queries import LabelOf
    from skillgraph.workspace.state.snapshot import Snapshot


_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Named:
    """What the loaded frameworks call a concept."""

    labels: tuple[LabelOf, ...]

    def label(self, lang: str) -> str:
        """The preferred label in a language, else in English, else in any."""
        return in_language(
            {one.lang: one.label for one in self.labels if one.label_kind == "preferred"}, lang
        )

    def denies(self, name: str, lang: str) -> bool:
        """Whether a name shares no word with any label, so that it must be another concept's.

        Nothing can be said where no label is in the language of the name, or the name has no telling word.
        """
        from skillgraph.matching.reasons.evidence import content_stems

        langs = {one.lang.split("-")[0] for one in self.labels}
        if lang and lang.split("-")[0] not in langs:
            return False
        said = content_stems(name)
        return bool(said) and not any(said & content_stems(one.label) for one in self.labels)


def asserted_mappings(
    snapshot: Snapshot, credentials: Sequence[Credential], path: Path, problems: ProblemLog
) -> list[MappingRecord]:
    """The mappings that issuers assert, by what the loaded frameworks call the concepts.

    A target that is no address is reported and stays unmapped; one whose name shares no word with the labels
    of its concept is reported, and waits for a person. Records that say the same already are left out.
    """
    from skillgraph.alignment.asserting import asserted, is_asserted
    from skillgraph.graph.terms import is_iri

    judged = [mapping for mapping in snapshot.mappings if not is_asserted(mapping)]
    usable = []
    for mapping in asserted(credentials, existing=judged, date=today()):
        if is_iri(mapping.object_id):
            usable.append(mapping)
        else:
            reason = f"{mapping.object_id!r} is not an absolute IRI; the alignment is kept, but not mapped"
            problems.add(path, None, reason, field="targetUrl")
    owners = {outcome.id: credential for credential in credentials for outcome in credential.outcomes}
    note_unknown_concepts(snapshot, usable, path, problems)
    known = {mapping.uri: mapping for mapping in snapshot.mappings if is_asserted(mapping)}
    found = _named(snapshot, usable, owners, path, problems)
    return [record for record in found if not _is_same(record, known.get(record.uri))]


def compared_again(snapshot: Snapshot) -> tuple[list[MappingRecord], str]:
    """What issuers assert, held against frameworks that have changed since.

    Returns:
        The records that change, and a sentence about those that wait for a person now; empty if none does.
    """
    problems = ProblemLog()
    changed = asserted_mappings(snapshot, snapshot.credentials, Path(), problems)
    waiting = [one for one in changed if one.status.waiting]
    if not waiting:
        return changed, ""
    what = many(len(waiting), "alignment of an issuer waits", "alignments of issuers wait")
    named = ", ".join(f"{one.subject_label!r} to {one.object_label!r}" for one in waiting[:_SHOWN])
    more = ", …" if len(waiting) > _SHOWN else ""
    return changed, f"{what} for a person now, for the names share no word: {named}{more}."


def _is_same(record: MappingRecord, known: MappingRecord | None) -> bool:
    return known is not None and _said(record) == _said(known)


def _said(record: MappingRecord) -> tuple[object, ...]:
    return record.status, record.subject_label, record.object_label, record.comment, record.author_label


def note_unknown_concepts(
    snapshot: Snapshot, records: Iterable[MappingRecord], path: Path, problems: ProblemLog
) -> None:
    """Say how many mappings are to concepts that no loaded framework has; they are kept."""
    known = snapshot.kinds
    unknown = [one.object_id for one in records if not one.no_term and one.object_id not in known]
    if unknown:
        what = many(len(unknown), "mapping names a concept", "mappings name concepts")
        reason = f"{what} that no loaded framework has, such as {min(unknown)}; kept as stated"
        problems.note(path, None, reason, field="object_id")


def _named(
    snapshot: Snapshot,
    records: Iterable[MappingRecord],
    owners: dict[str, Credential],
    path: Path,
    problems: ProblemLog,
) -> Iterator[MappingRecord]:
    for record in records:
        concept = _Named(snapshot.labels(record.object_id))
        owner = owners[record.subject_id]
        label = concept.label(owner.lang)
        if not label:
            yield record
            continue
        name = record.object_label
        if concept.denies(name, owner.lang):
            differ = f"its alignment to {record.object_id} calls {name!r} what the framework calls {label!r}"
            reason = f"{owner.name}: {differ}; proposed, not accepted, until a person decides"
            problems.add(path, None, reason, field="targetName")
            record = _doubted(record, label)
        yield replace(record, object_label=label)


def _doubted(record: MappingRecord, label: str) -> MappingRecord:
    differ = f"The issuer calls the concept {record.object_label!r}, the framework {label!r}."
    return replace(record, status=MappingStatus.PROPOSED, comment=f"{record.comment} {differ}")
