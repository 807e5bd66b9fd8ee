"""The frame around mails: its parts, made of `source.html` by `tests/mail_frame.py`, and what puts a mail in it."""

from duban.notifiers.media.frame.framing import Frame, framed

__all__ = ["Frame", "framed"]
