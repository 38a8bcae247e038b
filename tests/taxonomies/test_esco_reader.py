"""What read_esco makes of a bundle, quirk by quirk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Concept, ConceptKind, ConceptRelation, Framework, RelationKind
from skillgraph.taxonomies import read_esco

SKILL = "http://data.europa.eu/esco/skill/"
OCCUPATION = "http://data.europa.eu/esco/occupation/"
ISCED = "http://data.europa.eu/esco/isced-f/"
ISCO = "http://data.europa.eu/esco/isco/C"

Make = Callable[..., Path]


def read(path: Path, *, clean: bool = True) -> tuple[dict[str, Concept], Framework, ProblemLog]:
    problems = ProblemLog()
    framework = read_esco([path], problems=problems)
    if clean:
        assert not list(problems)
    return {concept.uri: concept for concept in framework.concepts}, framework, problems


def test_a_whole_bundle_becomes_a_framework(make_zip: Make, small: dict[str, str]) -> None:
    concepts, framework, _ = read(make_zip(small))

    assert str(framework.scheme.id) == "esco@1.2.0"
    assert framework.languages == ("en",)
    assert framework.scheme.acknowledgement == (
        "This service uses the ESCO classification of the European Commission."
    )
    weld = concepts[SKILL + "weld"]
    assert weld.kind is ConceptKind.SKILL
    assert weld.pref_labels == {"en": "weld steel"}
    assert weld.descriptions == {"en": "Join parts."}
    assert (weld.skill_type, weld.reuse_level) == ("skill/competence", "sector-specific")
    assert weld.broader == (SKILL + "S7", ISCED + "0715")
    assert weld.schemes == (
        "http://data.europa.eu/esco/concept-scheme/skills",
        "http://data.europa.eu/esco/concept-scheme/member-skills",
    )
    assert framework.relations == (
        ConceptRelation(OCCUPATION + "welder", RelationKind.ESSENTIAL_SKILL, SKILL + "weld"),
        ConceptRelation(OCCUPATION + "welder", RelationKind.OPTIONAL_SKILL, SKILL + "metal"),
        ConceptRelation(SKILL + "weld", RelationKind.OPTIONAL_SKILL, SKILL + "metal"),
    )
    assert [(c.key, c.members) for c in framework.collections] == [("green", (SKILL + "metal",))]


def test_main_files_list_labels_by_line_and_drop_the_preferred_one(
    make_zip: Make, small: dict[str, str]
) -> None:
    concepts, _, _ = read(make_zip(small))
    # The bar is part of a label here; it separates labels in collections only.
    assert concepts[SKILL + "weld"].alt_labels == {"en": ("join steel", "melt | fuse steel")}


def test_collections_separate_labels_by_bars(make_zip: Make, small: dict[str, str]) -> None:
    concepts, _, _ = read(make_zip(small))
    assert concepts[SKILL + "metal"].alt_labels == {"en": ("ferrous metals", "alloys")}
    assert concepts[SKILL + "metal"].descriptions == {"en": "All about metals."}


def test_labels_lose_the_space_around_them(make_zip: Make, small: dict[str, str]) -> None:
    assert read(make_zip(small))[0][SKILL + "metal"].label() == "metals"


def test_both_date_formats_become_one(make_zip: Make, small: dict[str, str]) -> None:
    concepts, _, _ = read(make_zip(small))
    assert concepts[SKILL + "weld"].modified == "2016-12-20T17:43:43Z"
    assert concepts[SKILL + "metal"].modified == "2024-01-25T11:28:50Z"


def test_windows_line_ends_change_nothing(make_zip: Make, small: dict[str, str]) -> None:
    plain = read(make_zip(small))[1]
    windows = {name: text.replace("\n", "\r\n") for name, text in small.items()}
    assert read(make_zip(windows))[1] == plain


def test_notations_come_from_code_uri_or_hierarchy(make_zip: Make, small: dict[str, str]) -> None:
    concepts, _, _ = read(make_zip(small))
    assert concepts[SKILL + "S"].notation == "S"
    assert concepts[ISCED + "0715"].notation == "0715"
    assert concepts[SKILL + "S7"].notation == "S7"
    assert concepts[SKILL + "S7"].scope_notes == {"en": "Excludes:\n- repair"}


def test_an_occupation_without_relations_is_under_its_isco_group(
    make_zip: Make, small: dict[str, str]
) -> None:
    concepts, _, _ = read(make_zip(small))
    assert concepts[OCCUPATION + "welder"].broader == (ISCO + "7212",)
    assert concepts[OCCUPATION + "underwater"].broader == (OCCUPATION + "welder",)


def test_dangling_references_are_reported_with_their_line_and_not_loaded(
    make_zip: Make, small: dict[str, str]
) -> None:
    small["broaderRelationsSkillPillar.csv"] += f"SkillGroup,{SKILL}gone,SkillGroup,{SKILL}S\n"
    small["occupationSkillRelations.csv"] += f"{OCCUPATION}welder,essential,,{SKILL}gone\n"
    small["greenSkillsCollection_en.csv"] += f"KnowledgeSkillCompetence,{SKILL}gone,gone\n"
    concepts, framework, problems = read(make_zip(small), clean=False)

    assert SKILL + "gone" not in concepts
    assert len(framework.relations) == 3
    assert {(Path(p.path).name, p.line, p.field) for p in problems} == {
        ("broaderRelationsSkillPillar.csv", 5, "conceptUri"),
        ("occupationSkillRelations.csv", 4, "skillUri"),
        ("greenSkillsCollection_en.csv", 3, "conceptUri"),
    }


def test_repeated_rows_are_reported_once_each(make_zip: Make, small: dict[str, str]) -> None:
    for name in ("occupations_en.csv", "skillSkillRelations.csv", "greenSkillsCollection_en.csv"):
        small[name] += small[name].splitlines()[1] + "\n"
    _, framework, problems = read(make_zip(small), clean=False)

    assert len(framework.relations) == 3
    assert framework.collections[0].members == (SKILL + "metal",)
    assert [(Path(p.path).name, p.line) for p in problems] == [
        ("occupations_en.csv", 4),
        ("greenSkillsCollection_en.csv", 3),
        ("skillSkillRelations.csv", 3),
    ]
    assert "line 2" in next(iter(problems)).reason


def test_the_same_pair_may_be_essential_and_optional(make_zip: Make, small: dict[str, str]) -> None:
    small["occupationSkillRelations.csv"] += f"{OCCUPATION}welder,optional,,{SKILL}weld\n"
    assert len(read(make_zip(small))[1].relations) == 4


def test_lines_are_physical_lines(make_zip: Make, small: dict[str, str]) -> None:
    # The first skill's cells span lines 2 to 5, the second is line 6, so this is line 7.
    small["skills_en.csv"] += "KnowledgeSkillCompetence,not a uri,,,label\n"
    _, _, problems = read(make_zip(small), clean=False)
    assert [(p.line, p.field) for p in problems] == [(7, "conceptUri")]


def test_bad_values_are_reported_and_the_row_still_counts(make_zip: Make, small: dict[str, str]) -> None:
    small["skills_en.csv"] = small["skills_en.csv"].replace("2016-12-20T17:43:43Z", "yesterday")
    small["skillSkillRelations.csv"] += f"{SKILL}metal,,necessary,,{SKILL}weld\n"
    small["broaderRelationsSkillPillar.csv"] += f"SkillGroup,{SKILL}S,SkillGroup,{SKILL}S\n"
    concepts, _, problems = read(make_zip(small), clean=False)
    assert concepts[SKILL + "weld"].modified == ""
    assert [p.reason for p in problems] == [
        "'yesterday' is not a date",
        f"{SKILL}S is broader than itself",
        "'necessary' is neither essential nor optional",
    ]


def test_languages_merge_into_the_same_concepts(make_zip: Make, small: dict[str, str]) -> None:
    english = make_zip(small)
    french = make_zip(
        {
            "skills_fr.csv": "conceptUri,preferredLabel,altLabels,description,labelSource\n"
            f"{SKILL}weld,souder l’acier,,,api\n{SKILL}metal,,,,missing\n",
            "occupations_fr.csv": "conceptUri,preferredLabel,altLabels,naceCode\n"
            f"{OCCUPATION}welder,soudeur/soudeuse,soudeur\nsoudeur d’acier,X\n".replace(
                "soudeur\nsoudeur d’acier", '"soudeur\nsoudeur d’acier"'
            ),
            "skillSkillRelations_fr.csv": small["skillSkillRelations.csv"],
        },
        "ESCO dataset - v1.2.0 - classification - fr - csv.zip",
    )
    problems = ProblemLog()
    framework = read_esco([english, french], problems=problems)
    concepts = {concept.uri: concept for concept in framework.concepts}

    assert framework.languages == ("en", "fr")
    assert concepts[SKILL + "weld"].pref_labels == {"en": "weld steel", "fr": "souder l’acier"}
    welder = concepts[OCCUPATION + "welder"]
    assert welder.pref_labels["fr"] == "soudeur/soudeuse"
    assert welder.alt_labels["fr"] == ("soudeur", "soudeur d’acier", "soudeuse")
    assert len(framework.relations) == 3, "a relation that both zips hold is one relation"
    assert [p.reason for p in problems] == ["1 of 2 concepts have no label in fr"]
    assert "(adapted)" in framework.scheme.acknowledgement, "labelSource is no column of ESCO's"


def test_languages_can_be_chosen(make_zip: Make, small: dict[str, str]) -> None:
    small["skills_fr.csv"] = f"conceptUri,preferredLabel\n{SKILL}weld,souder\n"
    problems = ProblemLog()
    framework = read_esco([make_zip(small)], languages=["fr"], problems=problems)
    assert framework.languages == ("fr",)
    # Groups and occupations are listed in English files only: they stay, without a text.
    assert {concept.kind for concept in framework.concepts} == set(ConceptKind) - {ConceptKind.CONCEPT}
    assert len(framework.relations) == 1, "the second skill is only in the English table"


def test_collections_and_hierarchy_stand_in_for_missing_tables(make_zip: Make, small: dict[str, str]) -> None:
    del small["broaderRelationsSkillPillar.csv"], small["skillGroups_en.csv"]
    small["greenSkillsCollection_en.csv"] = small["greenSkillsCollection_en.csv"].replace(
        f"{ISCED}0715", f"{SKILL}S7 | {SKILL}S"
    )
    small["greenSkillsCollection_fr.csv"] = f"conceptUri,preferredLabel\n{SKILL}metal,métaux\n"
    concepts, _, _ = read(make_zip(small))
    assert concepts[SKILL + "S7"].kind is ConceptKind.SKILL_GROUP
    assert concepts[SKILL + "S7"].pref_labels == {"en": "constructing"}
    assert concepts[SKILL + "S7"].broader == (SKILL + "S",)
    assert concepts[SKILL + "metal"].broader == (SKILL + "S7", SKILL + "S")
    assert concepts[SKILL + "metal"].pref_labels == {"en": "metals", "fr": "métaux"}


def test_a_bundle_without_occupations_says_so_once(make_zip: Make, small: dict[str, str]) -> None:
    del small["occupations_en.csv"]
    _, framework, problems = read(make_zip(small), clean=False)
    assert len(framework.relations) == 1
    assert [Path(p.path).name for p in problems] == [
        "broaderRelationsOccPillar.csv",
        "occupationSkillRelations.csv",
    ]


def test_a_bundle_without_isco_groups_says_so_once(make_zip: Make, small: dict[str, str]) -> None:
    del small["ISCOGroups_en.csv"]
    concepts, _, problems = read(make_zip(small), clean=False)
    assert concepts[OCCUPATION + "welder"].broader == ()
    assert [p.field for p in problems] == ["iscoGroup"]


def test_other_files_are_passed_over(make_zip: Make, small: dict[str, str]) -> None:
    small |= {"dictionary_en.csv": "x", "greenShareOcc_en.csv": "", "readme.md": "x", "mine-9.9.9.csv": "x"}
    small["__MACOSX/._skills_en.csv"] = "\x00"
    _, framework, problems = read(make_zip(small), clean=False)
    assert framework.scheme.id.version == "1.2.0"
    assert [Path(p.path).name for p in problems] == ["mine-9.9.9.csv"]


def test_a_marker_file_says_that_the_bundle_was_adapted(make_zip: Make, small: dict[str, str]) -> None:
    small["adapted.txt"] = "adapted"
    assert "(adapted)" in read(make_zip(small))[1].scheme.acknowledgement


def test_folders_zips_in_folders_and_single_files_read_alike(
    make_zip: Make, small: dict[str, str], tmp_path: Path
) -> None:
    zipped = read(make_zip(small))[1]
    folder = tmp_path / "unpacked" / "ESCO v1.2.0"
    folder.mkdir(parents=True)
    for name, text in small.items():
        (folder / name).write_text(text, encoding="utf-8")
    inner = tmp_path / "outer"
    inner.mkdir()
    make_zip(small).rename(inner / "esco-1.2.0.ZIP")

    assert read(folder)[1] == zipped
    assert read(folder.parent)[1] == zipped
    assert read(inner)[1] == zipped
    assert read_esco(sorted(folder.iterdir()), problems=ProblemLog()) == zipped


def test_a_byte_order_mark_is_no_matter(make_zip: Make, small: dict[str, str]) -> None:
    marked = {name: text.encode("utf-8-sig") for name, text in small.items()}
    assert read(make_zip(marked))[1] == read(make_zip(small))[1]


@pytest.mark.parametrize("name", ["skills.csv", "SKILLS_EN.CSV"])
def test_file_names_may_lack_the_language(make_zip: Make, small: dict[str, str], name: str) -> None:
    small[name] = small.pop("skills_en.csv")
    assert read(make_zip(small))[0][SKILL + "weld"].pref_labels == {"en": "weld steel"}


def test_a_language_that_nothing_tells_is_taken_from_the_rest(make_zip: Make, small: dict[str, str]) -> None:
    small["skills.csv"] = small.pop("skills_en.csv")
    concepts, _, problems = read(make_zip(small, "esco-1.2.0.zip"), clean=False)
    assert concepts[SKILL + "weld"].pref_labels == {"en": "weld steel"}
    assert [p.reason for p in problems] == ["its name does not tell the language; taken to be en"]


def test_strict_stops_at_the_first_problem(make_zip: Make, small: dict[str, str]) -> None:
    small["skills_en.csv"] += "KnowledgeSkillCompetence,nothing\n"
    with pytest.raises(InputError, match=r"skills_en\.csv:7"):
        read_esco([make_zip(small)], problems=ProblemLog(strict=True))


def test_versions_come_from_names_or_the_caller(make_zip: Make, small: dict[str, str]) -> None:
    path = make_zip(small, "bundle.zip")
    assert read_esco([path], version="1.1.0", problems=ProblemLog()).scheme.id.version == "1.1.0"
    with pytest.raises(InputError, match="do not tell") as caught:
        read_esco([path], problems=ProblemLog())
    assert "--version" in caught.value.hint
    with pytest.raises(InputError, match="cannot be a version"):
        read_esco([path], version="../1", problems=ProblemLog())


def test_different_versions_are_not_mixed(make_zip: Make, small: dict[str, str]) -> None:
    one = make_zip(small)
    other = make_zip({"skills_fr.csv": small["skills_en.csv"]}, "ESCO v1.2.1 fr.zip")
    with pytest.raises(InputError, match=r"1\.2\.0 .*1\.2\.1"):
        read_esco([one, other], problems=ProblemLog())


def test_the_same_table_twice_is_an_error(make_zip: Make, small: dict[str, str]) -> None:
    one, other = make_zip(small), make_zip(small, "copy of ESCO v1.2.0.zip")
    with pytest.raises(InputError, match="same table"):
        read_esco([one, other], problems=ProblemLog())
