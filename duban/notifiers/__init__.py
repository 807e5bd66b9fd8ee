"""How people are reached: channels, templates and retry rules. Knows nothing of workflows."""
