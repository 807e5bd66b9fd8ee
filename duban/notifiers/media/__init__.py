"""What a message of each medium must be: a file for each."""

from duban.notifiers.media.mail import Mail
from duban.notifiers.media.sms import Sms

__all__ = ["Mail", "Sms"]
