"""The Reconciliation Service API: what comes in and goes out, in its versions 0.1, 0.2 and 1.0-draft."""
