"""The workspace on disk: manifest, snapshots to read from, drafts to write with."""
