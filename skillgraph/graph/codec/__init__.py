"""The one place that turns model values into triples and back; one module for each noun."""

from skillgraph.graph.codec.credentials import encode_credentials, endorsement_uri, read_credentials
from skillgraph.graph.codec.cubes import dataset_uri, encode_cube
from skillgraph.graph.codec.frameworks import (
    encode_framework,
    read_all_labels,
    read_collections,
    read_concepts,
    read_framework,
    read_kinds,
    read_labels,
    read_relations,
    read_retired,
    read_scheme,
)
from skillgraph.graph.codec.mappings import (
    encode_mappings,
    put_mappings,
    read_mapping,
    read_mappings,
    record_uri,
    rewrite_mappings,
)
from skillgraph.graph.codec.postings import encode_postings, posting_uri, read_posting_skills
from skillgraph.model import decision_uri

__all__ = [
    "dataset_uri",
    "decision_uri",
    "encode_credentials",
    "encode_cube",
    "encode_framework",
    "encode_mappings",
    "encode_postings",
    "endorsement_uri",
    "posting_uri",
    "put_mappings",
    "read_all_labels",
    "read_collections",
    "read_concepts",
    "read_credentials",
    "read_framework",
    "read_kinds",
    "read_labels",
    "read_mapping",
    "read_mappings",
    "read_posting_skills",
    "read_relations",
    "read_retired",
    "read_scheme",
    "record_uri",
    "rewrite_mappings",
]
