"""One state of a workspace, to read from: it does not change while another process writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from skillgraph.errors import NotFoundError
from skillgraph.languages.sentences import error_of, sentence
from skillgraph.model import ConceptKind, Credential, Mapping, Posting, Predicate, by_language, in_language
from skillgraph.model.mapping import in_order
from skillgraph.workspace.state import graphs, tables
from skillgraph.workspace.state import table_parts as parts
from skillgraph.workspace.state.manifest import FOLDER, FrameworkRecord, Manifest, PartRecord

if TYPE_CHECKING:
    from skillgraph.graph.hierarchy import Hierarchy
    from skillgraph.graph.queries import ConceptByLabel, LabelOf
    from skillgraph.graph.store import TripleStore
    from skillgraph.matching.occupation_names import OccupationLabel
    from skillgraph.model import Concept


class Snapshot:
    """The manifest, the graph and the tables of one moment.

    Args:
        folder: The workspace.
        manifest: What it holds.
        store: The graph.
    """

    def __init__(self, folder: Path, manifest: Manifest, store: TripleStore) -> None:
        self.folder = folder
        self.manifest = manifest
        self.store = store
        self._hierarchies: dict[str, Hierarchy] = {}

    def concepts(self, record: FrameworkRecord) -> Iterator[Concept]:
        """The concepts of one framework version."""
        from skillgraph.graph import codec

        return codec.read_concepts(self.store, [record.graph])

    @cached_property
    def credentials(self) -> tuple[Credential, ...]:
        """All loaded credentials."""
        from skillgraph.graph import codec

        return tuple(
            codec.read_credentials(self.store, [record.graph for record in self.manifest.credentials])
        )

    @cached_property
    def _places_by_outcome(self) -> dict[str, list[int]]:
        grouped: dict[str, list[int]] = defaultdict(list)
        for place, credential in enumerate(self.credentials):
            for outcome in credential.outcomes:
                grouped[outcome.id].append(place)
        return dict(grouped)

    def teaching(self, outcomes: Iterable[str]) -> list[Credential]:
        """The credentials that have one of some outcomes, by its id, in the order of `credentials`."""
        places = {place for outcome in outcomes for place in self._places_by_outcome.get(outcome, ())}
        return [self.credentials[place] for place in sorted(places)]

    @cached_property
    def mappings(self) -> tuple[Mapping, ...]:
        """All mapping records of outcomes, in every status."""
        from skillgraph.graph import codec

        return tuple(codec.read_mappings(self.store, [graphs.MAPPINGS]))

    @cached_property
    def _mappings_by_concept(self) -> dict[str, list[Mapping]]:
        grouped: dict[str, list[Mapping]] = defaultdict(list)
        for mapping in self.mappings:
            grouped[mapping.object_id].append(mapping)
        return dict(grouped)

    def mappings_to(self, concepts: Iterable[str]) -> list[Mapping]:
        """The mapping records of outcomes to some concepts (or ``NO_TERM_FOUND``), in every status."""
        return [record for uri in concepts for record in self._mappings_by_concept.get(uri, ())]

    @cached_property
    def records(self) -> dict[str, Mapping]:
        """The same by the IRI of the record."""
        return {mapping.uri: mapping for mapping in self.mappings}

    def take_unchanged(self, before: Snapshot) -> None:
        """Take over what an earlier state had read of sources that are still the same."""
        held, manifest = vars(before), before.manifest
        if manifest.credentials == self.manifest.credentials:
            names = ("credentials", "_places_by_outcome")
            vars(self).update({name: held[name] for name in names if name in held})
        if (manifest.frameworks, manifest.crosswalks) == (self.manifest.frameworks, self.manifest.crosswalks):
            self._hierarchies = before._hierarchies
        if manifest.frameworks == self.manifest.frameworks:
            vars(self).update({name: held[name] for name in ("_labels", "kinds") if name in held})

    def take_mappings(self, before: Snapshot, changed: Iterable[Mapping]) -> None:
        """Take over the mappings that an earlier state had read, all but some being the same."""
        if "mappings" not in vars(before) or "mappings" in vars(self):
            return
        known, new = before.records, {mapping.uri: mapping for mapping in changed}
        records = known | new
        if any(uri not in known or in_order(known[uri]) != in_order(one) for uri, one in new.items()):
            records = dict(sorted(records.items(), key=lambda item: in_order(item[1])))
        vars(self)["records"] = records
        vars(self)["mappings"] = tuple(records.values())

    def hierarchy(self, framework: str | None = None) -> Hierarchy:
        """Broader and narrower, over the active version of every framework (and ``framework``, if given).

        Loaded crosswalks join the frameworks.
        """
        record = self.manifest.framework(framework)
        if record.graph not in self._hierarchies:
            self._hierarchies[record.graph] = self._build_hierarchy(record)
        return self._hierarchies[record.graph]

    def credentials_of(self, source: str | None) -> tuple[Credential, ...]:
        """The credentials of one source, or all of them.

        Raises:
            NotFoundError: If there are none.
        """
        chosen = tuple(c for c in self.credentials if source in (None, c.source))
        if not chosen:
            loaded = ", ".join(record.name for record in self.manifest.credentials) or sentence("word.none")
            name = "source-unknown" if source else "credentials-unknown"
            raise error_of(NotFoundError, name, source=source or "", loaded=loaded)
        return chosen

    def postings(self) -> Iterator[Posting]:
        """The loaded postings that stand for themselves and their near-duplicates, source by source."""
        for path in self.posting_files():
            yield from tables.read_postings(path)

    def posting_files(self) -> list[Path]:
        """The Parquet files of all postings, in the schema `skillgraph.model.tables.POSTINGS`.

        Raises:
            InputError: If one is missing.
        """
        return [self.part(part) for record in self.manifest.postings for part in record.parts]

    def labels_of(self, uri: str) -> tuple[str, ...]:
        """The labels of a concept, preferred ones first, English before other languages; empty if unknown."""
        return tuple(dict.fromkeys(one.label for one in self.labels(uri)))

    def labels(self, uri: str) -> tuple[LabelOf, ...]:
        """The same with their languages and kinds, each of them once."""
        from skillgraph.graph.queries import LabelOf, run

        found = set(run(self.store, LabelOf, graphs=self._framework_graphs, uri=uri))
        return tuple(sorted(found, key=lambda o: (o.label_kind != "preferred", by_language(o.lang), o.label)))

    def names(self, uris: Iterable[str], lang: str = "en") -> dict[str, str]:
        """A preferred label for each concept, by `in_language`; unknown concepts are left out."""
        found = {uri: self._labels[uri] for uri in uris if uri in self._labels}
        return {uri: in_language(texts, lang, uri) for uri, texts in found.items()}

    def label_language(self, uri: str, label: str, lang: str = "en") -> str:
        """The language of a label of a concept, ``lang`` if it bears it in that too; empty if it does not."""
        tags = {tag for tag, text in self._labels.get(uri, {}).items() if text == label}
        if not tags:
            tags = {one.lang for one in self.labels(uri) if one.label == label}
        return min(tags, key=lambda tag: by_language(tag, lang), default="")

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        from skillgraph.graph import codec

        return codec.read_labels(self.store, self._framework_graphs)

    def all_labels(self) -> dict[str, list[tuple[str, bool]]]:
        """All labels of each concept of the loaded frameworks, with whether it is a preferred one."""
        from skillgraph.graph import codec

        return codec.read_all_labels(self.store, self._framework_graphs)

    def occupation_labels(self) -> Iterator[OccupationLabel]:
        """All preferred and alternative labels of the occupations of the loaded frameworks."""
        from skillgraph.graph.terms import lang_of, value
        from skillgraph.matching.occupation_names import OccupationLabel
        from skillgraph.namespaces import SKOS

        for property_ in (SKOS.prefLabel, SKOS.altLabel):
            for subject, term in self.store.pairs(property_, graphs=self._framework_graphs):
                if self.kinds.get(uri := value(subject)) is ConceptKind.OCCUPATION:
                    preferred = property_ == SKOS.prefLabel
                    yield OccupationLabel(uri, value(term), lang_of(term), preferred)

    def essential_skills(self) -> Iterator[str]:
        """The skill of each relation that says one is essential to an occupation; each edition counts."""
        from skillgraph.graph.terms import value
        from skillgraph.namespaces import ESCO

        for record in self.manifest.frameworks:
            for _, skill in self.store.pairs(ESCO.relatedEssentialSkill, graphs=[record.graph]):
                yield value(skill)

    def explanations(self) -> list[str]:
        """The descriptions and definitions of all concepts of the loaded frameworks, in every language."""
        from skillgraph.graph.terms import value
        from skillgraph.namespaces import DCTERMS, SKOS

        asked = (DCTERMS.description, SKOS.definition)
        pairs = (self.store.pairs(one, graphs=self._framework_graphs) for one in asked)
        return [value(text) for _, text in chain.from_iterable(pairs)]

    def preferred_labels(self, uris: Iterable[str]) -> list[str]:
        """The preferred labels of concepts in all languages, each once."""
        return list(dict.fromkeys(text for uri in uris for text in self._labels.get(uri, {}).values()))

    @cached_property
    def kinds(self) -> dict[str, ConceptKind]:
        """What each concept of the loaded frameworks stands for, by URI."""
        from skillgraph.graph import codec

        return codec.read_kinds(self.store, self._framework_graphs)

    def concepts_with_label(
        self, label: str, record: FrameworkRecord, among: Iterable[str] | None = None
    ) -> dict[str, str]:
        """URI and label of the concepts that bear a label, in any language and case.

        Preferred labels come first: where a concept has it as its preferred label, others are left out.
        Labels as they are usually written are looked up; only for others are all labels compared.

        Args:
            label: The label.
            record: The framework.
            among: All concepts that may bear it, where that is known: only their labels are compared then.
        """
        known = None if among is None else list(self._known(label, record, among))
        if found := self._concepts_preferring(label, record, known):
            return found
        borne = list(self._bearing(label, record)) if known is None else known
        preferred = [one for one in borne if one.label_kind == "preferred"]
        return {one.uri: one.label for one in sorted(preferred or borne, key=lambda one: one.uri)}

    def _bearing(self, label: str, record: FrameworkRecord) -> Iterator[ConceptByLabel]:
        from skillgraph.graph.queries import ConceptByLabel, run

        return run(self.store, ConceptByLabel, graphs=[record.graph], text=label)

    def _known(self, label: str, record: FrameworkRecord, uris: Iterable[str]) -> Iterator[ConceptByLabel]:
        """What `_bearing` gives, asked of the concepts one by one."""
        from skillgraph.graph.queries import ConceptByLabel, LabelOf, run

        for uri, kind in ((uri, self.kinds[uri]) for uri in sorted(uris) if uri in self.kinds):
            for one in run(self.store, LabelOf, graphs=[record.graph], uri=uri):
                if one.label_kind != "hidden" and one.label.lower() == label.lower():
                    yield ConceptByLabel(uri, one.label, one.lang, one.label_kind, kind)

    def _concepts_preferring(
        self, label: str, record: FrameworkRecord, known: Sequence[ConceptByLabel] | None
    ) -> dict[str, str]:
        from skillgraph.graph.queries import ConceptByExactLabel, run
        from skillgraph.graph.terms import text

        spellings = dict.fromkeys([label, label.lower(), label[:1].upper() + label[1:].lower()])
        literals = [(spelling, lang) for spelling in spellings for lang in record.languages]
        if known is not None:
            preferred = [one for one in known if one.label_kind == "preferred"]
            return {o.uri: o.label for one in literals for o in preferred if (o.label, o.lang) == one}
        terms = (text(spelling, lang) for spelling, lang in literals)
        found = (run(self.store, ConceptByExactLabel, graphs=[record.graph], label=one) for one in terms)
        return {one.uri: one.label for rows in found for one in rows}

    @property
    def _framework_graphs(self) -> list[str]:
        return [record.graph for record in self.manifest.frameworks]

    def part(self, part: PartRecord) -> Path:
        """The Parquet file of a part.

        Raises:
            InputError: If it is gone, or holds other bytes than were written.
        """
        path = self.folder / FOLDER / part.file
        parts.check(path)
        return path

    def _build_hierarchy(self, record: FrameworkRecord) -> Hierarchy:
        from skillgraph.graph import codec
        from skillgraph.graph.hierarchy import Hierarchy, edges

        others = [name for name in self.manifest.framework_names() if name != record.id.name]
        graphs = [record.graph, *(self.manifest.framework(name).graph for name in others)]
        crosswalks = [crosswalk.graph for crosswalk in self.manifest.crosswalks]
        linked = _crosswalk_edges(codec.read_mappings(self.store, crosswalks)) if crosswalks else []
        return Hierarchy([*edges(self.store, graphs), *linked])


def _crosswalk_edges(mappings: Iterable[Mapping]) -> Sequence[tuple[str, str]]:
    """Edges (narrower, broader) across frameworks.

    A concept that matches exactly or closely counts as lying below the one it is mapped from, so that a
    credential for an ESCO skill covers the Skills for Success skill it belongs to.
    """
    edges = []
    for mapping in mappings:
        if mapping.predicate_modifier is not None or mapping.no_term:
            continue
        if mapping.predicate_id is Predicate.BROAD:
            edges.append((mapping.subject_id, mapping.object_id))
        elif mapping.predicate_id is not Predicate.RELATED:
            edges.append((mapping.object_id, mapping.subject_id))
    return edges
