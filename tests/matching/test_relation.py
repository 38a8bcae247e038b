"""What a concept is to a text: the same for suggest and propose, and exact only for the words of a label."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.matching import Matcher
from skillgraph.matching.evaluation.evaluation import read_gold
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.reasons.relation import RelationModel, relation_model, same_as_label, with_relations
from skillgraph.matching.reasons.relation_features import FEATURES, RelationFeatures
from skillgraph.matching.types import Evidence, LabelKind, MatchResult, Suggestion
from skillgraph.model import Predicate
from skillgraph.training.crosswalks import read_crosswalk

HEADER = "Classification 1 URI,Classification 1 PrefLabel,Classification 2 PrefLabel,Mapping relation"


def _suggestion(label: str, nearest: str = "", exact: float = 0.0) -> Suggestion:
    kind = LabelKind.ALT if nearest else LabelKind.PREF
    evidence = Evidence(nearest or label, kind, "en", (), {"exact": exact})
    return Suggestion("c:1", label, "esco@1.2.0", 0.8, 0.7, (), evidence)


@pytest.mark.parametrize(
    ("text", "label", "nearest", "exact", "same"),
    [
        ("Welding techniques.", "welding techniques", "", 1.0, LabelKind.PREF),
        ("Java", "Java (computer programming)", "", 0.9, LabelKind.PREF),
        ("conflict resolution", "conflict management", "conflict resolution", 0.8, LabelKind.ALT),
        ("data analysis", "statistics", "data analysis", 0.0, None),
        ("weld pipes under water", "weld pipes", "", 0.0, None),
        ("weld", "weld pipes", "", 0.0, None),
        ("", "", "", 0.0, None),
    ],
)
def test_words_are_those_of_a_label_only_where_no_other_concept_fits_them_better(
    text: str, label: str, nearest: str, exact: float, same: LabelKind | None
) -> None:
    assert same_as_label(text, _suggestion(label, nearest, exact)) is same


def _sure_of(predicate: Predicate) -> RelationModel:
    """A model that always says the same."""
    predicates = tuple(Predicate)
    intercepts = np.array([5.0 if one is predicate else 0.0 for one in predicates])
    size = len(FEATURES)
    return RelationModel(
        predicates, np.zeros(size), np.ones(size), np.zeros((len(predicates), size)), intercepts
    )


@pytest.mark.parametrize("said", list(Predicate))
def test_exact_is_said_of_a_preferred_label_always_and_of_other_words_never_and_related_not_at_all(
    matcher: Matcher, said: Predicate
) -> None:
    features = RelationFeatures(matcher.index.labels)
    result = MatchResult(
        "Ability to weld pipes",
        "en",
        False,
        "",
        (_suggestion("weld pipes"), _suggestion("braze pipes")),
    )
    (told,) = with_relations([result], features, _sure_of(said))
    same, other = told.suggestions
    assert same.predicate is Predicate.EXACT
    assert other.predicate is not Predicate.EXACT
    assert other.predicate is not Predicate.RELATED
    assert said in (Predicate.EXACT, Predicate.RELATED) or other.predicate is said


def test_the_relation_is_that_to_the_part_a_suggestion_is_for(matcher: Matcher) -> None:
    features, model = RelationFeatures(matcher.index.labels), _sure_of(Predicate.CLOSE)
    of_part = replace(_suggestion("weld pipes"), part="weld pipes")
    result = MatchResult("Read drawings, weld pipes", "en", False, "", (of_part,))
    (told,) = with_relations([result], features, model)
    assert told.suggestions[0].predicate is Predicate.EXACT


def test_suggestions_below_a_confidence_are_left_alone_and_change_nothing_above(matcher: Matcher) -> None:
    features, model = RelationFeatures(matcher.index.labels), relation_model()
    (found,) = matcher.of_kind(TextKind.OUTCOME).match(["weld steel parts and draw plans"], k=10, lang="en")
    least = found.suggestions[2].confidence
    (every,) = with_relations([found], features, model)
    (some,) = with_relations([found], features, model, least=least)
    kept = [one for one in some.suggestions if one.confidence >= least]
    assert kept == list(every.suggestions[: len(kept)])
    assert all(one.predicate is None for one in some.suggestions[len(kept) :])


@pytest.mark.parametrize("turned", [False, True])
def test_a_crosswalk_is_read_from_term_to_concept_whichever_way_it_is_written(
    tmp_path: Path, *, turned: bool
) -> None:
    narrower = "skos:broadMatch" if turned else "skos:narrowMatch"
    rows = [
        "Mapping project name,Example;",
        HEADER + ";",
        f"u:1,weld steel pipes,weld pipes,{narrower};",
        f'"u:2,""draw, and read, plans"",read plans,{narrower},";',
        "u:3,brew beer,brew beer,skos:exactMatch;",
        "u:4,brew beer,sing,no relation;",
        "u:5,,sing,skos:exactMatch;",
    ]
    path = tmp_path / "crosswalk.csv"
    path.write_text("\n".join(rows), encoding="utf-8-sig")
    found = {one.uri: (one.label, one.relation) for one in read_crosswalk(path)}
    assert found == {
        "u:1": ("weld steel pipes", Predicate.NARROW),
        "u:2": ("draw, and read, plans", Predicate.NARROW),
        "u:3": ("brew beer", Predicate.EXACT),
    }


@pytest.mark.parametrize("content", ["", "a,b\nc,d\n", HEADER, HEADER + "\nu:1,a,b,no relation\n"])
def test_a_file_without_relations_is_refused_by_its_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"other\.csv"):
        read_crosswalk(path)


def test_relations_of_outcomes_are_read_from_their_concepts(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.jsonl"
    path.write_text(
        '{"text": "weld", "uris": ["u:1"], "concepts": [{"uri": "u:1", "relation": "close"},'
        ' {"uri": "u:2", "relation": "related"}]}\n'
        '{"text": "sing", "uris": [], "concepts": []}\n'
    )
    problems = ProblemLog()
    first, second = read_gold(path, problems)
    assert first.relations == (("u:1", Predicate.CLOSE), ("u:2", Predicate.RELATED))
    assert second.relations == ()
    assert not list(problems)
