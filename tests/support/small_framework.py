"""A small framework in two languages, and encoders for it that need no weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from skillgraph.embedding import Encoder, Vectors
from skillgraph.embedding.dummy import DummyEncoder
from skillgraph.matching import Index, Profile
from skillgraph.model import Concept, ConceptKind, FrameworkId

SMALL = FrameworkId("small", "1")
BASE = "http://example.org/skill/"


def skill(
    name: str, en: str, *alt: str, fr: str = "", alt_fr: tuple[str, ...] = (), broader: tuple[str, ...] = ()
) -> Concept:
    return Concept(
        BASE + name,
        ConceptKind.SKILL,
        {"en": en} | ({"fr": fr} if fr else {}),
        {"en": alt} | ({"fr": alt_fr} if alt_fr else {}),
        broader=tuple(BASE + parent for parent in broader),
    )


def group(name: str, en: str, *, broader: tuple[str, ...] = ()) -> Concept:
    parents = tuple(BASE + parent for parent in broader)
    return Concept(BASE + name, ConceptKind.SKILL_GROUP, {"en": en, "fr": f"{en} (fr)"}, broader=parents)


CONCEPTS = (
    group("top", "skills"),
    group("data", "working with data", broader=("top",)),
    skill("python", "Python (computer programming)", "Python 3", fr="Python", broader=("data",)),
    skill("sql", "SQL", "structured query language", fr="SQL", alt_fr=("langage de requête",)),
    skill("db", "manage database", "administer databases", "run data stores", fr="gérer une base de données"),
    skill(
        "report", "write technical reports", "draft technical documents", fr="rédiger des rapports techniques"
    ),
    skill("staff", "manage musical staff", "direct musicians", fr="gérer le personnel musical"),
    skill("weld", "weld steel", "join steel parts", fr="souder de l'acier", alt_fr=("assembler des pièces",)),
    skill("teach", "teach communication", "instruct in communication", fr="enseigner la communication"),
    skill("communicate", "communication", "communicate with others", fr="communication"),
    skill("cpp", "C++", fr="C++"),
    skill("first-aid", "provide first aid", "give CPR", fr="donner les premiers secours"),
    skill("english-only", "operate forklift", "drive lift trucks"),
    Concept(BASE + "welder", ConceptKind.OCCUPATION, {"en": "welder", "fr": "soudeur"}),
)


class CountingEncoders:
    """Gives dummy encoders by name and counts the texts each has encoded."""

    def __init__(self) -> None:
        self.encoded: Counter[str] = Counter()
        self.asked: list[str] = []

    def __call__(self, name: str) -> Encoder:
        self.asked.append(name)
        return _Counting(name, self.encoded)


class _Counting(DummyEncoder):
    def __init__(self, name: str, encoded: Counter[str]) -> None:
        super().__init__(name=name, dimensions=64)
        self.languages = None if name == "use" else frozenset({"en", "fr"})
        self._encoded = encoded

    def encode(self, texts: Sequence[str]) -> Vectors:
        self._encoded[self.name] += len(texts)
        return super().encode(texts)


def build(
    directory: Path,
    encoders: CountingEncoders,
    profile: Profile = Profile.FAST,
    *,
    concepts: Sequence[Concept] = CONCEPTS,
    framework: FrameworkId = SMALL,
    source: str = "",
) -> Index:
    return Index.build(
        concepts,
        framework=framework,
        directory=directory,
        profile=profile,
        encoders=encoders,
        source=source,
    )


def texts_of_the_framework() -> list[str]:
    """Labels and sentences made of them, in both languages, and texts without a skill."""
    labels = [
        label
        for concept in CONCEPTS
        for label in (*concept.pref_labels.values(), *concept.alt_labels.get("en", ()))
    ]
    sentences = [f"You will {label} with colleagues every day." for label in labels]
    return [*labels, *sentences, "We were founded in 1990.", "", "?!", "Nous sommes ouverts le lundi."]
