"""The frame around mails: its parts, made of `source.html` by `tests/mail_frame.py`, and what puts a mail in it."""

from duban.notifiers.media.frame.framing import Frame, framed
from duban.notifiers.media.frame.listing import Listed, Section, in_rows

__all__ = ["Frame", "Listed", "Section", "framed", "in_rows"]
