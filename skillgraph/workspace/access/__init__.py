"""Who may read and write a workspace from elsewhere: keys, and the log of what was written with them."""
