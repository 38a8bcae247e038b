"""Concepts while they are put together from several files and languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from skillgraph.errors import ProblemLog
from skillgraph.model import Concept, ConceptKind
from skillgraph.taxonomies.esco.rows import EscoRow
from skillgraph.taxonomies.esco.tables import CONCEPT_SCHEMES
from skillgraph.taxonomies.esco.texts import (
    ISCO,
    URI,
    gender_forms,
    iso_date,
    label_list,
    notation_from_uri,
    one_line,
    paragraphs,
    uri_list,
    without,
)

_SCHEME = {
    ConceptKind.SKILL: CONCEPT_SCHEMES + "skills",
    ConceptKind.SKILL_GROUP: CONCEPT_SCHEMES + "skills",
    ConceptKind.OCCUPATION: CONCEPT_SCHEMES + "occupations",
    ConceptKind.OCCUPATION_GROUP: CONCEPT_SCHEMES + "occupations",
}

_TEXT_COLUMNS = {"descriptions": "description", "definitions": "definition", "scope_notes": "scopeNote"}


@dataclass(slots=True)
class ConceptDraft:
    """A concept that further files may add to; what came first stays."""

    uri: str
    kind: ConceptKind
    pref_labels: dict[str, str] = field(default_factory=dict)
    alt_labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hidden_labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    scope_notes: dict[str, str] = field(default_factory=dict)
    broader: dict[str, None] = field(default_factory=dict)
    schemes: dict[str, None] = field(default_factory=dict)
    notation: str = ""
    skill_type: str = ""
    reuse_level: str = ""
    status: str = ""
    modified: str = ""
    isco_group: str = ""

    def add_texts(self, row: EscoRow, lang: str, *, piped: bool = False) -> None:
        """Take labels and texts in one language, where there are none yet."""
        label = one_line(row["preferredLabel"])
        if label and self.pref_labels.setdefault(lang, label) == label:
            self._add_labels(row, lang, piped=piped)
        for name, column in _TEXT_COLUMNS.items():
            if text := paragraphs(row[column]):
                getattr(self, name).setdefault(lang, text)

    def _add_labels(self, row: EscoRow, lang: str, *, piped: bool) -> None:
        preferred = self.pref_labels[lang]
        alternatives = label_list(row["altLabels"], piped=piped)
        if self.kind is ConceptKind.OCCUPATION and lang != "en":
            alternatives = tuple(dict.fromkeys((*alternatives, *gender_forms(preferred))))
        if kept := without(alternatives, preferred):
            self.alt_labels.setdefault(lang, kept)
        if hidden := without(label_list(row["hiddenLabels"], piped=piped), preferred):
            self.hidden_labels.setdefault(lang, hidden)

    def add_facts(self, row: EscoRow) -> None:
        """Take what does not depend on the language, where it is not known yet."""
        self.skill_type = self.skill_type or row["skillType"]
        self.reuse_level = self.reuse_level or row["reuseLevel"]
        self.status = self.status or row["status"]
        self.notation = self.notation or row["code"] or notation_from_uri(self.uri)
        self.isco_group = self.isco_group or row["iscoGroup"]
        self.schemes.update(dict.fromkeys(uri_list(row["inScheme"])))

    def freeze(self) -> Concept:
        """The finished value."""
        return Concept(
            uri=self.uri,
            kind=self.kind,
            pref_labels=self.pref_labels,
            alt_labels=self.alt_labels,
            hidden_labels=self.hidden_labels,
            descriptions=self.descriptions,
            definitions=self.definitions,
            scope_notes=self.scope_notes,
            broader=tuple(self.broader),
            schemes=tuple(self.schemes) or (_SCHEME[self.kind],),
            notation=self.notation,
            skill_type=self.skill_type,
            reuse_level=self.reuse_level,
            status=self.status,
            modified=self.modified,
        )


@dataclass(slots=True)
class ConceptDrafts:
    """All concepts of a bundle, in the order of its files."""

    problems: ProblemLog
    by_uri: dict[str, ConceptDraft] = field(default_factory=dict)

    def __contains__(self, uri: str) -> bool:
        return uri in self.by_uri

    def __iter__(self) -> Iterator[ConceptDraft]:
        return iter(self.by_uri.values())

    def of_kind(self, kind: ConceptKind) -> Iterator[ConceptDraft]:
        """The concepts of one kind."""
        return (draft for draft in self if draft.kind is kind)

    def describe(self, row: EscoRow, kind: ConceptKind, lang: str) -> ConceptDraft | None:
        """Take a row of a main file; ``None`` if it names no concept of that kind."""
        uri = self.uri(row, "conceptUri")
        if not uri:
            return None
        draft = self.by_uri.setdefault(uri, ConceptDraft(uri, kind))
        if draft.kind is not kind:
            self.report(row, "conceptUri", f"{uri} is already a {draft.kind}")
            return None
        draft.add_facts(row)
        self._date(draft, row)
        if lang:
            draft.add_texts(row, lang)
        return draft

    def known(self, row: EscoRow, column: str) -> ConceptDraft | None:
        """The concept a cell refers to; a dangling reference is reported."""
        uri = self.uri(row, column)
        if uri and uri not in self.by_uri:
            self.report(row, column, f"{uri} is not a concept of this bundle")
        return self.by_uri.get(uri)

    def uri(self, row: EscoRow, column: str) -> str:
        """The URI in a cell; an empty string, reported, if it holds none."""
        text = row[column]
        if URI.fullmatch(text):
            return text
        self.report(row, column, f"{text!r} is not a URI" if text else "the URI is missing")
        return ""

    def report(self, row: EscoRow, column: str, reason: str) -> None:
        """Note that something of a row was not taken."""
        self.problems.add(row.file, row.line, reason, field=column)

    def _date(self, draft: ConceptDraft, row: EscoRow) -> None:
        text = row["modifiedDate"]
        if not text or draft.modified:
            return
        date = iso_date(text)
        if date is None:
            self.report(row, "modifiedDate", f"{text!r} is not a date")
        draft.modified = date or ""


def add_isco_parents(drafts: ConceptDrafts, rows: Mapping[str, EscoRow]) -> None:
    """Put occupations that have no broader concept yet under the ISCO group their row names.

    Args:
        drafts: The concepts; changed in place.
        rows: The row each occupation came from.
    """
    orphans = [d for d in drafts.of_kind(ConceptKind.OCCUPATION) if d.isco_group and not d.broader]
    if orphans and next(drafts.of_kind(ConceptKind.OCCUPATION_GROUP), None) is None:
        reason = f"{len(orphans):,} occupations stay without broader: the bundle has no ISCO groups"
        drafts.problems.add(rows[orphans[0].uri].file, None, reason, field="iscoGroup")
        return
    for draft in orphans:
        group = ISCO + draft.isco_group
        if group in drafts:
            draft.broader[group] = None
        else:
            drafts.report(rows[draft.uri], "iscoGroup", f"{group} is not a concept of this bundle")
