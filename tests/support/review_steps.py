"""Reviewers and their verdicts on the mappings of a workspace."""

from __future__ import annotations

from skillgraph.alignment.verdicts import Verdict
from skillgraph.clock import now
from skillgraph.model import Action, Agent, Mapping, Review
from skillgraph.workspace import Workspace

ANA, LEO = Agent("", "Ana"), Agent("", "Léo")
OUTCOMES = """credential,issuer,outcome,outcome_id
Welding basics,North College,Weld metal,w1
Welding basics,North College,=Operate welding equipment,w2
Kitchen helper,South College,Prepare hot meals,k1
Kitchen helper,South College,Apply food safety rules,k2
"""
"""An outcome sheet whose outcomes have identifiers, one of them a formula to a spreadsheet."""


def record_of(space: Workspace, label: str) -> Mapping:
    return next(one for one in space.snapshot().mappings if one.object_label == label)


def verdict(action: Action, target: str, who: Agent = ANA, **more: object) -> Verdict:
    return Verdict(action, target, Review(who, now()), **more)  # type: ignore[arg-type]
