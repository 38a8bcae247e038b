"""Spark counts what DuckDB counts: the answers are equal, to the last digit and in their order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from skillgraph.analytics.candidates import unnamed
from skillgraph.analytics.demand.answering import demand
from skillgraph.analytics.demand.question import Axis, Period, Question
from skillgraph.analytics.demand.sentences import evidence, sentences
from skillgraph.matching.profile import Profile
from skillgraph.workspace import Workspace
from skillgraph.workspace.answers import demand as answers
from skillgraph.workspace.answers import gaps as gap_answers
from skillgraph.workspace.engines.spark import Session, SparkEngine
from skillgraph.workspace.loading import load_credentials, load_framework, load_postings
from skillgraph.workspace.postings import loading as posting_loading
from skillgraph.workspace.query import Run
from skillgraph.workspace.reports.making import make_report
from skillgraph.workspace.reports.request import AnyReportRequest, DemandReportRequest, GapsReportRequest
from skillgraph.workspace.requests import DemandRequest, GapsRequest, SentencesRequest, TrendRequest
from tests.analytics.demand.test_demand_counting import QUESTIONS, World, no_labels, tables, worlds
from tests.workspace.conftest import SHEET

pytestmark = pytest.mark.filterwarnings(
    # pyspark leaves it to the collector to close what it talks to the JVM through.
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)

FAST: dict[str, Any] = {"profile": Profile.FAST, "min_confidence": 0.3}


# To shrink what fails would take longer than all else: each question is some seconds of Spark.
@settings(max_examples=4, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(world=worlds(), question=st.sampled_from(QUESTIONS), whole=st.booleans())
def test_random_tables(session: Session, world: World, question: Question, whole: bool) -> None:
    question = replace(question, min_cell=1, sensitivity=whole, vacancies=not whole)
    here, there = tables(world), tables(world, store=SparkEngine.of(session).tables())
    assert demand(there, question, no_labels) == demand(here, question, no_labels)
    assert sentences(there, question, no_labels, limit=5) == sentences(here, question, no_labels, limit=5)
    assert evidence(there, question, each=2) == evidence(here, question, each=2)
    assert unnamed(there, question) == unnamed(here, question)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Workspace:
    """Real postings of two sources in parts of 150, searched for the trades of a small framework."""
    from tests.workspace.conftest import TURTLE

    folder = tmp_path_factory.mktemp("real [1]")
    turtle, sheet = folder / "trades.ttl", folder / "outcomes.csv"
    turtle.write_text(TURTLE, encoding="utf-8")
    sheet.write_text(SHEET, encoding="utf-8")
    workspace = Workspace.create(folder / "ws")
    load_framework(workspace, [turtle])
    load_credentials(workspace, sheet)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(posting_loading, "ROWS", 150)
        for name in ("emscad_200.csv", "nhs_1000.jsonl"):
            load_postings(workspace, shared / "data" / "postings" / name, with_occupations=False)
    return workspace


@pytest.fixture(scope="module")
def run(session: Session) -> Run:
    return Run(engine=SparkEngine.of(session))


SKILLS = [axis for axis in Axis if axis.is_skill]
OTHERS = [axis for axis in Axis if not axis.is_skill]
EVERY = [(axis, *OTHERS[start::4]) for axis, start in zip((*SKILLS, Axis.CONCEPT), range(4), strict=True)]
"""Each axis once, in questions of several: one of Spark takes seconds."""


@pytest.mark.parametrize("by", EVERY, ids=[" ".join(by) for by in EVERY])
def test_real_postings_by_every_axis(by: tuple[Axis, ...], real: Workspace, run: Run) -> None:
    request = DemandRequest(by=by, min_cell=1, period=Period.MONTH, **FAST)
    here = answers.demand(real, request)
    assert answers.demand(real, request, run) == here
    assert here.postings > 1000


def test_real_trends_sentences_and_gaps(real: Workspace, run: Run) -> None:
    trend, said = TrendRequest(period=Period.MONTH, min_cell=1, **FAST), SentencesRequest(top=None, **FAST)
    assert answers.trend(real, trend, run) == answers.trend(real, trend)
    assert answers.sentences(real, said, run) == answers.sentences(real, said)
    gaps = GapsRequest(min_cell=1, top=None, **FAST)
    found = gap_answers.first_gaps(real, gaps)
    assert gap_answers.first_gaps(real, gaps, run) == found
    assert len(found.gaps) > 5


@pytest.mark.parametrize(
    "asked",
    [DemandReportRequest(framework="", **FAST), GapsReportRequest(framework="", **FAST)],
    ids=["demand", "gaps"],
)
def test_reports_are_the_same_byte_by_byte(
    asked: AnyReportRequest, real: Workspace, run: Run, tmp_path: Path
) -> None:
    here = make_report(real, asked, tmp_path / "here")
    assert make_report(real, asked, tmp_path / "there", run=run).outputs == here.outputs
    assert sum(one.rows or 0 for one in here.outputs) > 50
