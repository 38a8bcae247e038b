"""Reports that others can make again: asked, made from the workspace, written with a manifest, compared."""
