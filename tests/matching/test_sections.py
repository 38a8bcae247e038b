"""Sections of advertisements and what they require, in two languages; texts are made up."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.matching.text.section_cues import PhraseTable, cue_words, cues
from skillgraph.matching.text.sections import Passage, label, read
from skillgraph.matching.text.segmentation import sentences
from skillgraph.model import Requirement, Section

ENGLISH = """
Marsh Road Analytics is a leading provider of tide tables. Our mission is to keep boats afloat.
We are looking for a data analyst who reports to the harbour master.

WHAT YOU'LL DO
- Build dashboards
- Provide reasonable accommodation for boat crews

Requirements: statistics. Knowledge of tides is an asset.
Skills and Abilities Preferred:
• Sailing
• A boating licence is required
Benefits
• Dental plan
• Training in rope work
About the role: You will meet many sailors.
Marsh Road is an equal opportunity employer. Accommodation is available on request.
How to apply
Send your resume to the harbour.
"""

FRENCH = """
À propos de nous :
Quai Sud est une entreprise familiale. Nous cherchons une personne qui sera responsable des amarres.
Vos tâches\u00a0:
- Réparer les filets
Exigences :
- Permis de conduire
- La connaissance du morse serait un atout
Un atout : la voile
Ce que nous offrons
- Assurances collectives
Nous souscrivons au principe d'équité en matière d'emploi.
Faites parvenir votre CV au quai.
"""


def told(text: str) -> list[tuple[str, str, str]]:
    return [(p.text, p.section.value, p.requirement.value) for p in read(text) if not p.is_heading]


def test_an_english_advertisement() -> None:
    assert told(ENGLISH) == [
        ("Marsh Road Analytics is a leading provider of tide tables.", "about-us", "unspecified"),
        ("Our mission is to keep boats afloat.", "about-us", "unspecified"),
        ("We are looking for a data analyst who reports to the harbour master.", "duties", "unspecified"),
        ("Build dashboards", "duties", "unspecified"),
        ("Provide reasonable accommodation for boat crews", "duties", "unspecified"),
        ("statistics.", "requirements", "required"),
        ("Knowledge of tides is an asset.", "requirements", "asset"),
        ("Sailing", "nice-to-have", "asset"),
        ("A boating licence is required", "nice-to-have", "required"),
        ("Dental plan", "benefits", "unspecified"),
        ("Training in rope work", "benefits", "unspecified"),
        ("You will meet many sailors.", "duties", "unspecified"),
        ("Marsh Road is an equal opportunity employer.", "equal-opportunity", "unspecified"),
        ("Accommodation is available on request.", "equal-opportunity", "unspecified"),
        ("Send your resume to the harbour.", "how-to-apply", "unspecified"),
    ]


def test_a_french_advertisement() -> None:
    assert told(FRENCH) == [
        ("Quai Sud est une entreprise familiale.", "about-us", "unspecified"),
        ("Nous cherchons une personne qui sera responsable des amarres.", "duties", "unspecified"),
        ("Réparer les filets", "duties", "unspecified"),
        ("Permis de conduire", "requirements", "required"),
        ("La connaissance du morse serait un atout", "requirements", "asset"),
        ("la voile", "nice-to-have", "asset"),
        ("Assurances collectives", "benefits", "unspecified"),
        ("Nous souscrivons au principe d'équité en matière d'emploi.", "equal-opportunity", "unspecified"),
        ("Faites parvenir votre CV au quai.", "how-to-apply", "unspecified"),
    ]


@pytest.mark.parametrize(
    ("sentence", "section", "requirement"),
    [
        ("A truck licence is required.", Section.REQUIREMENTS, Requirement.REQUIRED),
        ("Truck licence preferred, but not required.", Section.NICE_TO_HAVE, Requirement.ASSET),
        ("A degree is required and a master's is preferred.", Section.OTHER, Requirement.UNSPECIFIED),
        ("French would be a plus", Section.NICE_TO_HAVE, Requirement.ASSET),
        ("Le bilinguisme est souhaité", Section.NICE_TO_HAVE, Requirement.ASSET),
        ("Le bilinguisme est obligatoire", Section.REQUIREMENTS, Requirement.REQUIRED),
        ("Elle a plus de dix ans", Section.OTHER, Requirement.UNSPECIFIED),
        ("Manage the assets of clients", Section.OTHER, Requirement.UNSPECIFIED),
        ("Clean the tanks as required", Section.OTHER, Requirement.UNSPECIFIED),
        ("Negotiate with preferred suppliers", Section.OTHER, Requirement.UNSPECIFIED),
    ],
)
def test_a_sentence_says_what_is_required(sentence: str, section: Section, requirement: Requirement) -> None:
    (passage,) = read(sentence)
    assert (passage.section, passage.requirement) == (section, requirement)


@pytest.mark.parametrize(
    "sentence",
    [
        "Apply paint with a brush",
        "Ability to apply concepts such as fractions",
        "Administer employee benefits and pensions",
        "Process health insurance claims",
        "Promote diversity, equity and inclusion in classrooms",
        "Teach students with disabilities",
        "Interview witnesses",
        "Conduct background checks on tenants",
        "Provide care during pregnancy",
        "Communication is one of the key skills",
        "Type 60 words per minute",
        "Deliver world-class service",
        "Accompagner des personnes handicapées",
        "Mettre en œuvre des mesures d'adaptation en classe",
        "Analyser les candidatures",
        "Respecter les dates limites",
    ],
)
def test_work_that_sounds_like_boilerplate_is_work(sentence: str) -> None:
    for text in (sentence, f"Duties:\n- {sentence}"):
        assert read(text)[-1].may_ask


@pytest.mark.parametrize(
    "sentence",
    [
        "The Trust provides stroke care and general surgery.",
        "The team consists of nurses, welders and psychologists.",
        "Our private hospitals offer orthopaedics and urology.",
        "Example NHS Foundation Trust is a large provider of psychiatry.",
        "There are two operating theatres and an endoscopy suite.",
        "Most major medical specialties are represented.",
        "We also provide anaesthetics to obstetrics and paediatrics.",
        "The day treatment team supports people with eating disorders.",
        "The hospital has a 38 bedded ward and an endoscopy suite.",
        "The Trust is committed to the personal development of its staff.",
        "It is a 28 bed rehabilitation service for women.",
        "Most patients are referred by local authorities.",
        "Our dedicated care team strives to empower people with autism.",
        "An excellent opportunity to broaden your experience in urology.",
        "The company actively promotes continued professional development.",
        "L'hôpital offre des soins intensifs et de l'urologie.",
        "Notre équipe pluridisciplinaire regroupe infirmiers et diététiciens.",
        "Nous desservons les élèves autistes de la région.",
        "Le cabinet compte vingt avocats en droit fiscal.",
    ],
)
def test_what_an_employer_tells_of_itself_asks_for_nothing(sentence: str) -> None:
    (passage,) = read(sentence)
    assert not passage.may_ask
    among_duties = read(f"Duties:\n- {sentence}")[-1]
    assert among_duties.may_ask is (passage.section is Section.ABOUT_US)


@pytest.mark.parametrize(
    "sentence",
    [
        "The team leader provides training to new welders.",
        "The Trust is looking to recruit nurses with experience in endoscopy.",
        "The department is looking for a radiographer.",
        "You will manage the team that provides stroke care.",
        "You will be responsible for your own personal development.",
        "Undertake personal development reviews of staff",
        "Encourage personal hygiene",
        "The service engineer repairs lifts.",
        "Vous soignez des patients en urologie.",
        "L'équipe recherche une infirmière en urologie.",
    ],
)
def test_who_asks_for_somebody_is_no_boaster(sentence: str) -> None:
    (passage,) = read(sentence)
    assert passage.may_ask


@pytest.mark.parametrize(
    "line", ["Apply concepts to these cases:", "Sales Experience", "Python skills", "5 years of experience"]
)
def test_lines_that_only_hold_a_sections_word_open_no_boilerplate(line: str) -> None:
    assert read(f"{line}\nWeld steel")[-1].may_ask


ASSET, REQUIRED, NEITHER = Requirement.ASSET, Requirement.REQUIRED, Requirement.UNSPECIFIED


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("Nice to have: experience with Docker. You must know Python.", [ASSET, REQUIRED]),
        ("Nice to have: Kubernetes! Lead a team of five developers.", [ASSET, NEITHER]),
        ("Asset: pastry experience. The cook prepares meals.", [ASSET, NEITHER]),
        ("Preferred: Docker, Terraform, Ansible. Design interfaces.", [ASSET, ASSET, ASSET, NEITHER]),
        ("Nice to have: French. Spanish. Experience in a laboratory. Sell shoes.", [ASSET] * 3 + [NEITHER]),
        ("Requirements: a welding ticket. You will weld pipes.", [REQUIRED, NEITHER]),
        ("Must have: SQL, Python, R. Nice to have: Tableau.", [REQUIRED] * 3 + [ASSET]),
        ("Atout : connaissance de SolidWorks. Vous souderez des tuyaux.", [ASSET, NEITHER]),
        (
            "Exigences : souder. Atouts : espagnol. Vous devrez conduire un camion.",
            [REQUIRED, ASSET, NEITHER],
        ),
    ],
)
def test_a_wish_in_a_line_ends_with_its_sentence(line: str, asks: list[Requirement]) -> None:
    assert [one.requirement for one in read(line) if not one.is_heading] == asks


@pytest.mark.parametrize(
    ("line", "asked", "offered"),
    [
        (
            "Requirements: a truck licence. Benefits: dental and vision.",
            ["a truck licence."],
            ["dental and vision."],
        ),
        ("Requirements: word processing Benefits: a gym", ["word processing"], ["a gym"]),
        ("Skills: filing; typing; Benefits: a pension", ["filing;", "typing;"], ["a pension"]),
        ("Exigences : souder Avantages : mutuelle", ["souder"], ["mutuelle"]),
        ("Benefits: free parking. You will answer phones.", ["You will answer phones."], ["free parking."]),
        (
            "Avantages : assurance dentaire. Tâches : couper du bois.",
            ["couper du bois."],
            ["assurance dentaire."],
        ),
    ],
)
def test_headings_within_a_line_open_their_sections(line: str, asked: list[str], offered: list[str]) -> None:
    passages = [one for one in read(line) if not one.is_heading]
    assert [one.text for one in passages if one.may_ask] == asked
    assert [one.text for one in passages if one.section is Section.BENEFITS] == offered


def test_names_with_initials_stay_whole_beside_a_language_of_one_letter() -> None:
    assert sentences("Ask J. Smith, R. Jones or me.") == ["Ask J. Smith, R. Jones or me."]
    assert sentences("Use SAS and R. Draw charts.") == ["Use SAS and R.", "Draw charts."]


def test_every_passage_knows_its_heading_and_place() -> None:
    passages = read("Duties:\nWeld\nNote:\nCut", title="Welder")
    assert passages[0] == Passage("Welder", Section.TITLE)
    assert [(p.text, p.heading, p.is_heading) for p in passages[1:]] == [
        ("Duties:", "Duties:", True),
        ("Weld", "Duties:", False),
        ("Note:", "Note:", True),
        ("Cut", "Note:", False),
    ]
    assert [p.index for p in passages] == [0, 1, 2, 3, 4]


PARTS = st.lists(
    st.sampled_from([line for text in (ENGLISH, FRENCH) for line in text.splitlines()]), max_size=12
)


@given(st.one_of(st.text(), PARTS.map("\n".join)))
def test_reading_keeps_every_letter_in_order(text: str) -> None:
    def letters(pieces: list[str]) -> str:
        return "".join(filter(str.isalpha, "".join(pieces)))

    passages = read(text)
    assert letters([p.text for p in passages]) == letters(sentences(text))
    assert [p.index for p in passages] == list(range(len(passages)))
    assert all(p.requirement is Requirement.UNSPECIFIED for p in passages if not p.may_ask)


@given(st.lists(st.one_of(st.text(), PARTS.map(" ".join)), max_size=8))
def test_labels_are_given_one_to_one(pieces: list[str]) -> None:
    assert [p.text for p in label(pieces)] == pieces


def test_phrases_match_as_the_files_say() -> None:
    phrases = [
        ("to … apply", 1),
        ("^start", 2),
        ("end$", 3),
        ("to apply now", 4),
        ("it|she can|may", 5),
        ("a * b", 6),
        ("^* of all", 7),
    ]
    table = PhraseTable(phrases)

    def values(text: str) -> list[int]:
        return [found.value for found in table.find(cue_words(text))]

    assert values("TO, apply") == [1]
    assert values("to you who may apply") == [1]
    assert values("to a b c d e apply") == []
    assert values("To apply now") == [4]
    assert (values("she can, it may"), values("she will")) == ([5, 5], [])
    assert (values("a so b"), values("a b"), values("a so so b")) == ([6], [], [])
    assert (values("start here"), values("a start"), values("the end"), values("end of it")) == (
        [2],
        [],
        [3],
        [],
    )
    assert (values("best of all"), values("the best of all")) == ([7], [])
    with pytest.raises(ValueError, match="does not begin with a word"):
        PhraseTable([("… apply", 1)])


def test_the_longest_phrase_counts() -> None:
    assert [found.value for found in cues().requirement.find(cue_words("not required"))] == [
        Requirement.ASSET
    ]
    assert [found.value for found in cues().requirement.find(cue_words("as required"))] == [None]


def test_real_advertisements_lose_boilerplate_and_hardly_any_skill(shared: Path) -> None:
    """Every sentence of 27 advertisements, with what people found in it."""
    lines = (shared / "data" / "gold" / "skillxl_part1.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    passed_over = {True: 0, False: 0}
    for _, group in groupby(rows, key=lambda row: row["posting"]):
        advertisement = list(group)
        for row, passage in zip(advertisement, label([r["text"] for r in advertisement]), strict=True):
            passed_over[bool(row["uris"])] += not passage.may_ask
    skilled = sum(bool(row["uris"]) for row in rows)
    assert passed_over[False] > 0.55 * (len(rows) - skilled)
    assert passed_over[True] < 0.02 * skilled


@pytest.mark.parametrize(
    "text",
    [
        "We train our staff in first aid.",
        "You will receive training in Excel and SQL.",
        "Training provided in project management.",
        "Founded in 1990, ACME specializes in welding and logistics.",
        "Why you'll love working with us\n- Leadership training",
        "Nous formons nos employés au secourisme.",
        "Formation en gestion de projet offerte.",
        "Vous recevrez une formation en soudage.",
    ],
)
def test_training_that_is_given_and_the_age_of_a_firm_ask_for_nothing(text: str) -> None:
    assert not any(passage.may_ask for passage in read(text))


@pytest.mark.parametrize(
    "text", ["Train our staff in first aid.", "Training staff in Excel", "Former nos employés"]
)
def test_to_give_training_is_work(text: str) -> None:
    assert all(passage.may_ask for passage in read(text))


ENDS = [
    "We make boats.\n",
    "About us\nWe make boats.\n\n",
    "Benefits\n- Dental plan\n\n",
    "Ce que nous offrons\n- REER\n\n",
]


@pytest.mark.parametrize("before", ENDS)
@pytest.mark.parametrize(
    "heading",
    [
        "What success looks like",
        "What you bring to the table",
        "Job purpose",
        "Your typical week",
        "Here's what you'll do",
        "You'll be responsible for",
        "Day-to-day",
        "Ta mission",
        "Tes responsabilités",
        "Ton défi",
        "Sommaire de la fonction",
        "La personne recherchée",
        "Le candidat idéal",
        "Ce qu'on attend de toi",
        "Qui es-tu ?",
        "Conditions d'admissibilité",
        "Au quotidien",
        "What you'll be up to",
        "Le profil que nous recherchons",
        "The fun part",
        "Sur le terrain",
        "What we'd like you to do",
    ],
)
def test_a_heading_of_work_ends_what_the_employer_tells_and_offers(before: str, heading: str) -> None:
    for duties in ("- Repair nets\n- Painting hulls", "- Réparer les filets\n- Peindre les coques"):
        assert [one.may_ask for one in read(f"{before}{heading}\n{duties}")[-2:]] == [True, True]


@pytest.mark.parametrize("before", ENDS[2:])
@pytest.mark.parametrize(
    "more",
    [
        "Health and dental\n- Medical plan\n- Provide for your family with life insurance",
        "Our values\n- Act with integrity\n- Work together",
        "What we believe\n- Build with care\n- Help each other",
        "Perks\n- Work from home\n- Learn SQL",
        "Time to recharge\n- Three weeks off\n- A free day on your birthday",
        "Your growth\n- Manage your career\n- Courses in SQL",
        "Your toolkit\n- Laptop\n- Python courses",
        "Job security\nLong contracts\nA union",
        "Ta santé\n- Yoga\n- Clinique virtuelle",
        "Le quotidien au bureau\n- Café\n- Cours de Python",
    ],
)
def test_what_is_offered_under_any_heading_asks_for_nothing(before: str, more: str) -> None:
    assert not any(one.may_ask for one in read(before + more)[1:])


def test_a_heading_that_names_the_reader_ends_what_the_employer_tells() -> None:
    told_first = "About us\nWe make boats.\n\n"
    assert read(told_first + "Your toolkit\n- Python\n- Three years of SQL")[-1].section is Section.OTHER
    assert not read(told_first + "Your health\n- Clinics\n- Yoga")[-1].may_ask


def test_the_name_behind_a_closing_word_is_no_heading() -> None:
    text = "Boat Works is an equal opportunity employer.\nYour contact\nJane Doe\nResearch Manager"
    assert not any(one.may_ask for one in read(text))


@pytest.mark.parametrize(
    "text",
    [
        "Training in Python will be provided.",
        "On-the-job training in SQL is provided",
        "Full training in Python, SQL and data visualization will be given.",
        "We will train you in Python",
        "We'll teach you SQL",
        "You will learn SQL",
        "You'll learn Python and SQL.",
        "You will be trained in Python",
        "SQL training is provided",
        "Full training will be given to the successful candidate.",
        "We can train the right candidate in Python",
        "Vous allez apprendre SQL",
        "No experience needed, we will train you in Python.",
        "Une formation en SQL est offerte",
        "La formation en soudage est fournie.",
        "Nous vous formerons en Python",
        "On te forme en SQL",
        "Vous serez formée en soudage",
        "Vous apprendrez SQL",
        "Tu apprendras Python",
    ],
)
def test_what_the_employer_will_teach_is_no_requirement(text: str) -> None:
    assert {one.section for one in read(text)} == {Section.BENEFITS}


@pytest.mark.parametrize(
    "text",
    [
        "You will train staff in Python",
        "You will provide training in SQL",
        "Provide training in SQL",
        "Training in SQL is required",
        "Training in SQL is an asset",
        "On-the-job training of new welders",
        "You will learn and apply SQL",
        "You will learn SQL and apply it daily",
        "You will help children learn to read",
        "You will be a fully trained nurse",
        "Vous formerez les employés en Python",
        "Vous apprendrez et appliquerez SQL",
        "Une formation en SQL est exigée",
        "Une formation en soudage est un atout",
        "SQL experience is desirable but not essential as training is given.",
        "Knowledge of SQL is required, but training in Python will be provided.",
    ],
)
def test_training_that_is_given_or_asked_for_is_no_benefit(text: str) -> None:
    assert all(one.may_ask for one in read(text))
