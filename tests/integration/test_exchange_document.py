"""The examples of docs/exchange.md are read as the document says."""

from __future__ import annotations

import json
import re
from pathlib import Path

from skillgraph.errors import ProblemLog
from skillgraph.export.frameworks import Frameworks
from skillgraph.export.openbadges import badge
from skillgraph.model import MappingStatus
from skillgraph.sources import read_credentials
from skillgraph.taxonomies.sssom import read_sssom

DOCUMENT = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    match = re.search(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    assert match
    return match[1]


def test_the_badge_is_read_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "badge.json"
    path.write_text(block("json"), encoding="utf-8")
    (credential,) = read_credentials(path, problems=ProblemLog(strict=True))
    assert [outcome.text for outcome in credential.outcomes] == [
        "Weld metal",
        "Read technical drawings",
        "Trade 7",
    ]
    assert credential.alignments[0].outcome == credential.outcomes[2].id
    assert badge(credential, [], version="3.0", frameworks=Frameworks()) == json.loads(block("json"))


def test_the_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mappings.sssom.tsv"
    path.write_text(block("text"), encoding="utf-8")
    (mapping,) = read_sssom(path, problems=ProblemLog(strict=True))
    assert mapping.status is MappingStatus.PROPOSED
    assert mapping.object_source == "http://data.europa.eu/esco/concept-scheme/skills"
    assert mapping.mapping_date == "2026-11-25"
