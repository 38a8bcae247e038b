"""The search index of a framework: parts named by what they were made from, and a manifest for each version.

Layout under ``directory``::

    esco@1.2.0.json              which parts make up the index of this framework and version
    parts/labels3-<hash>         label table and look-up of labels by their words
    parts/terms2-en-<hash>       TF-IDF of the labels in one language
    parts/skills-<encoder>-en-<hash>-3  vectors of the labels in one language by one encoder

Versions and profiles share parts, and a label that any version has seen, or whose vector comes with the
package, is never encoded again. The fast profile encodes texts with a small encoder that imitates the one of
the precise profile, so both compare them with the same vectors of labels.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from skillgraph import sealed_json
from skillgraph.embedding import Encoder
from skillgraph.errors import IndexDamagedError, IndexMissingError, InputError
from skillgraph.files import write_bytes
from skillgraph.languages.sentences import error_of
from skillgraph.matching.index.content_folders import REBUILD, PartStore, content_hash
from skillgraph.matching.index.dense import DenseLabels, write_dense
from skillgraph.matching.index.known import StoredVectors, shipped
from skillgraph.matching.index.labels import LabelTable
from skillgraph.matching.index.lexical import Analyser, TermSpace
from skillgraph.matching.index.phrases import PhraseFinder
from skillgraph.matching.index.sketch import Sketch
from skillgraph.matching.profile import Profile
from skillgraph.matching.types import LabelKind
from skillgraph.model import Concept, FrameworkId
from skillgraph.progress import Progress, no_progress

EncoderLoader = Callable[[str], Encoder]
"""Gives the encoder of a name, when it is needed and not before."""

ENCODERS: Mapping[Profile, tuple[str, ...]] = {
    Profile.FAST: ("student",),
    Profile.PRECISE: ("use", "skills", "student", "polyglot"),
}
"""The encoders of texts that each profile needs."""

TEACHERS: Mapping[str, str] = {"student": "skills", "polyglot": "skills"}
"""Encoders whose texts are compared with the label vectors of another one, unless an index has their own."""

SPACES: Mapping[str, tuple[Analyser, LabelKind | None]] = {
    "word": (Analyser(), None),
    "word-pref": (Analyser(), LabelKind.PREF),
    "char": (Analyser(3, 5), None),
    "char-pref": (Analyser(2, 5), LabelKind.PREF),
}
"""The TF-IDF spaces: their terms, and whether over all labels of a concept or those of one kind."""

_FORMAT = 2
_LABELS = 3
_TERMS = 2
_DENSE = 3
"""Raised whenever words, terms, weights or files change, so that older parts are left alone; vectors are
taken over from them."""

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _Manifest:
    """Which parts make up an index."""

    framework: str
    source: str
    labels: str
    terms: Mapping[str, str] = field(default_factory=dict)
    dense: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    format: int = _FORMAT


class Index:
    """The opened index of one framework in one version; parts are read when they are first needed.

    Attributes:
        framework: Which one.
        source: Whatever the caller gave when building, to tell whether the framework changed since.
    """

    def __init__(
        self, framework: FrameworkId, store: PartStore, manifest: _Manifest, encoders: EncoderLoader
    ) -> None:
        self.framework = framework
        self.source = manifest.source
        self._store = store
        self._manifest = manifest
        self._load = encoders
        self._terms = _Once(self._open_terms)
        self._dense = _Once(self._open_dense)
        self._sketches = _Once(self._open_sketch)
        self._encoders = _Once(self._open_encoder)

    def __reduce__(self) -> tuple[object, ...]:
        """Only what it is opened by travels to another process."""
        return Index, (self.framework, self._store, self._manifest, self._load)

    @classmethod
    def build(
        cls,
        concepts: Iterable[Concept],
        *,
        framework: FrameworkId,
        directory: Path,
        profile: Profile,
        encoders: EncoderLoader,
        source: str = "",
        progress: Progress | None = None,
        teachers: Mapping[str, str] = TEACHERS,
    ) -> Index:
        """Build what is missing of an index, and open it.

        Args:
            concepts: All concepts of the framework; those of kinds that are not matchable name parents.
            framework: Name and version.
            directory: The workspace's ``index`` folder.
            profile: What the index must serve; what it already serves, it keeps.
            encoders: Gives encoders by name, such as ``partial(load_encoder, settings=settings)``.
            source: Any string that changes when the framework does; `open` compares it.
            progress: Called with stage, done and total.
            teachers: Encoders whose labels another one encodes. With none, a student encodes labels itself,
                in a tenth of the time, and not as well.

        Raises:
            InputError: If there is no concept with a label to match to.
            MissingDependencyError: If an encoder cannot be had.
        """
        store = PartStore(directory / "parts")
        return _Builder(store, encoders, progress or no_progress, teachers).build(
            concepts, framework, directory, profile, source
        )

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        framework: FrameworkId,
        profile: Profile,
        encoders: EncoderLoader,
        source: str | None = None,
    ) -> Index:
        """Open an index without loading more than its manifest.

        Raises:
            IndexMissingError: If there is none for this framework and profile, if it is damaged, or if it
                was built from another ``source``.
        """
        manifest = _read_manifest(_manifest_path(directory, framework), framework)
        if source is not None and source != manifest.source:
            raise error_of(IndexMissingError, "index-old", framework=framework)
        store = PartStore(directory / "parts")
        _check(manifest, store, profile)
        return cls(framework, store, manifest, encoders)

    def fingerprint(self, profile: Profile) -> str:
        """Changes with the labels and the encoders that the profile's answers rest on."""
        names = ENCODERS[profile]
        dense = {encoder: self._manifest.dense[self._labels_by(encoder)] for encoder in names}
        students = {name: self.encoder(name).fingerprint for name in names if name in TEACHERS}
        parts = [self._manifest.labels, self._manifest.terms, dense, students]
        return content_hash([json.dumps(parts, sort_keys=True)])

    @cached_property
    def labels(self) -> LabelTable:
        """Concepts and labels."""
        return LabelTable.open(self._store.open(self._manifest.labels))

    @cached_property
    def phrases(self) -> PhraseFinder:
        """The look-up of labels by their words."""
        return PhraseFinder.open(self._store.open(self._manifest.labels))

    def terms(self, lang: str, space: str) -> TermSpace:
        """One TF-IDF space, by its name in `SPACES`, over the labels of a language."""
        return self._terms[lang, space]

    def has_dense(self, encoder: str, lang: str) -> bool:
        """Whether the labels of a language have vectors that an encoder's may be compared with."""
        return lang in self._manifest.dense.get(self._labels_by(encoder), {})

    def dense(self, encoder: str, lang: str) -> DenseLabels:
        """The vectors of a language's labels by an encoder, or by its teacher."""
        return self._dense[self._labels_by(encoder), lang]

    def sketch(self, encoder: str, lang: str) -> Sketch:
        """What is roughly near to the texts of an encoder, of the concepts with labels in a language."""
        return self._sketches[self._labels_by(encoder), lang]

    def encoder(self, name: str) -> Encoder:
        """An encoder, after a check that it is the one the index was built with.

        Raises:
            IndexMissingError: If it is another one.
        """
        return self._encoders[name]

    def _labels_by(self, encoder: str) -> str:
        return _labels_by(encoder, self._manifest)

    def _open_terms(self, key: tuple[str, str]) -> TermSpace:
        lang, space = key
        return TermSpace.open(self._store.open(self._manifest.terms[lang]) / space)

    def _open_dense(self, key: tuple[str, str]) -> DenseLabels:
        encoder, lang = key
        return DenseLabels.open(self._store.open(self._manifest.dense[encoder][lang]))

    def _open_sketch(self, key: tuple[str, str]) -> Sketch:
        encoder, lang = key
        return Sketch.open(self._store.open(self._manifest.dense[encoder][lang]))

    def _open_encoder(self, name: str) -> Encoder:
        encoder = self._load(name)
        labels_by = self._labels_by(name)
        space = encoder.fingerprint if labels_by == name else encoder.space
        if space != self._manifest.fingerprints.get(labels_by):
            raise error_of(
                IndexMissingError, "index-of-other-weights", framework=self.framework, encoder=labels_by
            )
        return encoder


class _Once(dict[K, V]):
    """Values that are made when they are first asked for."""

    def __init__(self, make: Callable[[K], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> V:
        self[key] = self._make(key)
        return self[key]


class _Builder:
    """Builds the parts of one index."""

    def __init__(
        self, store: PartStore, encoders: EncoderLoader, progress: Progress, teachers: Mapping[str, str]
    ) -> None:
        self._store = store
        self._load = encoders
        self._progress = progress
        self._teachers = teachers

    def build(
        self,
        concepts: Iterable[Concept],
        framework: FrameworkId,
        directory: Path,
        profile: Profile,
        source: str,
    ) -> Index:
        self._progress("labels", 0, 1)
        table = LabelTable.from_concepts(concepts)
        name = f"labels{_LABELS}-{table.fingerprint}"
        self._store.build(name, partial(_write_labels, table))
        self._progress("labels", 1, 1)
        hashes = {lang: f"{lang}-{labels.fingerprint}" for lang, labels in table.lists.items()}
        terms = {lang: self._terms(table, lang, hashed) for lang, hashed in hashes.items()}
        encoders = self._encoders(profile)
        dense = {name: self._dense(table, encoder, hashes) for name, encoder in encoders.items()}
        fingerprints = {name: encoder.fingerprint for name, encoder in encoders.items()}
        manifest = _Manifest(str(framework), source, name, terms, dense, fingerprints)
        manifest = _with_older(manifest, _manifest_path(directory, framework), framework)
        content = sealed_json.seal(json.dumps(asdict(manifest), indent=1) + "\n")
        write_bytes(_manifest_path(directory, framework), content)
        return Index(framework, self._store, manifest, self._load)

    def _encoders(self, profile: Profile) -> dict[str, Encoder]:
        """The encoders of labels, once it is sure that those of texts fit them."""
        labels_by = {name: self._teachers.get(name, name) for name in ENCODERS[profile]}
        encoders = {name: self._load(name) for name in dict.fromkeys(labels_by.values())}
        for name, teacher in labels_by.items():
            if name != teacher and self._load(name).space != encoders[teacher].space:
                raise InputError(
                    f"The encoder {name} was made for another {teacher} than the one in use.",
                    hint=f"Make one with `skillgraph train {name}`, and set SKILLGRAPH_{name.upper()} to it.",
                )
        return encoders

    def _terms(self, table: LabelTable, lang: str, hashed: str) -> str:
        labels = table.lists[lang]

        def write(folder: Path) -> None:
            for done, (space, (analyser, kind)) in enumerate(SPACES.items()):
                self._progress(f"words {lang}", done, len(SPACES))
                documents = labels.by_concept(table.matchable, kind=kind)
                TermSpace.from_labels(analyser, documents).save(folder / space)

        self._store.build(f"terms{_TERMS}-{hashed}", write)
        self._progress(f"words {lang}", len(SPACES), len(SPACES))
        return f"terms{_TERMS}-{hashed}"

    def _dense(self, table: LabelTable, encoder: Encoder, hashes: Mapping[str, str]) -> dict[str, str]:
        prefix = f"{encoder.name}-{encoder.fingerprint[:12]}-"
        parts = {}
        for lang, labels in table.lists.items():
            if encoder.languages is not None and lang not in encoder.languages:
                continue
            write = partial(
                write_dense,
                labels=labels,
                starts=table.starts[lang],
                encoder=encoder,
                known=chain(shipped(encoder), map(StoredVectors, self._store.siblings(prefix))),
                advance=partial(self._progress, f"{encoder.name} {lang}"),
            )
            parts[lang] = f"{prefix}{hashes[lang]}-{_DENSE}"
            self._store.build(parts[lang], write)
        return parts


def _labels_by(encoder: str, manifest: _Manifest) -> str:
    """The encoder whose label vectors an encoder's texts are compared with."""
    return encoder if encoder in manifest.dense else TEACHERS.get(encoder, encoder)


def _write_labels(table: LabelTable, folder: Path) -> None:
    table.save(folder)
    PhraseFinder.from_table(table).save(folder)


def _with_older(manifest: _Manifest, path: Path, framework: FrameworkId) -> _Manifest:
    """Keep what an index of the same labels has for other profiles."""
    try:
        older = _read_manifest(path, framework)
    except IndexMissingError:
        return manifest
    if older.labels != manifest.labels:
        return manifest
    return replace(
        manifest,
        dense={**older.dense, **manifest.dense},
        fingerprints={**older.fingerprints, **manifest.fingerprints},
    )


def _manifest_path(directory: Path, framework: FrameworkId) -> Path:
    return directory / f"{quote(str(framework), safe='@')}.json"


def _read_manifest(path: Path, framework: FrameworkId) -> _Manifest:
    if not path.is_file():
        raise error_of(IndexMissingError, "index-none", framework=framework)
    try:
        manifest = _Manifest(**json.loads(sealed_json.unseal(path.read_bytes())))
    except (OSError, ValueError, TypeError) as error:
        raise IndexDamagedError(f"The index {path} is damaged: {error}.", hint=REBUILD) from error
    if manifest.framework != str(framework) or manifest.format != _FORMAT:
        raise IndexMissingError(
            f"{path} is an index of {manifest.framework} in format {manifest.format},"
            f" not of {framework} in format {_FORMAT}.",
            hint=REBUILD,
        )
    return manifest


def _check(manifest: _Manifest, store: PartStore, profile: Profile) -> None:
    """All parts that a profile needs are there, whole."""
    labels_by = [_labels_by(encoder, manifest) for encoder in ENCODERS[profile]]
    for encoder in labels_by:
        if encoder not in manifest.dense:
            raise error_of(
                IndexMissingError, "index-of-other-profile", framework=manifest.framework, profile=profile
            )
    needed = [part for encoder in labels_by for part in manifest.dense[encoder].values()]
    for part in (manifest.labels, *manifest.terms.values(), *needed):
        store.open(part)
