"""The web application: pages for employers, designers and analysts, complete without scripts."""

from skillgraph_api.web.routes import router

__all__ = ["router"]
