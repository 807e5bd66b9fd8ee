"""Hazards that inspections find, each followed up by duban until it is gone."""
