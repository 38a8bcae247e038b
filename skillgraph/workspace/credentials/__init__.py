"""What is done with loaded credentials: choosing, checking, comparing, exporting."""
