"""What learners and employers say of what the holders of credentials could do at work."""
