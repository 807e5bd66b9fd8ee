"""The read models of opening matters: one, a plan, a list."""
