"""duban: a workflow engine for work that must not be forgotten."""
