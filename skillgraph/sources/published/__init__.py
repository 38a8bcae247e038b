"""Credentials as registries and wallets publish them: CTDL, CLR 1.0, European Digital Credentials.

All are made into the keys of our own JSON (``docs/credentials-json.md``) and read as that.
"""

from skillgraph.sources.published.reader import is_published, read_published

__all__ = ["is_published", "read_published"]
