"""What boards mark as required, as an asset or as no requirement is read so in the text of the posting."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillgraph import languages
from skillgraph.errors import ProblemLog
from skillgraph.matching.text.sections import read as read_text
from skillgraph.model import Posting, Requirement, Section
from skillgraph.sources import read_postings

REQUIRED = (Section.REQUIREMENTS, Requirement.REQUIRED)
ASSET = (Section.NICE_TO_HAVE, Requirement.ASSET)
BENEFIT = (Section.BENEFITS, Requirement.UNSPECIFIED)
PLAIN = (Section.OTHER, Requirement.UNSPECIFIED)
BOTH = {"Weld": PLAIN, "Food hygiene": REQUIRED, "First aid": ASSET}


def load(
    folder: Path, posting: dict[str, object], columns: dict[str, str] | None = None
) -> tuple[Posting, str]:
    path = folder / "p.json"
    path.write_text(json.dumps([{"title": "Welder", "description": "Weld", **posting}]), encoding="utf-8")
    log = ProblemLog(strict=True)
    (found,) = read_postings(path, columns=columns, problems=log)
    return found, " ".join(problem.reason for problem in log)


def asked(posting: Posting) -> dict[str, tuple[Section, Requirement]]:
    """The section and requirement of each text, as they come into the mentions of the posting."""
    passages = [one for one in read_text(posting.description) if not one.is_heading]
    return {one.text: (one.section, one.requirement) for one in passages}


@pytest.mark.parametrize(
    "posting",
    [
        {"requirements": {"must": ["Food hygiene"], "nice": ["First aid"]}},
        {"requirements": {"nice": ["First aid"], "must": ["Food hygiene"]}},
        {"requirements": {"must": "Food hygiene", "niceToHave": "First aid"}},
        {"requirements": {"mandatory": [{"items": ["Food hygiene"]}], "plus": [{"text": "First aid"}]}},
        {"requirements": {"skills": {"required_skills": ["Food hygiene"], "bonus": ["First aid"]}}},
        {"qualifications": {"required": ["Food hygiene"], "preferred": ["First aid"]}},
        {"qualifications": {"minimum": "<p>Food hygiene</p>", "desired": "<ul><li>First aid</li></ul>"}},
        {"minimumQualifications": ["Food hygiene"], "preferredQualifications": ["First aid"]},
        {"requiredSkills": "Food hygiene", "niceToHaves": ["First aid"]},
        {"mustHaves": ["Food hygiene"], "niceToHaves": ["First aid"]},
        {
            "requirements": [
                {"type": "required", "text": "Food hygiene"},
                {"type": "nice", "text": "First aid"},
            ]
        },
        {"requirements": [{"text": "Food hygiene"}, {"type": "preferred", "text": "First aid"}]},
        {"skills": [{"name": "Food hygiene", "required": True}, {"name": "First aid", "required": False}]},
        {"skills": [{"name": "First aid", "isOptional": "yes"}, {"name": "Food hygiene"}]},
        {"skills": [{"skill": "Food hygiene", "mandatory": 1}, {"skill": "First aid", "mandatory": 0}]},
        {"skills": ["Food hygiene", {"name": "First aid", "importance": "Nice to have"}]},
        {"lists": [{"text": "Food hygiene", "type": "must"}, {"text": "First aid", "type": "optional"}]},
        {
            "competences": [
                {"libelle": "Food hygiene", "exigence": "E"},
                {"nom": "First aid", "exigence": "S"},
            ]
        },
        {"skills": {"Food hygiene": "required", "First aid": "nice-to-have"}},
        {"exigences": {"obligatoires": ["Food hygiene"], "souhaitées": ["First aid"]}},
    ],
)
def test_required_and_assets_are_read_as_such_however_a_board_says_it(
    tmp_path: Path, posting: dict[str, object]
) -> None:
    found, told = load(tmp_path, posting)
    assert asked(found) == BOTH
    assert told == ""


def test_texts_of_no_level_come_under_no_heading_of_another(tmp_path: Path) -> None:
    found, _ = load(
        tmp_path,
        {"qualifications": {"preferred": ["First aid"]}, "skills": ["Latte art"], "tasks": ["Serve"]},
    )
    assert asked(found) == {"Weld": PLAIN, "Serve": PLAIN, "Latte art": PLAIN, "First aid": ASSET}


def test_benefits_among_requirements_are_no_demand_and_what_is_not_asked_is_told(tmp_path: Path) -> None:
    parts = {
        "notRequired": ["First aid"],
        "benefits": ["Yoga"],
        "not_needed": "French",
        "must": ["Food hygiene"],
    }
    found, told = load(tmp_path, {"requirements": parts})
    assert asked(found) == {"Weld": PLAIN, "Food hygiene": REQUIRED, "Yoga": BENEFIT}
    assert "requirements.notRequired (1)" in told
    assert "requirements.not_needed (1)" in told


def test_a_mapping_that_leads_to_levels_keeps_them(tmp_path: Path) -> None:
    posting: dict[str, object] = {
        "want": {"must": ["Food hygiene"], "nice": ["First aid"], "not needed": ["French"]}
    }
    found, told = load(tmp_path, posting, {"title": "title", "description": "want"})
    assert asked(found) == {"Food hygiene": REQUIRED, "First aid": ASSET}
    assert "want.not needed (1)" in told
    found, _ = load(tmp_path, posting, {"title": "title", "description": "want.nice"})
    assert asked(found) == {"First aid": ASSET}


def test_levels_in_a_block_of_schema_org_are_read_and_its_plain_sections_stay_without_headings(
    tmp_path: Path,
) -> None:
    block: dict[str, object] = {
        "@type": "JobPosting",
        "qualifications": {
            "required": ["Food hygiene"],
            "preferred": ["First aid"],
            "notRequired": ["French"],
        },
        "skills": ["Latte art"],
    }
    found, told = load(tmp_path, block)
    assert asked(found) == {"Weld": PLAIN, "Latte art": PLAIN, "Food hygiene": REQUIRED, "First aid": ASSET}
    assert "qualifications.notRequired (1)" in told


def test_all_texts_and_lines_of_a_marked_record_are_kept(tmp_path: Path) -> None:
    record = {"name": "First aid", "detail": "Level 1\nLevel 2 & <5 years", "required": False, "id": "x7"}
    found, _ = load(tmp_path, {"skills": [record]})
    assert asked(found) == {
        "Weld": PLAIN, "First aid": ASSET, "Level 1": ASSET, "Level 2 & <5 years": ASSET,
    }  # fmt: skip


def test_the_name_of_a_marked_record_is_no_heading_for_what_follows(tmp_path: Path) -> None:
    records = [
        {"title": "Experience", "text": "Two years of cooking", "required": False},
        {"title": "French", "required": False},
    ]
    found, _ = load(tmp_path, {"requirements": records})
    assert asked(found) == {"Weld": PLAIN, "Experience – Two years of cooking": ASSET, "French": ASSET}


def test_marked_requirements_with_titles_are_parts_of_the_posting_and_no_postings(tmp_path: Path) -> None:
    marked = {"id": 5, "title": "First aid", "description": "Level 2", "required": False}
    for key in ("requirements", "skills"):
        found, _ = load(tmp_path, {key: [marked]})
        assert found.title == "Welder"
        assert asked(found)["First aid – Level 2"] == ASSET


@pytest.mark.parametrize(
    "posting",
    [
        {"skills": [{"name": "French", "level": "basic"}]},
        {"skills": [{"name": "French", "years": {"min": 1, "max": 3}}]},
        {"requirements": [{"text": "French", "type": "language"}]},
    ],
)
def test_what_tells_no_level_gets_no_heading(tmp_path: Path, posting: dict[str, object]) -> None:
    found, _ = load(tmp_path, posting)
    assert asked(found)["French"] == PLAIN
    assert not any(one.is_heading for one in read_text(found.description))


@pytest.mark.parametrize(
    ("level", "section"),
    [("required", Section.REQUIREMENTS), ("asset", Section.NICE_TO_HAVE), ("benefits", Section.BENEFITS)],
)
def test_the_headings_of_levels_are_known_in_every_language(level: str, section: Section) -> None:
    headings = languages.by_language("headings", "level_headings", level)
    assert {"en", "fr"} <= headings.keys()
    for heading in headings.values():
        (passage,) = read_text(heading)
        assert (passage.is_heading, passage.section) == (True, section)
