"""What can happen to a workspace from outside: processes killed at any moment, full disks, damaged files."""
