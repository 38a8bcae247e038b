"""The routes, one noun a module; each parses, calls the workspace, and gives the answer back."""
