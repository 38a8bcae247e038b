"""Texts to vectors: encoders behind one small protocol, with weights that install like any package."""

from skillgraph.embedding.encoder import Encoder, TokenEncoder, TokenVectors, Vectors
from skillgraph.embedding.registry import load_encoder, load_model_folder

__all__ = ["Encoder", "TokenEncoder", "TokenVectors", "Vectors", "load_encoder", "load_model_folder"]
