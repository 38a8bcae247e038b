"""The service: the three jobs and concept look-up over HTTP, as a thin layer over the workspace."""

from skillgraph_api.app import create_app

__all__ = ["create_app"]
