"""What sentences call welcome is an asset, by any verb and adjective; texts are made up."""

from __future__ import annotations

import pytest

from skillgraph.matching.text.sections import read
from skillgraph.model import Requirement


@pytest.mark.parametrize("might", ["would be", "could be", "is", "would certainly be", "might well be"])
@pytest.mark.parametrize(
    "praise",
    [
        "a definite advantage",
        "a very strong asset",
        "a huge plus",
        "an added bonus",
        "a significant advantage",
    ],
)
def test_an_asset_is_one_by_any_verb_and_adjective(might: str, praise: str) -> None:
    (passage,) = read(f"Experience with sewing machines {might} {praise}.")
    assert passage.requirement is Requirement.ASSET


@pytest.mark.parametrize("serait", ["serait", "est", "constitue", "représente"])
@pytest.mark.parametrize(
    "atout", ["un net avantage", "un réel plus", "un sérieux atout", "un avantage", "un gros plus"]
)
def test_un_atout_en_est_un_quels_que_soient_le_verbe_et_l_adjectif(serait: str, atout: str) -> None:
    (passage,) = read(f"Une expérience en couture {serait} {atout}.")
    assert passage.requirement is Requirement.ASSET


@pytest.mark.parametrize(
    "sentence",
    [
        "Knowledge of tides would be beneficial.",
        "Experience in retail would be very helpful!",
        "Experience with lathes could also be useful",
        "Knowledge of knots would come in handy.",
        "Knowledge of tides is preferred but not essential.",
        "Experience at sea is not required but helpful.",
        "Experience at sea will be viewed favourably.",
        "Experience with sails is considered beneficial",
        "Candidates with a licence will be given preference.",
        "Preference will go to candidates with sailing experience.",
        "Priority will be given to applicants who speak Inuktitut.",
        "It would be great if you had sailing experience.",
        "Experience in metal would be a great addition.",
        "Experience with sails would also be of great help.",
        "It'd be fantastic if you had sailing experience.",
        "It helps if you have experience with sails.",
        "We would love to see some experience with sails.",
        "Experience with sails is good to have.",
        "La maîtrise du morse serait fortement souhaitable.",
        "Une expérience en mer serait vivement appréciée",
        "Des connaissances en voile seraient les bienvenues.",
        "Une première expérience en mer serait idéale.",
        "Une expérience en mer est souhaitée mais non exigée.",
        "La connaissance du morse est facultative.",
        "Un permis de bateau est préféré, mais non essentiel : expérience",
        "La priorité sera accordée aux personnes ayant une expérience en mer.",
    ],
)
def test_what_is_welcome_is_an_asset(sentence: str) -> None:
    assert {one.requirement for one in read(sentence)} == {Requirement.ASSET}


@pytest.mark.parametrize(
    "sentence",
    [
        "You must be helpful to customers and take advantage of every tide.",
        "The role would be ideal for someone with knowledge of tides, which is required.",
        "You would be great at sales, and a licence is required.",
        "Must know how to build a competitive advantage.",
        "Identifying desirable outcomes for clients is required.",
        "You may be required to prove your knowledge of tides; you must swim.",
        "Experience in asset management and bonus plans is required.",
        "Knowledge of mutually beneficial contracts is a must.",
        "If you have the required experience, we would love to hear from you.",
        "Il est obligatoire de connaître les atouts de la région.",
        "Connaître un avantage concurrentiel est obligatoire.",
        "Maîtriser les avantages sociaux est obligatoire",
    ],
)
def test_words_of_praise_for_something_else_make_no_asset(sentence: str) -> None:
    assert Requirement.ASSET not in {one.requirement for one in read(sentence)}
