"""Reads any SKOS file as a framework. SKOS: https://www.w3.org/TR/skos-reference/."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import (
    Collection,
    Concept,
    ConceptKind,
    ConceptRelation,
    ConceptScheme,
    Framework,
    FrameworkId,
    RelationKind,
)
from skillgraph.model.texts import many
from skillgraph.namespaces import DCTERMS, ESCO, OWL, RDF, RDFS, SCHEMA, SG, SKOS, SKOSXL
from skillgraph.taxonomies.other_vocabularies import add_as_skos
from skillgraph.taxonomies.rdf import RdfTerm, Statements, read_statements
from skillgraph.taxonomies.skos_hierarchy import report_texts, stated_broader, without_cycles
from skillgraph.taxonomies.skos_retired import Retirements
from skillgraph.taxonomies.skos_scope import Schemes, collections_of, concepts_of, members_of, schemes_of
from skillgraph.taxonomies.skos_signs import likely_language

_KINDS = {
    ESCO.Skill: ConceptKind.SKILL,
    ESCO.Occupation: ConceptKind.OCCUPATION,
    SG.SkillGroup: ConceptKind.SKILL_GROUP,
    SG.OccupationGroup: ConceptKind.OCCUPATION_GROUP,
}

_RELATIONS = {
    ESCO.relatedEssentialSkill: RelationKind.ESSENTIAL_SKILL,
    ESCO.relatedOptionalSkill: RelationKind.OPTIONAL_SKILL,
    SKOS.related: RelationKind.RELATED,
}

_ESCO_WORDS = {"skill": "skill/competence"}
"""Ends of ESCO's IRIs whose word in the CSV files, and so in the model, is another."""

_XL = {
    SKOS.prefLabel: SKOSXL.prefLabel,
    SKOS.altLabel: SKOSXL.altLabel,
    SKOS.hiddenLabel: SKOSXL.hiddenLabel,
}
_STAND_INS = {
    RDFS.label: "rdfs:label",
    DCTERMS.title: "title",
    "http://purl.org/dc/elements/1.1/title": "title",
    "https://schema.org/name": "schema:name",
    "http://schema.org/name": "schema:name",
    SKOS.altLabel: "alternative label",
    SKOS.hiddenLabel: "hidden label",
    SKOS.notation: "notation",
}

_VERSIONS = (OWL.versionInfo, "https://schema.org/version", "http://schema.org/version")
_DATES = (DCTERMS.modified, DCTERMS.issued, DCTERMS.created)
_TITLES = (DCTERMS.title, SKOS.prefLabel, RDFS.label)
_UNVERSIONED = "unversioned"


def read_skos(
    path: Path,
    *,
    name: str | None = None,
    version: str | None = None,
    languages: Sequence[str] | None = None,
    schemes: Sequence[str] = (),
    problems: ProblemLog,
) -> Framework:
    """Read a SKOS concept scheme from Turtle, RDF/XML, JSON-LD, N-Triples, N-Quads or TriG.

    Concepts are what is typed ``skos:Concept`` or a class below it, or has a preferred label and no type at
    all; they come sorted by URI. Labels may be SKOS-XL. A concept without a preferred label is called by its
    ``rdfs:label``, else by an alternative one. ``skos:narrower`` counts as the inverse of ``skos:broader``.
    Labels without a language are taken to be in the scheme's ``dcterms:language``, else English; ``en-GB``
    is read as ``en``. Concepts that are deprecated, or have a successor, are retired.

    Args:
        path: The file; its extension, else its content, tells the format.
        name: The framework's name; else ``dcterms:identifier``, else the end of the scheme's URI.
        version: Else ``owl:versionInfo``, ``schema:version`` or the scheme's date.
        languages: Take only the texts in these languages.
        schemes: Take only the concepts of these schemes, by URI; all where none is given.
        problems: Collects what was not taken, and where the file breaks SKOS' conditions.

    Raises:
        InputError: If the file cannot be parsed, holds no concept, or not the language or scheme.
    """
    reading = _Reading(path, read_statements(path), problems)
    framework = reading.framework(name, version, schemes)
    return framework if languages is None else _restricted(framework, languages, path)


@dataclass(slots=True)
class _Reading:
    """One reading of a file."""

    path: Path
    statements: Statements
    problems: ProblemLog
    concepts: tuple[str, ...] = ()
    scheme: str = ""
    default_lang: str = "en"
    untagged: set[tuple[str, RdfTerm]] = field(default_factory=set)
    left_out: frozenset[str] = frozenset()
    retirements: Retirements = field(init=False)
    broader: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def framework(self, name: str | None, version: str | None, schemes: Sequence[str]) -> Framework:
        add_as_skos(self.statements, self._report)
        self._find_concepts(schemes)
        self.retirements = Retirements(self.statements)
        stated = self.statements.first(self.scheme, DCTERMS.language)
        self.default_lang = _short_tag(stated or likely_language(self._untagged_labels()))
        self.broader = self._hierarchy()
        report_texts(self.statements, self._report)
        concepts = tuple(self._concept(uri) for uri in self.concepts)
        framework = Framework(
            scheme=self._scheme_value(name, version),
            concepts=concepts,
            relations=tuple(self._relations()),
            collections=tuple(self._collections()),
        )
        self.retirements.report(self.concepts, self._report)
        if self.untagged:
            what = many(len(self.untagged), "text has", "texts have")
            self._report(SKOS.prefLabel, f"{what} no language; taken to be {self.default_lang}")
        return framework

    def _report(self, predicate: str, reason: str) -> None:
        self.problems.add(self.path, None, reason, field=re.split(r"[#/]", predicate)[-1])

    def _find_concepts(self, chosen: Sequence[str]) -> None:
        """Which concepts make the framework, and after which scheme it is named."""
        every = concepts_of(self.statements, self.path, self._report)
        schemes = Schemes(self.statements, every, self.path)
        if chosen:
            self.concepts, self.scheme = schemes.within(chosen, self._report), chosen[0]
        else:
            self.concepts, self.scheme = every, schemes.main
            schemes.report_several(self._report)
        self.left_out = frozenset(every) - frozenset(self.concepts)

    def _untagged_labels(self) -> Iterator[str]:
        """The preferred labels without a language."""
        labels = self.statements.subjects(SKOS.prefLabel)
        terms = (term for uri in self.concepts for term in labels.get(uri, ()))
        return (term.value for term in terms if term.is_literal and not term.lang)

    def _scheme_value(self, name: str | None, version: str | None) -> ConceptScheme:
        identifier = self.statements.first(self.scheme, DCTERMS.identifier)
        name = slug(name or identifier or _last_segment(self.scheme) or self.path.stem)
        date = self.statements.first(self.scheme, *_DATES)[:10]
        version = version or self.statements.first(self.scheme, *_VERSIONS) or date or _UNVERSIONED
        return ConceptScheme(
            uri=self.scheme or f"urn:skillgraph:scheme:{name}",
            id=FrameworkId(name, slug(version)),
            titles=next((titles for title in _TITLES if (titles := self._one_each(self.scheme, title))), {}),
            acknowledgement=self.statements.first(self.scheme, SCHEMA.creditText),
        )

    def _hierarchy(self) -> Mapping[str, Sequence[str]]:
        known = set(self.concepts)
        parents: dict[str, set[str]] = {uri: set() for uri in self.concepts}
        for child, parent in stated_broader(self.statements):
            if child in known and parent in known:
                parents[child].add(parent)
            else:
                missing = parent if child in known else child
                if missing in self.left_out:
                    continue
                self._report(SKOS.broader, f"<{missing}> is not a concept of this file")
        kept, cut = without_cycles(parents)
        for child, parent in cut:
            self._report(
                SKOS.broader, f"<{child}> is broader than itself through <{parent}>; that link was cut"
            )
        return kept

    def _concept(self, uri: str) -> Concept:
        pref_labels, demoted = self._pref_labels(uri)
        return Concept(
            uri=uri,
            kind=self._kind(uri),
            pref_labels=pref_labels,
            alt_labels=self._alternatives(uri, SKOS.altLabel, pref_labels, demoted),
            hidden_labels=self._alternatives(uri, SKOS.hiddenLabel, pref_labels, ()),
            descriptions=self._descriptions(uri),
            definitions=self._one_each(uri, SKOS.definition),
            scope_notes=self._one_each(uri, SKOS.scopeNote),
            broader=tuple(self.broader[uri]),
            schemes=self._schemes(uri),
            notation=self.statements.first(uri, SKOS.notation),
            skill_type=self._coded(uri, ESCO.skillType),
            reuse_level=self._coded(uri, ESCO.skillReuseLevel),
            status=self.retirements.status(uri),
            modified=self.statements.first(uri, DCTERMS.modified),
            replaced_by=tuple(self.retirements.successors.get(uri, ())),
            replaces=tuple(sorted(self.statements.iris(uri, DCTERMS.replaces))),
        )

    def _kind(self, uri: str) -> ConceptKind:
        types = self.statements.iris(uri, RDF.type)
        return next((kind for class_, kind in _KINDS.items() if class_ in types), ConceptKind.CONCEPT)

    def _coded(self, uri: str, predicate: str) -> str:
        """The word that the IRI of an ESCO type or level ends in."""
        term = next(iter(self.statements.objects(uri, predicate)), None)
        if term is None:
            return ""
        end = term.value if term.is_literal else _last_segment(term.value)
        return _ESCO_WORDS.get(end, end)

    def _schemes(self, uri: str) -> tuple[str, ...]:
        found = schemes_of(self.statements, uri)
        return tuple(sorted(found)) or ((self.scheme,) if self.scheme else ())

    def _texts(self, uri: str, predicate: str) -> Iterator[tuple[str, RdfTerm]]:
        """Each text with the short tag of its language, plain tags before regional ones."""
        terms = {*self.statements.literals(uri, predicate), *self._labels_of_their_own(uri, predicate)}
        for term in sorted(terms, key=lambda term: (len(term.lang), term.value)):
            if not term.value.strip():
                continue
            if not term.lang:
                self.untagged.add((uri, term))
            yield _short_tag(term.lang or self.default_lang), term

    def _labels_of_their_own(self, uri: str, predicate: str) -> Iterator[RdfTerm]:
        """The texts of labels that are things of their own (SKOS-XL)."""
        for label in self.statements.objects(uri, _XL[predicate]) if predicate in _XL else ():
            if not label.is_literal:
                yield from self.statements.literals(label.value, SKOSXL.literalForm)

    def _pref_labels(self, uri: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
        """One label a language, and the labels that had to give way with their language."""
        kept: dict[str, RdfTerm] = {}
        demoted: list[tuple[str, str]] = []
        for lang, term in self._texts(uri, SKOS.prefLabel):
            first = kept.setdefault(lang, term)
            if first is term:
                continue
            demoted.append((lang, _one_line(term.value)))
            if first.lang.lower() == term.lang.lower():
                self._report(
                    SKOS.prefLabel,
                    f"<{uri}> has a second label in {lang}, {term.value!r}; kept as alternative",
                )
        if not kept:
            return self._stand_in(uri), []
        return {lang: _one_line(term.value) for lang, term in kept.items()}, demoted

    def _stand_in(self, uri: str) -> dict[str, str]:
        """What a concept without a preferred label is called; what that is, is told."""
        for predicate, named in _STAND_INS.items():
            if found := self._one_each(uri, predicate):
                self._report(SKOS.prefLabel, f"<{uri}> has no preferred label; called by its {named}")
                return {lang: _one_line(text) for lang, text in found.items()}
        self._report(SKOS.prefLabel, f"<{uri}> has no preferred label")
        return {}

    def _alternatives(
        self, uri: str, predicate: str, preferred: Mapping[str, str], more: Iterable[tuple[str, str]]
    ) -> dict[str, tuple[str, ...]]:
        labels: dict[str, dict[str, None]] = {}
        stated = ((lang, _one_line(term.value)) for lang, term in self._texts(uri, predicate))
        for lang, label in (*stated, *more):
            if label != preferred.get(lang):
                labels.setdefault(lang, {})[label] = None
        return {lang: tuple(found) for lang, found in labels.items()}

    def _one_each(self, uri: str, predicate: str) -> dict[str, str]:
        texts: dict[str, str] = {}
        for lang, term in self._texts(uri, predicate):
            texts.setdefault(lang, term.value.strip())
        return texts

    def _descriptions(self, uri: str) -> dict[str, str]:
        """Plain descriptions, and those that ESCO's RDF puts into a node of their own."""
        texts = self._one_each(uri, DCTERMS.description)
        for term in self.statements.objects(uri, DCTERMS.description):
            text = "" if term.is_literal else self.statements.first(term.value, ESCO.nodeLiteral).strip()
            if text:
                lang = self.statements.first(term.value, ESCO.language) or self.default_lang
                texts.setdefault(_short_tag(lang), text)
        return texts

    def _relations(self) -> Iterator[ConceptRelation]:
        known = set(self.concepts)
        for predicate, kind in _RELATIONS.items():
            for uri in self.concepts:
                for other in self.statements.iris(uri, predicate):
                    if other in known:
                        yield ConceptRelation(uri, kind, other)
                    elif other not in self.left_out:
                        self._report(predicate, f"<{other}> is not a concept of this file")

    def _collections(self) -> Iterator[Collection]:
        known = set(self.concepts)
        for uri in sorted(collections_of(self.statements)):
            stated = members_of(self.statements, uri)
            for member in (member for member in stated if member not in known | self.left_out):
                self._report(SKOS.member, f"<{member}> is not a concept of this file")
            if not uri.startswith("_:"):
                members = tuple(member for member in stated if member in known)
                labels = self._one_each(uri, SKOS.prefLabel)
                yield Collection(uri, slug(_last_segment(uri)), members, labels)


def _restricted(framework: Framework, languages: Sequence[str], path: Path) -> Framework:
    from dataclasses import replace

    wanted = {_short_tag(language) for language in languages}
    if missing := sorted(wanted - set(framework.languages)):
        raise InputError(
            f"{path} has no labels in {', '.join(missing)}; it has {', '.join(framework.languages)}.",
            hint="Choose from these.",
        )

    def only(texts: Mapping[str, object]) -> dict[str, object]:
        return {lang: text for lang, text in texts.items() if lang in wanted}

    fields = ("pref_labels", "alt_labels", "hidden_labels", "descriptions", "definitions", "scope_notes")
    concepts = (
        replace(concept, **{name: only(getattr(concept, name)) for name in fields})  # type: ignore[arg-type]
        for concept in framework.concepts
    )
    return replace(framework, concepts=tuple(concepts))


def _short_tag(tag: str) -> str:
    """``en`` for ``en-GB``: a region is dropped, a script (``zh-Hans``) is kept."""
    language, *rest = tag.replace("_", "-").split("-")
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), "")
    return f"{language.lower()}-{script}" if script else language.lower()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _last_segment(uri: str) -> str:
    return PurePosixPath(re.split(r"[#:]", uri.rstrip("/#"))[-1]).name


def slug(text: str) -> str:
    """Letters, digits, dots and hyphens only, so that it can stand in ``name@version`` and in a URI."""
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.") or "framework"
