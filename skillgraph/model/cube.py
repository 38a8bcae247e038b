"""Statistics as a cube: observations, each at one place of every dimension."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from skillgraph.model.texts import Texts


@dataclass(frozen=True, slots=True)
class Observation:
    """One cell of a cube.

    Attributes:
        at: The value on each dimension, by its name.
        measures: What was measured, by name; empty where the cell is suppressed.
        attributes: What else is said of it, by name.
        suppressed: Why it is not published: ``small``, ``complementary``, or empty.
    """

    at: Mapping[str, str]
    measures: Mapping[str, float]
    attributes: Mapping[str, str] = field(default_factory=dict)
    suppressed: str = ""


@dataclass(frozen=True, slots=True)
class Cube:
    """Observations of one structure.

    Attributes:
        key: Unique among cubes; the same for the same question.
        titles: By language.
        dimensions, measures, attributes: Names that `skillgraph.graph.codec.cubes` knows.
        rights: Sentences that everything made from the data must carry.
        labels: What a value of the dimension ``skill`` that is no concept stands for, by its IRI.
    """

    key: str
    titles: Texts
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]
    observations: tuple[Observation, ...]
    attributes: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
