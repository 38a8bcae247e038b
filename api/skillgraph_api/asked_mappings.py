"""Which mappings are asked for: the filter of every route that lists or exports them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from skillgraph.alignment.mark import Mark
from skillgraph.model import MappingStatus
from skillgraph.workspace.requests import ReviewListRequest
from skillgraph_api.asking import SIGNS, parameter

OfCredential = Annotated[str, parameter(ReviewListRequest, "credential", max_length=SIGNS)]
OfIssuer = Annotated[str, parameter(ReviewListRequest, "issuer", max_length=SIGNS)]


def _asked(
    credential: OfCredential = ReviewListRequest.credential,
    issuer: OfIssuer = ReviewListRequest.issuer,
    status: Annotated[tuple[MappingStatus, ...], parameter(ReviewListRequest, "status")] = (),
    min_confidence: Annotated[
        float, parameter(ReviewListRequest, "min_confidence")
    ] = ReviewListRequest.min_confidence,
    max_confidence: Annotated[
        float, parameter(ReviewListRequest, "max_confidence")
    ] = ReviewListRequest.max_confidence,
    disagreement: Annotated[
        bool, parameter(ReviewListRequest, "disagreement")
    ] = ReviewListRequest.disagreement,
    framework: Annotated[
        str, parameter(ReviewListRequest, "framework", max_length=SIGNS)
    ] = ReviewListRequest.framework,
    reviewer: Annotated[
        str, parameter(ReviewListRequest, "reviewer", max_length=SIGNS)
    ] = ReviewListRequest.reviewer,
    mark: Annotated[tuple[Mark, ...], parameter(ReviewListRequest, "mark")] = (),
) -> ReviewListRequest:
    return ReviewListRequest(
        credential=credential,
        issuer=issuer,
        status=status,
        min_confidence=min_confidence,
        max_confidence=max_confidence,
        disagreement=disagreement,
        framework=framework,
        reviewer=reviewer,
        mark=mark,
    )


AskedMappings = Annotated[ReviewListRequest, Depends(_asked)]
