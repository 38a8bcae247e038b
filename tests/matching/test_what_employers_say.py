"""What employers say of themselves asks for nothing, what they say to the reader does; texts are made up."""

from __future__ import annotations

import pytest

from skillgraph.matching.text.guards import GuardDecision, guard
from skillgraph.matching.text.sections import read
from skillgraph.matching.text.tokens import normalised


def asked(text: str, lang: str) -> str:
    """The words of a text of one passage in which a skill may be found."""
    (passage,) = read(text)
    guarded = guard(text, lang)
    return (
        "" if not passage.may_ask or guarded.decision is GuardDecision.NOTHING else normalised(guarded.text)
    )


@pytest.mark.parametrize(
    ("lang", "sentence", "left"),
    [
        ("en", "Cooking experience is not required but helpful.", None),
        ("en", "Cooking experience is not required, but would be a strong asset.", None),
        ("en", "No cooking experience required but an asset", None),
        ("en", "Cooking experience is not required but you must weld.", "but you must weld"),
        ("en", "Experience is not needed in welding", ""),
        ("en", "Experience is not required in this role, welding is", "in this role welding is"),
        ("fr", "Une expérience en cuisine n'est pas requise, mais serait un atout.", None),
        ("fr", "Aucune expérience en cuisine requise, mais vous devez souder", "mais vous devez souder"),
        ("fr", "L'expérience n'est pas requise en soudage", ""),
    ],
)
def test_what_is_not_required_stays_where_it_is_welcome(lang: str, sentence: str, left: str | None) -> None:
    assert normalised(guard(sentence, lang).text) == normalised(sentence if left is None else left)


BOASTS = [
    ("en", "As a leader in cyber security, we protect thousands of firms."),
    ("en", "As one of the largest providers of accounting, we serve 200 cities."),
    ("en", "As an employer of choice in mining, Northgate invests in safety."),
    ("en", "As Norway's leading supplier of valves, Norvalve ships to 40 countries."),
    ("en", "Being a leader in solar energy, Solara installs panels."),
    ("en", "Known for its welding, Acme builds bridges."),
    ("en", "Acme is renowned for its pastry and cooking."),
    ("en", "Our firm is widely recognised for its work in taxation."),
    ("en", "Recognised for our expertise in taxation, we advise families."),
    ("en", "Highly regarded for our work in criminal law, we defend clients."),
    ("en", "With expertise in tax law, our firm advises families."),
    ("en", "With deep roots in forestry, the company employs 300 loggers."),
    ("en", "Drawing on 30 years of expertise in forestry, we manage woods."),
    ("en", "Our practice is headed by a professor of dermatology."),
    ("en", "The clinic is owned and operated by two dentists."),
    ("en", "Founded by two chemists, Acme makes paint."),
    ("en", "Specialising in graphic design, we serve small businesses."),
    ("en", "Our expertise includes welding, machining and painting."),
    ("en", "Our people are experts in statistics."),
    ("en", "Our team has deep expertise in machine learning."),
    ("en", "Northgate, a leader in cybersecurity, protects banks."),
    ("en", "Acme is an award-winning architecture firm."),
    ("en", "Recognised across Canada for carpentry, Boisvert restores houses."),
    ("en", "Acme, founded in 1990, specialises in machine tools."),
    ("en", "With a strong focus on data science, our lab helps hospitals."),
    ("en", "Our surgeons are world leaders in transplant surgery."),
    ("fr", "Nous sommes des experts en plomberie et chauffage."),
    ("fr", "Nous sommes reconnus pour notre expertise en menuiserie."),
    ("fr", "Active en géologie depuis 40 ans, la société explore le cuivre."),
    ("fr", "Chef de file en cybersécurité, nous protégeons des banques."),
    ("fr", "Leader mondial de la robotique, notre entreprise grandit."),
    ("fr", "Véritable pionnier de la chirurgie, notre centre opère partout."),
    ("fr", "En tant que leader de la cybersécurité, nous protégeons les banques."),
    ("fr", "Reconnue pour son expertise en fiscalité, la firme conseille les familles."),
    ("fr", "Acme est reconnue pour son expertise en soudage."),
    ("fr", "Forte de son expertise en logistique, l'entreprise livre partout."),
    ("fr", "Spécialisée en comptabilité, notre firme sert les PME."),
    ("fr", "Grâce à son expertise en génie civil, la firme construit des ponts."),
    ("fr", "Avec une expertise en droit fiscal, notre cabinet conseille les familles."),
    ("fr", "Notre cabinet est dirigé par une professeure de dermatologie."),
    ("fr", "Fondée par deux pâtissiers, la boulangerie emploie dix artisans."),
    ("fr", "Acme se spécialise en design graphique."),
    ("fr", "Asphalte Nord, chef de file du pavage, dessert la région."),
]


@pytest.mark.parametrize(("lang", "sentence"), BOASTS)
@pytest.mark.parametrize("heading", ["", "Duties:\n- ", "Exigences :\n- "])
def test_an_employer_of_itself_asks_for_nothing(lang: str, sentence: str, heading: str) -> None:
    passage = read(heading + sentence)[-1]
    assert not passage.may_ask or guard(passage.text, lang).decision is GuardDecision.NOTHING


@pytest.mark.parametrize(
    ("lang", "sentence", "left"),
    [
        ("en", "As a leader in cyber security, we need a welder.", "we need a welder"),
        ("en", "Known for our pastry, we are looking for a cook.", "we are looking for a cook"),
        ("en", "Acme, a leader in mining, is hiring a welder.", "is hiring a welder"),
        ("en", "Join our marketing department to weld pipes", "to weld pipes"),
        ("en", "Work in a shop known for its pastry and weld", "Work in a"),
        ("fr", "Chef de file en soudage, nous cherchons un cuisinier.", "nous cherchons un cuisinier"),
        ("fr", "Acme, leader de la pâtisserie, recrute un soudeur.", "recrute un soudeur"),
        ("fr", "Joignez notre équipe de marketing pour souder", "pour souder"),
        ("fr", "Intégrer l'équipe de soins et souder des tuyaux", "et souder des tuyaux"),
    ],
)
def test_what_is_asked_for_behind_it_stays(lang: str, sentence: str, left: str) -> None:
    assert asked(sentence, lang) == normalised(left)


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "As a leader in cyber security, you will protect our clients."),
        ("en", "As a company nurse, you give first aid."),
        ("en", "As the leader of our accounting team, you prepare statements."),
        ("en", "Known for your welding, you build bridges."),
        ("en", "With expertise in tax law, you advise families."),
        ("en", "With experience in plumbing, the person we hire repairs boilers."),
        ("en", "As an accounting firm employee, you prepare tax returns."),
        ("en", "Our surgeons must know transplant surgery."),
        ("en", "Experience with firms that specialise in tax law"),
        ("en", "Building on SQL skills, create reports."),
        ("en", "Drawing on your expertise in forestry, you manage woods."),
        ("en", "Based in Ottawa, you will repair lifts."),
        ("en", "Specialised in accounting, you manage the books."),
        ("en", "Specialising in Java, Python and SQL"),
        ("en", "Recognised expertise in taxation"),
        ("en", "Experience with a language known for its speed is required (Java)"),
        ("en", "We are seeking an expert renowned for machine learning."),
        ("en", "A leader in cyber security with penetration testing skills"),
        ("en", "You will be part of a multidisciplinary team."),
        ("en", "Join our cross-functional team of welders"),
        ("en", "Join pipes and metal parts by welding"),
        ("fr", "Chef de file en cybersécurité, vous protégez les réseaux."),
        ("fr", "Expérience comme chef de file en gestion du changement"),
        ("fr", "Reconnu pour votre expertise en fiscalité, vous conseillez."),
        ("fr", "Personne reconnue pour son leadership et sa maîtrise d'Excel"),
        ("fr", "Entreprenant et reconnu pour sa rigueur, le candidat sait souder."),
        ("fr", "Fort de votre expérience en vente, vous négociez."),
        ("fr", "Grâce à votre expertise en génie civil, vous concevez des ponts."),
        ("fr", "Nous recherchons des experts en plomberie."),
        ("fr", "Avec rigueur et expérience en soudage, assembler des pièces"),
        ("fr", "En tant que spécialiste de la fenêtre, poser des vitres"),
        ("fr", "Spécialiste en immunologie, vous dirigez le laboratoire."),
        ("fr", "Leader d'équipe, vous planifiez la production."),
        ("fr", "Rejoindre les clients par téléphone"),
        ("fr", "Intégrer des systèmes informatiques"),
    ],
)
def test_what_is_said_of_the_reader_is_no_boast(lang: str, sentence: str) -> None:
    assert asked(sentence, lang) == normalised(sentence)
