"""What a reconciliation service says of itself."""

from __future__ import annotations

from typing import Any

from skillgraph import __version__
from skillgraph.namespaces import SKOS
from skillgraph_api.reconciliation.bodies import BATCH, EXTENDED
from skillgraph_api.reconciliation.service import LANGUAGES, ReconciliationService
from skillgraph_api.reconciliation.shapes import named

Json = dict[str, Any]

DRAFT = "1.0-draft"
VERSIONS = ("0.1", "0.2")
WIDTH, HEIGHT = 430, 260
"""Pixels of a preview."""

_PLACE = "{{id}}"
_FLYOUT_PLACE = "${id}"


def manifest_of(service: ReconciliationService) -> Json:
    """The manifest of 0.1 and 0.2."""
    return {
        "versions": list(VERSIONS),
        **_common(service),
        "identifierSpace": service.record.scheme or service.record.graph,
        "schemaSpace": str(SKOS),
        "view": {"url": service.address + service.path("/view", id=_PLACE)},
        "suggest": {name: _suggest(service, name) for name in ("entity", "type", "property")},
        "preview": {
            "url": service.address + service.path("/preview", id=_PLACE),
            "width": WIDTH,
            "height": HEIGHT,
        },
        "extend": {
            "propose_properties": {
                "service_url": service.address,
                "service_path": service.path("/properties"),
            },
            "property_settings": [_limit("name", "label", "help_text", service)],
        },
    }


def draft_manifest_of(service: ReconciliationService) -> Json:
    """The manifest of 1.0."""
    return {
        "versions": [*VERSIONS, DRAFT],
        **_common(service),
        "lang": service.lang if service.lang in LANGUAGES else "en",
        "view": {"url": service.address + service.path("/view", id="{id}")},
        "suggest": {"entity": True, "type": True, "property": True},
        "preview": {"width": WIDTH, "height": HEIGHT},
        "extend": {
            "proposeProperties": True,
            "propertySettings": [_limit("id", "name", "helpText", service)],
        },
        "standardizedScore": True,
    }


def _common(service: ReconciliationService) -> Json:
    return {
        "name": service.name,
        "serviceVersion": __version__,
        "defaultTypes": [named(service, one) for one in service.types if one.matched and not one.broader],
        "batchSize": BATCH,
        "extendBatchSize": EXTENDED,
        "matchPrecision": service.precision,
    }


def _suggest(service: ReconciliationService, name: str) -> Json:
    return {
        "service_url": service.address,
        "service_path": service.path(f"/suggest/{name}"),
        "flyout_service_url": service.address,
        "flyout_service_path": service.path(f"/flyout/{name}", id=_FLYOUT_PLACE),
    }


def _limit(identifier: str, label: str, help_text: str, service: ReconciliationService) -> Json:
    return {
        "type": "number",
        "default": 0,
        identifier: "limit",
        label: service.said({"en": "Limit", "fr": "Limite"}),
        help_text: service.said(
            {
                "en": "Values of a row at most (0: all)",
                "fr": "Nombre maximal de valeurs par ligne (0 : toutes)",
            }
        ),
    }
