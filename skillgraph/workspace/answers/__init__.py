"""The questions that a workspace answers: one module a job."""
