"""The three jobs, end to end on a small workspace with the real encoders of the fast profile."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.errors import IndexMissingError, InputError, NotFoundError
from skillgraph.graph.terms import value
from skillgraph.matching.profile import Profile
from skillgraph.model import Section
from skillgraph.model.gap import Cause
from skillgraph.namespaces import SG
from skillgraph.workspace import Query, Workspace
from skillgraph.workspace.answers.cover import cover
from skillgraph.workspace.answers.gaps import gaps
from skillgraph.workspace.answers.propose import propose
from skillgraph.workspace.answers.suggest import suggest_passages, suggest_texts
from skillgraph.workspace.loading import load_credentials, load_framework, load_postings
from skillgraph.workspace.postings import extraction
from skillgraph.workspace.requests import CoverRequest, GapsRequest, ProposeRequest

FAST = Query(profile=Profile.FAST)
PROPOSE = ProposeRequest(limit=1, min_confidence=0.0, profile=Profile.FAST)
GAPS = GapsRequest(new_terms=False, min_cell=1)
GAPS_FROM_03 = GapsRequest(new_terms=False, min_cell=1, min_confidence=0.3, min_supply=0.0)


def test_suggest_finds_the_concept_in_either_language(loaded: Workspace, trade: Callable[[str], str]) -> None:
    english, french = suggest_texts(loaded, ["weld metal", "utiliser un tableur"], FAST, k=2)
    assert (english.lang, english.suggestions[0].uri) == ("en", trade("weld"))
    assert (french.lang, french.suggestions[0].uri) == ("fr", trade("spreadsheet"))
    assert english.suggestions[0].broader == ("work with metal",)
    assert english.suggestions[0].scheme == "trades@1.0"


def test_propose_then_cover_direct_narrower_and_broader(
    loaded: Workspace, trade: Callable[[str], str]
) -> None:
    found = propose(loaded, PROPOSE)
    assert {mapping.object_id for mapping in found.proposed} == {
        trade(n) for n in ("weld", "tig", "cook", "food")
    }
    for skill, relation in [("weld", "direct"), ("metal", "narrower"), ("tig", "direct")]:
        _, (coverage,) = cover(loaded, CoverRequest(skill=trade(skill), profile=Profile.FAST))
        assert (coverage.credential, coverage.coverage) == ("Welding basics", relation)
        assert [a.kind for a in coverage.assessment] == ["demonstration"]


def test_cover_understands_labels_in_any_language_and_free_words(
    loaded: Workspace, trade: Callable[[str], str]
) -> None:
    propose(loaded, PROPOSE)
    for words, by in [("SOUDAGE", "label"), ("weld metal", "label"), ("cook dishes and hot meals", "text")]:
        resolved, coverage = cover(loaded, CoverRequest(skill=words, profile=Profile.FAST))
        assert resolved.found_by == by
        assert coverage


@pytest.mark.parametrize(
    ("skill", "error"),
    [("https://example.org/none", NotFoundError), ("  ", InputError), ("??", NotFoundError)],
)
def test_cover_says_what_it_does_not_know(loaded: Workspace, skill: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        cover(loaded, CoverRequest(skill=skill, profile=Profile.FAST))


def test_gaps_count_postings_and_name_the_cause(loaded: Workspace, trade: Callable[[str], str]) -> None:
    propose(loaded, PROPOSE)
    found = {gap.uri: gap for gap in gaps(loaded, GAPS_FROM_03)}
    assert (found[trade("weld")].postings, found[trade("weld")].cause) == (2, Cause.ONLY_UNREVIEWED)
    assert (found[trade("spreadsheet")].postings, found[trade("spreadsheet")].cause) == (
        2,
        Cause.NO_CREDENTIAL,
    )
    assert found[trade("cook")].postings == 1
    assert found[trade("weld")].demand_share == 0.5
    assert "weld" in found[trade("weld")].evidence[0].sentence.lower()


def test_gaps_follow_the_postings(loaded: Workspace, jobs: Path, trade: Callable[[str], str]) -> None:
    before = {gap.uri: gap.postings for gap in gaps(loaded, GAPS_FROM_03)}
    jobs.write_text(
        '{"id": "p9", "title": "Clerk", "description": "Use spreadsheets software."}', encoding="utf-8"
    )
    load_postings(loaded, jobs, replaces=True)
    after = {gap.uri: gap.postings for gap in gaps(loaded, GAPS_FROM_03)}
    assert before[trade("weld")] == 2
    assert after == {trade("spreadsheet"): 1}


def test_postings_are_linked_to_concepts_in_the_graph(loaded: Workspace, trade: Callable[[str], str]) -> None:
    from skillgraph.graph import codec

    gaps(loaded, GAPS)
    links = set(codec.read_posting_skills(loaded.snapshot().store))
    assert ("jobs/p2", trade("spreadsheet")) in links


def test_gaps_tell_required_from_an_asset_and_pass_over_boilerplate(
    loaded: Workspace, jobs: Path, trade: Callable[[str], str]
) -> None:
    lines = (
        "Requirements:",
        "- Weld metal",
        "An asset:",
        "- Use spreadsheets software",
        "Benefits:",
        "- Cook dishes",
    )
    posting = {"id": "p1", "title": "", "description": "\n".join(lines)}
    jobs.write_text(json.dumps(posting), encoding="utf-8")
    load_postings(loaded, jobs, replaces=True)
    found = {gap.uri: gap for gap in gaps(loaded, GAPS_FROM_03)}
    assert trade("cook") not in found
    weld, spreadsheet = found[trade("weld")], found[trade("spreadsheet")]
    assert (weld.required, weld.asset, weld.evidence[0].section) == (1, 0, Section.REQUIREMENTS)
    assert (spreadsheet.required, spreadsheet.asset) == (0, 1)
    required = {value(term) for _, term in loaded.snapshot().store.pairs(SG.requiredSkill)}
    assert trade("weld") in required
    assert not required & {trade("spreadsheet"), trade("cook")}


def test_a_page_is_read_sentence_by_sentence(loaded: Workspace, trade: Callable[[str], str]) -> None:
    page = "<h3>Duties</h3><ul><li>Weld metal</li></ul><h3>Benefits</h3><p>Cook &amp; dine with us</p>"
    found = list(suggest_passages(loaded, page, FAST, k=1))
    assert [one.passage.text for one in found] == ["Duties", "Weld metal", "Benefits", "Cook & dine with us"]
    assert found[1].result.suggestions[0].uri == trade("weld")
    assert [one.result.abstained for one in found] == [True, False, True, True]


def test_mentions_found_by_another_reading_are_found_anew(
    loaded: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    gaps(loaded, GAPS)
    before = loaded.snapshot().manifest.mentions[0].parts[0].file
    gaps(loaded, GAPS)
    assert loaded.snapshot().manifest.mentions[0].parts[0].file == before
    monkeypatch.setattr(extraction, "reading", lambda: "another")
    gaps(loaded, GAPS)
    assert loaded.snapshot().manifest.mentions[0].parts[0].file != before


def test_questions_name_what_is_missing(empty: Workspace, turtle: Path) -> None:
    with pytest.raises(NotFoundError, match="not loaded"):
        list(suggest_texts(empty, ["weld"], FAST))
    load_framework(empty, [turtle])
    with pytest.raises(NotFoundError, match="No credentials"):
        propose(empty, PROPOSE)
    with pytest.raises(NotFoundError, match="No postings"):
        gaps(empty, GAPS)
    with pytest.raises(IndexMissingError):
        list(suggest_texts(empty, ["weld"], Query(profile=Profile.FAST, build=False)))


FRENCH = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <https://example.org/trades/> .
t:weld a skos:Concept ; skos:prefLabel "souder du métal"@fr .
t:spreadsheet a skos:Concept ; skos:prefLabel "utiliser un tableur"@fr .
"""


def test_a_version_borrows_labels_in_the_languages_it_lacks(
    empty: Workspace, turtle: Path, tmp_path: Path, trade: Callable[[str], str]
) -> None:
    french = tmp_path / "french.ttl"
    french.write_text(FRENCH, encoding="utf-8")
    load_framework(empty, [turtle])
    load_framework(empty, [french], name="trades", version="2.0")
    assert empty.manifest.framework().languages == ("fr",)
    (result,) = suggest_texts(empty, ["use spreadsheets software"], FAST, k=1)
    assert (result.lang, result.suggestions[0].scheme) == ("en", "trades@2.0")
    assert result.suggestions[0].uri == trade("spreadsheet")


@pytest.mark.parametrize(
    ("stated", "used"), [("fr", "fr"), ("fr-CA", "fr"), ("en", "en"), ("tlh", "en"), ("", "en")]
)
def test_propose_trusts_the_language_the_source_states(
    empty: Workspace, turtle: Path, sheet: Path, stated: str, used: str
) -> None:
    sheet.write_text(
        f"credential,issuer,outcome,lang\nA,B,Write inspection reports,{stated}\n", encoding="utf-8"
    )
    load_framework(empty, [turtle])
    load_credentials(empty, sheet)
    ((_, result),) = propose(empty, PROPOSE).results
    assert result.lang == used
