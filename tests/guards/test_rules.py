"""The rules by themselves: what is blanked out, what is left, which words name something."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skillgraph.errors import ProblemLog
from skillgraph.matching.kinds import TextKind
from skillgraph.matching.signals.names import plausible_phrase_hit
from skillgraph.matching.text.guards import (
    ALTERNATIVE_FLOOR,
    PREFERRED,
    PREFERRED_FLOOR,
    GuardDecision,
    GuardedText,
    finding,
    guard,
    review,
)
from skillgraph.matching.text.reading import TextReader
from skillgraph.matching.text.tokens import WORD, normalised, words
from skillgraph.resources import ontologies
from skillgraph.taxonomies import read_esco


@pytest.mark.parametrize(
    ("lang", "text", "left"),
    [
        ("en", "You do not need to know Java, Python or SQL.", "You"),
        ("en", "You do not need to know Java, but you must weld steel.", "You but you must weld steel"),
        ("en", "Must weld steel, no experience required", "Must weld steel"),
        ("en", "Java, Python and SQL are not required", ""),
        ("en", "Python required; Java isn't necessary", "Python required"),
        (
            "en",
            "No experience needed as we train you to drive a forklift",
            "as we train you to drive a forklift",
        ),
        ("en", "Knowledge of Java is an asset but not required", "Knowledge of Java is an asset"),
        ("en", "work without supervision", "work without supervision"),
        ("en", "no-code platforms", "no-code platforms"),
        ("en", "no fewer than two languages", "no fewer than two languages"),
        ("en", "Explain why the machine does not start", "Explain why the machine does not start"),
        ("en", "Not required: Java. Weld steel", "Weld steel"),
        ("en", "Rather than weld, you will lead", "you will lead"),
        ("en", "You report to the head of sales and marketing and weld steel", "and weld steel"),
        ("en", "Reporting to the HR director, you will weld steel", "you will weld steel"),
        ("en", "Our clients weld, saw and cut, and you will drill", "and you will drill"),
        ("fr", "Vous n’avez pas besoin de connaître Java ni SQL.", ""),
        ("fr", "Vous relevez du directeur des ventes et gérez la paie", "et gérez la paie"),
        ("fr", "Rattachée à la direction des ventes, vous soudez", "vous soudez"),
        ("fr", "Aucune expérience requise, mais vous devez souder", "mais vous devez souder"),
        ("fr", "Le permis de conduire n'est pas exigé ; savoir souder", "savoir souder"),
        ("fr", "Il n’est pas nécessaire de savoir programmer", ""),
        ("fr", "travailler sans supervision", "travailler sans supervision"),
        (
            "fr",
            "Expliquer pourquoi la machine ne démarre pas",
            "Expliquer pourquoi la machine ne démarre pas",
        ),
    ],
)
def test_what_is_not_asked_for_is_blanked_out(lang: str, text: str, left: str) -> None:
    guarded = guard(text, lang)
    assert normalised(guarded.text) == normalised(left)
    assert len(guarded.text) == len(text)
    assert bool(guarded.masked) == (normalised(left) != normalised(text))


@pytest.mark.parametrize(
    ("lang", "text", "left"),
    [
        ("en", "You will be managed by a team lead", ""),
        ("en", "You’ll be coached by a financial analyst.", "."),
        ("en", "Be assessed by a physiotherapist", ""),
        ("en", "Expect to be mentored by a senior designer", ""),
        ("en", "You will be supported by the sales and marketing manager, and weld", ", and weld"),
        ("en", "You will be supervised by a nurse and take vital signs", "and take vital signs"),
        ("en", "You will be trained by a chef to cook", "to cook"),
        ("en", "Learners are taught by nurses and doctors in wound care", "in wound care"),
        ("en", "Work supervised by a nurse: take vital signs", ": take vital signs"),
        ("fr", "Être géré par un chef d'équipe", ""),
        ("fr", "Vous serez encadré(e) et formé(e) par un graphiste", ""),
        ("fr", "L’apprenant est évalué par une physiothérapeute", ""),
        ("fr", "Être supervisé par une infirmière et prendre la tension", "et prendre la tension"),
        ("fr", "Vous serez formé par un chef pour cuisiner", "pour cuisiner"),
        ("fr", "Supervisé par un chef pâtissier, vous cuisinez", ", vous cuisinez"),
    ],
)
def test_who_leads_teaches_or_assesses_the_reader_is_not_asked_for(lang: str, text: str, left: str) -> None:
    assert normalised(guard(text, lang).text) == normalised(left)


@pytest.mark.parametrize(
    ("lang", "text", "left"),
    [
        ("en", "Report to the head of human resources", ""),
        ("en", "Report directly to head of logistics", ""),
        ("en", "Report to the manager on sales figures", "on sales figures"),
        ("en", "Direct manager: head of logistics", ""),
        ("en", "You will be accountable to the finance director for payroll", "for payroll"),
        ("en", "The post holder reports to the HR director and manages budgets", "and manages budgets"),
        ("en", "Under the direction of the pastry chef, wash dishes", ", wash dishes"),
        ("en", "Working closely with the graphic designer, you will translate", ", you will translate"),
        ("fr", "Relever de la direction des ressources humaines", ""),
        ("fr", "Relevant du directeur des finances, vous chiffrez", ", vous chiffrez"),
        ("fr", "Se rapporter à la directrice du marketing", ""),
        ("fr", "Supérieur hiérarchique : directeur de la logistique", ""),
        ("fr", "Sous la direction du chef pâtissier, laver la vaisselle", ", laver la vaisselle"),
        ("fr", "Sous l’autorité de la directrice des ventes, vendre", ", vendre"),
        ("fr", "En étroite collaboration avec la graphiste, vous traduisez", ", vous traduisez"),
    ],
)
def test_to_whom_the_reader_reports_is_not_asked_for(lang: str, text: str, left: str) -> None:
    assert normalised(guard(text, lang).text) == normalised(left)


@pytest.mark.parametrize(
    ("lang", "text", "left"),
    [
        ("en", "Your colleagues teach yoga and pilates.", "."),
        ("en", "Your manager teaches yoga.", "."),
        ("en", "Our nurses administer medication; move patients.", "; move patients."),
        ("en", "Our chefs cook Italian food.", "."),
        ("en", "Other staff sell insurance.", "."),
        ("en", "Your team mates repair bicycles.", "."),
        ("en", "The rest of the team programs in Java.", "."),
        ("en", "You will sit next to people who sell insurance.", "You will sit next to people"),
        ("en", "You will support teachers who teach mathematics.", "You will support teachers"),
        ("fr", "Vos collègues enseignent le yoga.", "."),
        ("fr", "Nos infirmières administrent des soins ; déplacez les lits.", "; déplacez les lits."),
        ("fr", "Les autres techniciens réparent des vélos.", "."),
        ("fr", "Votre gestionnaire enseigne le yoga.", "."),
        ("fr", "Le reste de l’équipe programme en Java.", "."),
        ("fr", "Vous aiderez des enseignantes qui enseignent les langues.", "Vous aiderez des enseignantes"),
    ],
)
def test_what_colleagues_do_is_not_asked_for(lang: str, text: str, left: str) -> None:
    assert normalised(guard(text, lang).text) == normalised(left)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "You are motivated by helping customers"),
        ("en", "Be guided by the code of ethics"),
        ("en", "Ensure that data is managed by the team"),
        ("en", "Report to management on sales"),
        ("en", "Report incidents to the supervisor"),
        ("en", "Report to the team leader"),
        ("en", "Working closely with clients, you will translate brochures"),
        ("en", "Our ideal candidate writes Python code"),
        ("en", "Our new nurse will administer medication"),
        ("en", "Our nurses must administer medication"),
        ("en", "Our Sales Associates sell insurance"),
        ("en", "Our team is looking for someone who writes Python"),
        ("en", "Your duties include teaching yoga"),
        ("en", "Your responsibilities cover bookkeeping"),
        ("en", "Our staff training needs planning"),
        ("en", "You will join a team of nurses who provide wound care"),
        ("fr", "Être motivé par le service à la clientèle"),
        ("fr", "S’assurer que les données sont gérées par l'équipe"),
        ("fr", "Relever des compteurs"),
        ("fr", "Rendre compte des ventes à la direction"),
        ("fr", "Signaler les incidents au superviseur"),
        ("fr", "Notre nouvelle infirmière administrera des médicaments"),
        ("fr", "Nos infirmières doivent administrer des médicaments"),
        ("fr", "Nos équipes recherchent une personne qui programme en Python"),
        ("fr", "Vos tâches comprennent la comptabilité"),
    ],
)
def test_what_the_reader_is_asked_for_stays(lang: str, text: str) -> None:
    assert guard(text, lang).masked == ()


@pytest.mark.parametrize(
    ("lang", "text", "decision"),
    [
        ("en", "24/7", GuardDecision.NOTHING),
        ("en", "5+ years", GuardDecision.NOTHING),
        ("en", "$25/hr, 40 hrs per week", GuardDecision.NOTHING),
        ("en", "Salary: $25.50 to $30 per hour", GuardDecision.NOTHING),
        ("en", "University of Ottawa, Ottawa, Ontario", GuardDecision.NOTHING),
        ("en", "5 years of experience", GuardDecision.GENERIC),
        ("en", "Strong skills required", GuardDecision.GENERIC),
        ("en", "management", GuardDecision.GENERIC),
        ("en", "manage staff", GuardDecision.MATCH),
        ("en", "IT", GuardDecision.MATCH),
        ("en", "Knowledge of IT", GuardDecision.MATCH),
        ("fr", "2+ ans", GuardDecision.NOTHING),
        ("fr", "35 h/semaine, du lundi au vendredi", GuardDecision.NOTHING),
        ("fr", "Salaire : 25,50 $ de l'heure", GuardDecision.NOTHING),
        ("fr", "5 ans d'expérience", GuardDecision.GENERIC),
        ("fr", "compétences", GuardDecision.GENERIC),
        ("fr", "gérer le personnel", GuardDecision.MATCH),
        ("de", "24/7", GuardDecision.MATCH),
    ],
)
def test_texts_without_a_telling_word_hold_nothing(lang: str, text: str, decision: GuardDecision) -> None:
    guarded = guard(text, lang)
    assert guarded.decision is decision
    assert bool(guarded.reason) == (decision is not GuardDecision.MATCH)


@given(st.text(max_size=200), st.sampled_from(["en", "fr", "xx"]))
def test_a_guarded_text_is_the_text_with_blanks(text: str, lang: str) -> None:
    guarded = guard(text, lang)
    assert len(guarded.text) == len(text)
    ends = [place for span in guarded.masked for place in span]
    assert ends == sorted(set(ends))
    hidden = {place for start, end in guarded.masked for place in range(start, end)}
    assert all(guarded.text[i] == (" " if i in hidden else text[i]) for i in range(len(text)))
    assert set(words(guarded.text)) <= set(words(text)) | set(WORD.findall(guarded.text.lower()))


def test_no_label_of_esco_is_blanked_out() -> None:
    framework = read_esco([ontologies("esco", "esco-1.2.0-snapshot.zip")], problems=ProblemLog())
    labels = {
        label
        for concept in framework.concepts
        for label in (
            *concept.pref_labels.values(),
            *(alt for alts in concept.alt_labels.values() for alt in alts),
        )
    }
    assert len(labels) > 50_000
    assert [label for label in labels if guard(label, "en").masked] == []


@pytest.mark.parametrize(
    "unit",
    [
        "our clients weld ",
        "you will not weld ",
        "candidates who speak ",
        "sans expérience en ",
        "none: ",
        "support clients who weld ",
        "learners do not weld ",
        "our nurses weld ",
        "you will be led by a ",
        "under the direction of the ",
        "be trained and led by the senior and ",
        "nos soudeurs soudent sans ",
        "vous serez formé sans un chef par ",
        "known for its firm, we join our ",
        "firm with a team, known for our ",
        ". As a leader in expertise, We and ",
        ". With Expertise Of And, the firm, ",
        "\nOur firm is led by a nurse, we and ",
        ". Chef de file sans expertise, nous et ",
        ". Reconnue pour son équipe sans, Acme et ",
    ],
)
def test_the_time_that_a_text_takes_grows_with_its_length(unit: str) -> None:
    def seconds(times: int) -> float:
        start = perf_counter()
        guard("reporting to the " + unit * times, "fr" if "sans" in unit else "en")
        return perf_counter() - start

    seconds(10)
    assert seconds(16_000) < 20 * seconds(2_000) + 0.1


@pytest.mark.parametrize(
    ("label", "text", "word", "meant"),
    [
        ("R", "experience with R and Python", "R", True),
        ("R", "statistical analysis in R", "R", True),
        ("R", "R&D software", "R", False),
        ("R", "Contact R. Smith about the software", "R", False),
        ("R", "class R vehicles", "R", False),
        ("IT", "it is a great place", "it", False),
        ("IT", "knowledge of IT", "IT", True),
        ("IT", "MAKE IT HAPPEN", "IT", False),
        ("CALL", "call customers", "call", False),
        ("SQL", "write SQL queries", "SQL", True),
        ("SQL", "html, css, sql", "sql", True),
        ("NoSQL", "Java and NoSQL", "NoSQL", True),
        ("PR", "lead the PR team", "PR", True),
        ("Chef", "Chef prepares the menu", "Chef", False),
        ("Chef", "experience with Chef", "Chef", True),
        ("Chef", "chef or puppet for server configuration", "chef", True),
        ("Puppet", "make a puppet show", "puppet", False),
        ("Java", "knowledge of java", "java", True),
        ("Java", "our office in Java, Indonesia", "Java", False),
        ("Java", "Java developer in Indonesia", "Java", True),
        ("Scratch", "cook from scratch", "scratch", False),
        ("LESS", "with less effort", "less", False),
        ("use", "use of ladders", "use", False),
        ("welding", "experience in welding", "welding", True),
    ],
)
def test_a_label_of_one_word_needs_its_form(label: str, text: str, word: str, meant: bool) -> None:
    start = text.index(word)
    assert plausible_phrase_hit(label, text, (start, start + len(word))) is meant


def test_concepts_that_share_a_label_share_its_probability() -> None:
    plain = GuardedText("icts")
    reviewed = review(np.array([0.9, 0.9, 0.8, 0.1]), np.array([0.8, 0.8, 0.8, 0.0]), plain)
    assert reviewed.tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0.1])
    assert "3 concepts" in finding(plain, np.array([0.8, 0.8, 0.8, 0.0]))[1]


def test_a_preferred_label_comes_before_alternatives() -> None:
    reviewed = review(np.array([0.9, 0.8, 0.1]), np.array([1.0, 0.8, 0.0]), GuardedText("sql"))
    assert reviewed.tolist() == pytest.approx([0.9, 0.5, 0.1])


@pytest.mark.parametrize(
    ("exact", "least"), [(1.0, PREFERRED_FLOOR), (0.9, PREFERRED_FLOOR), (0.8, ALTERNATIVE_FLOOR)]
)
def test_a_text_that_is_a_label_of_one_concept_is_as_sure_as_people_were(exact: float, least: float) -> None:
    assert review(np.array([0.1, 0.05]), np.array([exact, 0.0]), GuardedText("welding"))[0] == least


def test_a_generic_word_gains_nothing_from_being_a_label() -> None:
    assert review(np.array([0.1]), np.array([1.0]), guard("plan", "en"))[0] < 0.1


def test_a_single_generic_word_counts_half_where_it_is_a_preferred_label() -> None:
    guarded = guard("plan", "en")
    assert review(np.array([0.8]), np.array([1.0]), guarded).tolist() == pytest.approx([0.4])
    assert finding(guarded, np.array([1.0]))[0] is False
    assert finding(guarded, np.array([0.8]))[0] is True


@given(
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0.0, 0.72, 0.8, 0.9, 1.0])), min_size=1, max_size=12)
)
def test_a_review_only_lowers_but_for_a_name_and_keeps_the_order(rows: list[tuple[float, float]]) -> None:
    confidences = np.sort(np.array([value for value, _ in rows]))[::-1]
    exact = np.array([value for _, value in rows])
    reviewed = review(confidences, exact, GuardedText("text"))
    raised = reviewed > confidences
    assert (reviewed[raised] <= PREFERRED_FLOOR).all()
    named = (exact >= PREFERRED).sum() or (exact > 0).sum()
    assert not raised.any() or named == 1 == raised.sum()
    assert (np.diff(reviewed) <= 0).all()


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5))), st.integers(0, 40), st.integers(1, 10))
def test_what_is_masked_is_told_of_any_place(spans: list[tuple[int, int]], start: int, length: int) -> None:
    masked, free = [], 0
    for gap, size in spans:
        masked.append((free + gap, free + gap + size))
        free += gap + size
    text = GuardedText(" " * (free + 50), tuple(masked))
    touched = any(first < start + length and start < last for first, last in masked)
    assert text.masks(start, start + length) is touched


@pytest.mark.parametrize(
    "text",
    ["You will not operate a forklift.", "You are not expected to weld.", "You will not drive vehicles."],
)
@pytest.mark.parametrize("kind", list(TextKind))
def test_what_is_denied_is_denied_in_every_kind_of_text(text: str, kind: TextKind) -> None:
    reader = TextReader("en", lambda _: False, lambda _: False, introduced=kind is not TextKind.POSTING)
    assert reader.read(text).guarded.decision is GuardDecision.NOTHING
