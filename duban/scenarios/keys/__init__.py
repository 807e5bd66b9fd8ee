"""The keys of the language, each declared once, and the rules between them: a file for each section of a scenario.

The keys of a message, and those for the addresses of a contact, are declared by the media.
"""

from duban.scenarios.keys.scenario import SCENARIO, SECTIONS
from duban.scenarios.keys.trying import DEEDS

__all__ = ["DEEDS", "SCENARIO", "SECTIONS"]
