"""Publishing: the named graphs of a workspace, kept the same in a store elsewhere."""
