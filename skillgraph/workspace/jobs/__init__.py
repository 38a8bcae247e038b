"""Long work that is asked for and fetched later: kept on disk, done by one process at a time, in its turn."""
