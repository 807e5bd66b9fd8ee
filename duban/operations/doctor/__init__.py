"""The doctor: checks everything that an installation needs, and says what is wrong and what to do."""

from duban.operations.doctor.checks import Check, Examination
from duban.operations.doctor.daemons import look_at_heartbeat
from duban.operations.doctor.examining import examine

__all__ = ["Check", "Examination", "examine", "look_at_heartbeat"]
