"""The media, one file for each: what a message must have to be sent by it."""

from duban.notifiers.media.mail import Mail
from duban.notifiers.media.sms import Sms
from duban.notifiers.media.wecom import Wecom, WecomGroup

__all__ = ["Mail", "Sms", "Wecom", "WecomGroup"]
