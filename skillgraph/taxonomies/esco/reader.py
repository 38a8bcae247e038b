"""Reads one version of ESCO from its official CSV files into a framework."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import (
    Collection,
    ConceptKind,
    ConceptRelation,
    ConceptScheme,
    Framework,
    FrameworkId,
    RelationKind,
)
from skillgraph.taxonomies.esco.bundle import BundleFile, open_bundle
from skillgraph.taxonomies.esco.drafts import ConceptDraft, ConceptDrafts, add_isco_parents
from skillgraph.taxonomies.esco.rows import EscoRow, read_rows
from skillgraph.taxonomies.esco.tables import (
    COLLECTIONS,
    CONCEPT_SCHEMES,
    NEUTRAL,
    EscoTable,
    TableFile,
    identify,
    is_passed_over,
    version_of,
)
from skillgraph.taxonomies.esco.texts import uri_list

ACKNOWLEDGEMENT = "This service uses the ESCO classification of the European Commission."
ADAPTED_ACKNOWLEDGEMENT = "This service uses the ESCO classification of the European Commission (adapted)."

ADAPTED_MARKER = "adapted.txt"
"""A file of this name in a bundle says that it is not the classification as published."""

_ADAPTED_COLUMNS = frozenset({"labelSource", "altLabelsSource"})
"""Columns that rebuilt copies of ESCO have, to say where each label is from."""

_KINDS = {
    EscoTable.SKILL_GROUPS: ConceptKind.SKILL_GROUP,
    EscoTable.SKILLS: ConceptKind.SKILL,
    EscoTable.ISCO_GROUPS: ConceptKind.OCCUPATION_GROUP,
    EscoTable.OCCUPATIONS: ConceptKind.OCCUPATION,
}

_RELATIONS = {"essential": RelationKind.ESSENTIAL_SKILL, "optional": RelationKind.OPTIONAL_SKILL}

_ABOUT_OCCUPATIONS = frozenset(
    {EscoTable.BROADER_OCCUPATIONS, EscoTable.OCCUPATION_SKILL, EscoTable.RESEARCH_OCCUPATIONS}
)

_LEVELS = (0, 1, 2, 3)


def read_esco(
    paths: Sequence[Path],
    *,
    version: str | None = None,
    languages: Sequence[str] | None = None,
    problems: ProblemLog,
) -> Framework:
    """Read the files of one ESCO version, whatever zips and folders they come in.

    Files in several languages are merged into the same concepts. Where a language has no main file
    (``skills_en.csv``), the labels that its collections and hierarchy hold are taken. Where the bundle
    has no hierarchy relations of the skills pillar, they are taken from the same places.

    Args:
        paths: Zips, folders and single CSV files.
        version: Overrides what the file names say.
        languages: Take only the texts in these languages.
        problems: Collects rows and references that were not taken.

    Raises:
        InputError: If the files cannot be read, are not ESCO's, hold no skills or not the language, or
            are of no known or of several versions.
    """
    with open_bundle(paths) as files:
        tables = _tables(files, problems)
        _require_skills(tables, paths)
        version_number = (
            _checked_version(version) if version else version_of([table.file for table in tables])
        )
        _refuse_doubles(tables)
        chosen = _choose(tables, languages, problems)
        return _Assembly(chosen, problems).framework(
            FrameworkId("esco", version_number), adapted=_has_marker(files)
        )


def _tables(files: Iterable[BundleFile], problems: ProblemLog) -> list[TableFile]:
    tables = []
    for file in files:
        if table := identify(file):
            tables.append(table)
        elif file.name.lower().endswith(".csv") and not is_passed_over(file.name):
            problems.add(file.label, None, "not one of ESCO's files; it was passed over")
    return tables


def _refuse_doubles(tables: Iterable[TableFile]) -> None:
    found: dict[tuple[EscoTable, str], TableFile] = {}
    for table in tables:
        other = found.setdefault((table.table, table.lang), table)
        if other is not table:
            raise InputError(
                f"{other.file.label} and {table.file.label} hold the same table.", hint="Give each file once."
            )


def _require_skills(tables: Sequence[TableFile], paths: Sequence[Path]) -> None:
    if not any(table.table is EscoTable.SKILLS for table in tables):
        raise InputError(
            f"There is no skills table in {', '.join(map(str, paths))}.",
            hint="An ESCO bundle holds a file skills_en.csv (or of another language); give the zip with it. A"
            " table of another framework is not read: write its rows as SKOS concepts.",
        )


def _checked_version(version: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+-]*", version):
        raise InputError(f"{version!r} cannot be a version.", hint="Write it like 1.2.0.")
    return version


def _has_marker(files: Iterable[BundleFile]) -> bool:
    return any(file.name.lower() == ADAPTED_MARKER for file in files)


def _choose(
    tables: Sequence[TableFile], languages: Sequence[str] | None, problems: ProblemLog
) -> list[TableFile]:
    """Give each file the language its texts are taken in: empty for none.

    A main file in a language that is not wanted is still read where it alone lists the concepts.
    """
    named = sorted({table.lang for table in tables if table.lang and table.table not in NEUTRAL})
    # A file without any sign of its language is in the bundle's only one, else in ESCO's reference language.
    fallback = named[0] if len(named) == 1 else "en"
    for table in tables:
        if not table.lang and table.table not in NEUTRAL:
            problems.add(
                table.file.label, None, f"its name does not tell the language; taken to be {fallback}"
            )
    tables = [TableFile(table.file, table.table, table.lang or fallback) for table in tables]
    if languages is None:
        return tables
    wanted = _wanted(languages, named or [fallback])
    served = {table.table for table in tables if table.lang in wanted}
    return [
        TableFile(table.file, table.table, table.lang if table.lang in wanted else "")
        for table in tables
        if table.lang in wanted or table.table in NEUTRAL or table.table not in served
    ]


def _wanted(languages: Sequence[str], there: Sequence[str]) -> set[str]:
    wanted = {language.lower() for language in languages}
    if missing := sorted(wanted - set(there)):
        raise InputError(
            f"The bundle has no texts in {', '.join(missing)}; it has {', '.join(there)}.",
            hint="Choose from these, or add the zip of that language.",
        )
    return wanted


@dataclass(slots=True)
class _Assembly:
    """One reading of a bundle, table by table."""

    tables: Sequence[TableFile]
    problems: ProblemLog
    drafts: ConceptDrafts = field(init=False)
    relations: dict[ConceptRelation, None] = field(default_factory=dict)
    collections: dict[str, Collection] = field(default_factory=dict)
    adapted: bool = False

    def __post_init__(self) -> None:
        self.drafts = ConceptDrafts(self.problems)

    def framework(self, scheme_id: FrameworkId, *, adapted: bool) -> Framework:
        """Read everything, parents and relations after the concepts they refer to."""
        self._read_concepts()
        self._read_hierarchy()
        self._read_collections()
        self._read_relations()
        return Framework(
            scheme=_scheme(scheme_id, adapted=adapted or self.adapted),
            concepts=tuple(draft.freeze() for draft in self.drafts),
            relations=tuple(self.relations),
            collections=tuple(self.collections.values()),
        )

    def _files(self, table: EscoTable) -> list[TableFile]:
        return [file for file in self.tables if file.table is table]

    def _rows(self, file: TableFile) -> Iterator[EscoRow]:
        with closing(file.file.open()) as stream:
            yield from read_rows(stream, file.file.label, file.required, problems=self.problems)

    def _read_concepts(self) -> None:
        occupations: dict[str, EscoRow] = {}
        for table, kind in _KINDS.items():
            for file in self._files(table):
                rows = self._read_main(file, kind)
                if kind is ConceptKind.OCCUPATION:
                    occupations = rows | occupations
        if next(self.drafts.of_kind(ConceptKind.SKILL), None) is None:
            names = ", ".join(file.file.label for file in self._files(EscoTable.SKILLS))
            raise InputError(f"{names} holds no skills.", hint="Download the bundle again.")
        self._read_links(EscoTable.BROADER_OCCUPATIONS, _add_broader, "conceptUri", "broaderUri")
        add_isco_parents(self.drafts, occupations)

    def _read_main(self, file: TableFile, kind: ConceptKind) -> dict[str, EscoRow]:
        """Read a file of concepts and return the row of each."""
        seen: dict[str, EscoRow] = {}
        unlabelled = 0
        for row in self._rows(file):
            uri = row["conceptUri"]
            if uri in seen:
                self.drafts.report(row, "conceptUri", f"{uri} is already on line {seen[uri].line}")
            elif self.drafts.describe(row, kind, file.lang):
                seen[uri] = row
                unlabelled += not row["preferredLabel"]
        if seen and not _ADAPTED_COLUMNS.isdisjoint(next(iter(seen.values())).cells):
            self.adapted = True
        if unlabelled and file.lang:
            reason = f"{unlabelled:,} of {len(seen):,} concepts have no label in {file.lang}"
            self.problems.add(file.file.label, None, reason, field="preferredLabel")
        return seen

    def _read_hierarchy(self) -> None:
        """Take codes from the hierarchy table, and what the tables made for it do not give."""
        defines = not self._files(EscoTable.SKILL_GROUPS)
        links = not self._files(EscoTable.BROADER_SKILLS)
        for file in self._files(EscoTable.SKILLS_HIERARCHY):
            for row in self._rows(file):
                if path := [level for level in _LEVELS if row[f"Level {level} URI"]]:
                    self._hierarchy_row(row, path, lang=file.lang, defines=defines, links=links)

    def _hierarchy_row(self, row: EscoRow, path: list[int], *, lang: str, defines: bool, links: bool) -> None:
        own = f"Level {path[-1]}"
        named = _as_main_row(row, own)
        if defines and row[f"{own} URI"] not in self.drafts:
            self.drafts.describe(named, ConceptKind.SKILL_GROUP, "")
        draft = self.drafts.known(row, f"{own} URI")
        if draft is None:
            return
        draft.notation = draft.notation or row[f"{own} code"]
        if lang:
            draft.add_texts(named, lang)
        parent = self.drafts.by_uri.get(row[f"Level {path[-2]} URI"]) if len(path) > 1 else None
        if links and parent is not None:
            draft.broader[parent.uri] = None

    def _read_collections(self) -> None:
        links = not self._files(EscoTable.BROADER_SKILLS)
        for table in COLLECTIONS:
            members: dict[str, None] = {}
            for file in self._files(table):
                members.update(dict.fromkeys(self._read_members(file, links=links)))
            if members:
                self._add_collection(table, members)

    def _add_collection(self, table: EscoTable, members: Iterable[str]) -> None:
        kind = COLLECTIONS[table]
        before = self.collections.get(kind.key)
        every = dict.fromkeys((*(before.members if before else ()), *members))
        self.collections[kind.key] = Collection(kind.uri, kind.key, tuple(every), kind.labels)

    def _read_members(self, file: TableFile, *, links: bool) -> Iterator[str]:
        if self._lacks_occupations(file):
            return
        seen: dict[str, int] = {}
        for row in self._rows(file):
            draft = self.drafts.known(row, "conceptUri")
            if draft is None:
                continue
            if draft.uri in seen:
                self.drafts.report(row, "conceptUri", f"{draft.uri} is already on line {seen[draft.uri]}")
                continue
            seen[draft.uri] = row.line
            draft.add_facts(row)
            if file.lang:
                draft.add_texts(row, file.lang, piped=True)
            if links and draft.kind is ConceptKind.SKILL:
                self._add_parents(draft, row)
            yield draft.uri

    def _add_parents(self, draft: ConceptDraft, row: EscoRow) -> None:
        for uri in uri_list(row["broaderConceptUri"].replace("|", " ")):
            if uri in self.drafts:
                draft.broader[uri] = None
            else:
                self.drafts.report(row, "broaderConceptUri", f"{uri} is not a concept of this bundle")

    def _read_relations(self) -> None:
        self._read_links(EscoTable.BROADER_SKILLS, _add_broader, "conceptUri", "broaderUri")
        self._read_links(EscoTable.OCCUPATION_SKILL, self._add_relation, "occupationUri", "skillUri")
        self._read_links(EscoTable.SKILL_SKILL, self._add_relation, "originalSkillUri", "relatedSkillUri")

    def _read_links(
        self,
        table: EscoTable,
        add: Callable[[EscoRow, ConceptDraft, ConceptDraft], str],
        subject: str,
        target: str,
    ) -> None:
        """Read pairs of concepts; ``add`` takes one and says what is wrong with it, if anything."""
        for file in self._files(table):
            if self._lacks_occupations(file):
                continue
            seen: dict[tuple[str, str, str], int] = {}
            for row in self._rows(file):
                first, second = self.drafts.known(row, subject), self.drafts.known(row, target)
                if first is None or second is None:
                    continue
                key = (first.uri, row["relationType"], second.uri)
                if seen.setdefault(key, row.line) != row.line:
                    self.drafts.report(row, "", f"the row repeats line {seen[key]}")
                elif reason := add(row, first, second):
                    self.drafts.report(row, "", reason)

    def _lacks_occupations(self, file: TableFile) -> bool:
        """Say once, not for every row, that a table is about occupations the bundle does not hold."""
        lacks = file.table in _ABOUT_OCCUPATIONS and not self._files(EscoTable.OCCUPATIONS)
        if lacks:
            self.problems.add(file.file.label, None, "the bundle has no occupations; it was passed over")
        return lacks

    def _add_relation(self, row: EscoRow, subject: ConceptDraft, target: ConceptDraft) -> str:
        kind = _RELATIONS.get(row["relationType"].lower())
        if kind is None:
            return f"{row['relationType']!r} is neither essential nor optional"
        self.relations[ConceptRelation(subject.uri, kind, target.uri)] = None
        return ""


def _add_broader(_row: EscoRow, concept: ConceptDraft, broader: ConceptDraft) -> str:
    if concept is broader:
        return f"{concept.uri} is broader than itself"
    concept.broader[broader.uri] = None
    return ""


def _as_main_row(row: EscoRow, own: str) -> EscoRow:
    """A row of the hierarchy in the columns of skillGroups."""
    columns = {
        "conceptUri": f"{own} URI",
        "preferredLabel": f"{own} preferred term",
        "code": f"{own} code",
        "description": "Description",
        "scopeNote": "Scope note",
    }
    return EscoRow(row.file, row.line, {name: row[column] for name, column in columns.items()})


def _scheme(scheme_id: FrameworkId, *, adapted: bool) -> ConceptScheme:
    return ConceptScheme(
        uri=CONCEPT_SCHEMES + "skills",
        id=scheme_id,
        titles={
            "en": "European Skills, Competences, Qualifications and Occupations (ESCO)",
            "fr": "Aptitudes, compétences, certifications et professions européennes (ESCO)",
        },
        acknowledgement=ADAPTED_ACKNOWLEDGEMENT if adapted else ACKNOWLEDGEMENT,
    )
