from __future__ import annotations

import csv
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from openpyxl import Workbook

from skillgraph.errors import InputError, ProblemLog
from skillgraph.model import Assessment, Credential, Endorsement, EndorsementClaim, LearningOutcome
from skillgraph.sources import read_credentials, read_outcome_sheet
from skillgraph.sources.sheet_columns import COLUMNS
from skillgraph.sources.tables import normalise_header

DOCS = Path(__file__).parents[2] / "docs"


def read(folder: Path, text: str) -> tuple[list[Credential], list[tuple[int | None, str, str]]]:
    path = folder / "sheet.csv"
    path.write_text(text, encoding="utf-8")
    log = ProblemLog()
    credentials = list(read_outcome_sheet(path, problems=log))
    return credentials, [(problem.line, problem.field, problem.reason) for problem in log]


def test_the_documented_example(tmp_path: Path) -> None:
    match = re.search(r"```csv\n(.*?)```", (DOCS / "outcome-sheet.md").read_text(encoding="utf-8"), re.DOTALL)
    assert match
    credentials, problems = read(tmp_path, match[1])
    assert problems == []
    (credential,) = credentials
    assert [outcome.text for outcome in credential.outcomes] == [
        "Keep cooked and raw food apart",
        "Record refrigerator temperatures",
    ]
    assert credential.duration_hours == 12
    assert credential.assessments == (
        Assessment("demonstration", authentic=True, threshold=0.9),
        Assessment("quiz", authentic=False, threshold=0.8),
    )
    assert [endorsement.claim for endorsement in credential.endorsements] == ["demand", "assessment"]
    assert (
        credential.id
        == "https://w3id.org/skillgraph/id/credential/food-safety-in-practice-" + credential.id[-8:]
    )


def test_every_column_is_documented_and_every_documented_name_works() -> None:
    known = {normalise_header(name) for column, more in COLUMNS.items() for name in (column, *more)}
    table = re.findall(
        r"^\| `(\w+)`[^|]*\|([^|]*)\|", (DOCS / "outcome-sheet.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [column for column, _ in table] == list(COLUMNS)
    aliases = [alias for _, more in table for alias in more.strip().split(", ") if alias]
    assert [alias for alias in aliases if normalise_header(alias) not in known] == []


def test_french_headers_and_values(tmp_path: Path) -> None:
    credentials, problems = read(
        tmp_path,
        "Titre;Émetteur;Résultat d’apprentissage;Langue;Durée (heures);Évaluation;Évaluation authentique;"
        "Seuil;Appuyé par;Objet de l’appui;Appui jusqu’au\n"
        "Pain;Collège;Cuire du pain;français;7,5;démonstration;oui;90 %;Guilde;demande;1er mai 2027\n",
    )
    assert problems == []
    assert credentials[0].duration_hours == 7.5
    assert credentials[0].outcomes[0].lang == "fr"
    assert credentials[0].assessments == (Assessment("démonstration", authentic=True, threshold=0.9),)
    assert credentials[0].endorsements == (
        Endorsement("Guilde", EndorsementClaim.DEMAND, valid_until="2027-05-01"),
    )


def test_rows_are_grouped_by_id_or_by_name_and_issuer(tmp_path: Path) -> None:
    credentials, problems = read(
        tmp_path,
        "credential,issuer,outcome,credential_id\nA,X,one,\n"
        "B,X,two,b1\nA,Y,three,\na ,X,four,\n,,five,b1\nB,X,six,b2\n",
    )
    assert problems == []
    assert [(c.name, c.issuer, [o.text for o in c.outcomes]) for c in credentials] == [
        ("A", "X", ["one", "four"]),
        ("B", "X", ["two", "five"]),
        ("A", "Y", ["three"]),
        ("B", "X", ["six"]),
    ]
    assert credentials[1].id == "https://w3id.org/skillgraph/id/credential/b1"


def test_bad_rows_are_named_by_line_and_the_rest_is_read(tmp_path: Path) -> None:
    credentials, problems = read(
        tmp_path,
        "credential,issuer,outcome,outcome_id,level,duration_hours,assessment_kind,assessment_threshold,lang,mood,"
        "endorsement_claim\n"
        "A,X,one,o1,low,3,,,,,\n"
        ",X,two,,,,,,,,\n"
        "A,X,one,,high,4,,,,,\n"
        'A,X,"two\nlines",o1,,many,quiz,120 %,Klingon!,,\n'
        "A,X,,,,,,,,,demand\n"
        "A,X,,,,,exam,,,,\n",
    )
    assert [outcome.text for outcome in credentials[0].outcomes] == ["one", "two\nlines"]
    assert credentials[0].level == "low"
    assert credentials[0].assessments == (Assessment("quiz"), Assessment("exam"))
    assert [(line, field) for line, field, _ in problems] == [
        (1, ""),
        (3, "credential"),
        (4, "level"),
        (4, "duration_hours"),
        (4, "outcome"),
        (5, "lang"),
        (5, "duration_hours"),
        (5, "assessment_threshold"),
        (5, "outcome_id"),
        (7, "endorser"),
        (7, "outcome"),
    ]


def test_missing_columns_are_named_with_those_found(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"sheet\.csv:1: no column for issuer, outcome; .*semicolons.*credential, mood"
    ):
        read(tmp_path, "credential;mood\nA;good\n")
    with pytest.raises(InputError, match=r"no column for credential, issuer, outcome"):
        read(tmp_path, "credential:issuer:outcome\nA:X:one\n")


def test_a_sheet_without_rows_says_so(tmp_path: Path) -> None:
    credentials, problems = read(tmp_path, "credential,issuer,outcome\n")
    assert credentials == []
    assert [reason for *_, reason in problems] == ["holds no outcome that could be read"]


def test_xlsx_and_csv_read_alike(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(
        ["credential", "issuer", "outcome", "duration_hours", "assessment_kind", "assessment_threshold"]
    )
    sheet.append(["A", "X", "one", 12, "quiz", 0.9])
    book.save(tmp_path / "sheet.xlsx")
    (from_xlsx,) = read_credentials(tmp_path / "sheet.xlsx", problems=ProblemLog(strict=True))
    from_csv, _ = read(
        tmp_path,
        "credential,issuer,outcome,duration_hours,assessment_kind,assessment_threshold\n"
        "A,X,one,12,quiz,90 %\n",
    )
    assert from_xlsx.outcomes == from_csv[0].outcomes
    assert from_xlsx.assessments == from_csv[0].assessments
    assert from_xlsx.duration_hours == 12


def test_unknown_formats_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.docx.*\.csv.*\.xlsx.*\.json"):
        read_credentials(tmp_path / "sheet.docx", problems=ProblemLog())


WORDS = st.text(alphabet="abc XYZé,;\"'\n<&", min_size=1, max_size=12).map(str.strip).filter(bool)
TOKENS = st.text(alphabet="abcdefgh", min_size=1, max_size=8)


@st.composite
def credentials_strategy(draw: st.DrawFn) -> Credential:
    token = draw(TOKENS)
    texts = draw(st.lists(TOKENS, min_size=1, max_size=4, unique=True))
    return Credential(
        id=f"https://example.org/c/{token}",
        name=draw(WORDS),
        issuer=draw(WORDS),
        outcomes=tuple(
            LearningOutcome(f"https://example.org/o/{token}/{number}", f"{text} {draw(WORDS)}", "fr")
            for number, text in enumerate(texts)
        ),
        description=draw(WORDS | st.just("")),
        lang="fr",
        level=draw(TOKENS | st.just("")),
        duration_hours=draw(st.none() | st.integers(1, 4000).map(lambda n: n / 4)),
        prerequisites=tuple(draw(st.lists(TOKENS, max_size=3, unique=True))),
        assessments=tuple(
            Assessment(kind, draw(WORDS), draw(st.booleans()), draw(st.integers(1, 100)) / 100, draw(WORDS))
            for kind in draw(st.lists(TOKENS, max_size=len(texts), unique=True))
        ),
        endorsements=tuple(
            Endorsement(endorser, draw(st.sampled_from(EndorsementClaim)), draw(WORDS), "2027-01-31")
            for endorser in draw(st.lists(TOKENS, max_size=len(texts), unique=True))
        ),
    )


def rows_of(credential: Credential) -> list[dict[str, object]]:
    """One row for each outcome; the credential's own words stand in the first row only."""
    rows: list[dict[str, object]] = []
    for number, outcome in enumerate(credential.outcomes):
        row: dict[str, object] = {
            "credential": credential.name, "issuer": credential.issuer, "credential_id": credential.id,
            "outcome": outcome.text, "outcome_id": outcome.id, "lang": outcome.lang,
        }  # fmt: skip
        if number == 0:
            row |= {
                "description": credential.description, "level": credential.level,
                "duration_hours": credential.duration_hours,
                "prerequisites": ";".join(credential.prerequisites),
            }  # fmt: skip
        if number < len(credential.assessments):
            seen = credential.assessments[number]
            row |= {
                "assessment_kind": seen.kind, "assessment_description": seen.description,
                "assessment_authentic": "yes" if seen.authentic else "no",
                "assessment_threshold": seen.threshold, "assessment_evidence": seen.evidence,
            }  # fmt: skip
        if number < len(credential.endorsements):
            given_by = credential.endorsements[number]
            row |= {
                "endorser": given_by.endorser, "endorsement_claim": given_by.claim,
                "endorsement_skill": given_by.skill, "endorsement_until": given_by.valid_until,
            }  # fmt: skip
        rows.append(row)
    return rows


@given(
    st.lists(credentials_strategy(), min_size=1, max_size=3, unique_by=lambda credential: credential.id),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_is_written_is_read(credentials: list[Credential], delimiter: str) -> None:
    assume("&" not in repr(credentials))  # the text of a reference such as &ac; is the sign it stands for
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(COLUMNS), delimiter=delimiter)
            writer.writeheader()
            for credential in credentials:
                writer.writerows(rows_of(credential))
        found = list(read_outcome_sheet(path, problems=ProblemLog(strict=True)))
    assert [replace_source(credential) for credential in found] == credentials


def replace_source(credential: Credential) -> Credential:
    from dataclasses import replace

    return replace(credential, source="")


def test_what_a_framework_check_asks_for_is_read_from_any_row(tmp_path: Path) -> None:
    credentials, problems = read(
        tmp_path,
        "credential;issuer;outcome;weeks;credits;transcriptable;relevance;learner owned;counts towards;"
        "last review;assessment;evidence embedded;pass mark\n"
        "Bread;College;Bake;6 weeks;3,5;no;A study;;Diploma;;demonstration;yes;60 %\n"
        "Bread;College;Sell;8;;;;oui;Diploma;2026-05-01;;;\n",
    )
    (credential,) = credentials
    assert (credential.duration_weeks, credential.credits) == (6, 3.5)
    assert (credential.transcriptable, credential.learner_owned) == (False, True)
    assert (credential.evidence_of_need, credential.reviewed) == ("A study", "2026-05-01")
    assert credential.stacks_into == ("Diploma",)
    assert credential.assessments == (Assessment("demonstration", embedded=True, pass_mark=0.6),)
    assert [(line, field) for line, field, _ in problems] == [(3, "duration_weeks")]
    assert "8 differs from 6 above" in problems[0][2]


@pytest.mark.parametrize(
    "cell",
    [
        "N/A",
        "n/a",
        "NA",
        "TBD",
        "tbd.",
        "(TBA)",
        "-",
        "—",
        "--",
        "...",
        "?",
        "none",
        "Not applicable",
        "To be determined",
        "See course outline",
        "See the course outline.",
        "Please refer to the syllabus",
        "see attached",
        "Coming soon",
        "à venir",
        "À VENIR",
        "s.o.",
        "S/O",
        "à déterminer",
        "voir le plan de cours",
        "Voir plan de cours",
        "Aucun",
        "sans objet",
        "Voir l'annexe",
        "consulter le syllabus",
        "TBD / à déterminer",
        "non précisé",
        "Veuillez voir le guide",
    ],
)
def test_placeholders_are_no_outcomes_and_are_counted(tmp_path: Path, cell: str) -> None:
    rows = (
        f'credential,issuer,outcome\nWelding,Mill,Weld a pipe\nWelding,Mill,"{cell}"\nCooking,Mill,"{cell}"\n'
    )
    credentials, problems = read(tmp_path, rows)
    assert [[outcome.text for outcome in one.outcomes] for one in credentials] == [["Weld a pipe"], []]
    ((line, field, reason),) = (one for one in problems if one[1] == "outcome")
    assert (line, field) == (3, "outcome")
    assert reason == f"2 cells tell no outcome ({cell!r}); left out (first here)"


@pytest.mark.parametrize(
    "text",
    [
        "See patterns in data",
        "Voir les risques d'un chantier",
        "Determine a dosage",
        "None of the above, explained",
        "Consult the course outline with students",
        "Na+ channels",
        "Pending orders are tracked",
        "R",
        "Nil returns",
    ],
)
def test_texts_that_only_begin_like_placeholders_stay(tmp_path: Path, text: str) -> None:
    credentials, problems = read(tmp_path, f'credential,issuer,outcome\nWelding,Mill,"{text}"\n')
    assert [outcome.text for outcome in credentials[0].outcomes] == [text]
    assert problems == []


def test_placeholders_go_from_lists_and_from_columns_of_languages(tmp_path: Path) -> None:
    listed, problems = read(
        tmp_path, 'credential,issuer,outcome\nWelding,Mill,"Weld a pipe\nTBD\nGrind a seam"\n'
    )
    assert [outcome.text for outcome in listed[0].outcomes] == ["Weld a pipe", "Grind a seam"]
    assert any("1 cell tells no outcome ('TBD')" in reason for _, _, reason in problems)
    apart, _ = read(
        tmp_path,
        "credential,issuer,outcome_en,outcome_fr\nWelding,Mill,Weld a pipe,à venir\nWelding,Mill,TBD,s.o.\n",
    )
    assert [(outcome.text, outcome.lang) for outcome in apart[0].outcomes] == [("Weld a pipe", "en")]


LED = [
    "Students will: a) weld a pipe; b) grind a seam",
    "Students will be able to: 1) weld a pipe 2) grind a seam",
    "Upon completion, learners will be able to: • weld a pipe • grind a seam",
    "By the end of this unit, students should be able to do the following: i) weld a pipe, ii) grind a seam",
    "Learners will be able to — weld a pipe — grind a seam",
    "Learning outcomes: weld a pipe; grind a seam",
    "Participants will:\nweld a pipe,\ngrind a seam",
    "After this course:\n* weld a pipe\n* grind a seam",
    "À la fin, l'apprenant pourra : - weld a pipe - grind a seam",
    "Au terme du cours, vous serez capable de :\na) weld a pipe;\nb) grind a seam",
    "Objectifs d'apprentissage : weld a pipe; grind a seam",
]


@pytest.mark.parametrize("cell", LED)
def test_what_leads_to_a_list_is_no_outcome_nor_a_part_of_the_first(tmp_path: Path, cell: str) -> None:
    credentials, problems = read(tmp_path, f'credential,issuer,outcome\nWelding,Mill,"{cell}"\n')
    assert [outcome.text for outcome in credentials[0].outcomes] == ["weld a pipe", "grind a seam"]
    assert any("1 cell holds a list" in reason for _, _, reason in problems)


@pytest.mark.parametrize(
    "text",
    [
        "Describe the following: a) cells; b) organs",
        "Learners will be able to: weld pipes",
        "Apply a range of techniques: - cutting - welding",
        "Use hand tools - safely - on site",
        "Plan the work,\nand do it safely",
    ],
)
def test_a_list_of_what_one_outcome_is_about_stays_one(tmp_path: Path, text: str) -> None:
    credentials, _ = read(tmp_path, f'credential,issuer,outcome\nWelding,Mill,"{text}"\n')
    assert [outcome.text for outcome in credentials[0].outcomes] == [text]


@pytest.mark.parametrize("lead", ["Students will be able to:", "Learning outcomes:", "Vous apprendrez à :"])
def test_a_row_that_only_leads_to_others_is_no_outcome_and_is_counted(tmp_path: Path, lead: str) -> None:
    rows = f'credential,issuer,outcome\nWelding,Mill,"{lead}"\nWelding,Mill,Weld a pipe\n'
    credentials, problems = read(tmp_path, rows)
    assert [outcome.text for outcome in credentials[0].outcomes] == ["Weld a pipe"]
    assert any(f"1 cell tells no outcome ({lead!r})" in reason for _, _, reason in problems)
