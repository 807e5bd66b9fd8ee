"""The doctor: looks at everything that an installation needs, and says what is wrong and what to do."""

from duban.workflow.doctor.checks import Check, Examination
from duban.workflow.doctor.examining import examine

__all__ = ["Check", "Examination", "examine"]
