"""skillgraph, the open skills mapper: links texts to competency frameworks and answers from the links."""

__version__ = "0.1.0"
