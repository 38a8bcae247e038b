"""What a text gives depends on the text alone: not on order, company, repetition or who worked it out."""

from __future__ import annotations

import json
import multiprocessing.spawn
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from multiprocessing import resource_tracker

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skillgraph.matching import Matcher, MatchResult
from skillgraph.matching import stream as stream_module
from skillgraph.matching import workers as workers_module
from tests.support.small_framework import texts_of_the_framework

TEXTS = texts_of_the_framework()


def written(results: Sequence[MatchResult]) -> list[str]:
    return [json.dumps(asdict(result)) for result in results]


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_order_company_and_repetition_change_nothing(matcher: Matcher, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=90))
    alone = {text: written(list(matcher.match([text], lang="en"))) for text in set(chosen)}
    together = written(list(matcher.match(chosen, lang="en")))
    assert together == [alone[text][0] for text in chosen]


def test_the_same_input_gives_the_same_bytes_twice(matcher: Matcher) -> None:
    first, second = (written(list(matcher.match(TEXTS, explain=True))) for _ in range(2))
    assert first == second


def test_workers_give_what_is_given_here(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "BATCH", 5)
    shared = Matcher(matcher.index, profile=matcher.profile, processes=2)
    _prepared(shared)
    for explain in (False, True):
        there = shared.match(TEXTS * 3, explain=explain)
        assert written(list(there)) == written(list(matcher.match(TEXTS * 3, explain=explain)))


def _prepared(matcher: Matcher) -> workers_module.Workers:
    workers = matcher._workers
    assert workers is not None
    workers.start(workers_module.MatchingJob(TEXTS[:2], 5, "en"))
    workers.wait()
    return workers


def test_workers_that_end_while_they_work_lose_nothing(
    matcher: Matcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "BATCH", 4)
    shared = Matcher(matcher.index, profile=matcher.profile, processes=2)
    before = set(psutil.Process().children())
    workers = _prepared(shared)
    assert workers.ready
    found = shared.match(TEXTS * 3)
    results = [next(found)]
    for worker in set(psutil.Process().children()) - before:
        worker.kill()
    assert written([*results, *found]) == written(list(matcher.match(TEXTS * 3)))


def test_workers_that_cannot_start_lose_nothing(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_module, "ALONE", 0)
    resource_tracker.ensure_running()  # a process too, started in the same way
    monkeypatch.setattr(multiprocessing.spawn, "_python_exe", str(shutil.which("false")).encode())
    shared = Matcher(matcher.index, profile=matcher.profile, processes=2)
    assert written(list(shared.match(TEXTS))) == written(list(matcher.match(TEXTS)))
    assert not _prepared(shared).ready


def test_no_more_is_read_than_is_worked_on(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "BATCH", 4)
    read = 0

    def texts() -> Iterator[str]:
        nonlocal read
        for text in TEXTS * 50:
            read += 1
            yield text

    next(matcher.match(texts(), lang="en"))
    assert read == 4


def test_what_is_remembered_is_bounded(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "REMEMBERED", 3)
    monkeypatch.setattr(stream_module, "BATCH", 2)
    assert written(list(matcher.match(TEXTS * 2, lang="en"))) == written(
        list(matcher.match(TEXTS, lang="en")) * 2
    )
