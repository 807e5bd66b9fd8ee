"""The keys of the language, each declared once, and the rules between them: a file for each section of a scenario."""

from duban.scenarios.keys.scenario import SCENARIO, SECTIONS

__all__ = ["SCENARIO", "SECTIONS"]
