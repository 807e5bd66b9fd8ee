"""Scenario files: reading them, their schema and the shipped ones."""
