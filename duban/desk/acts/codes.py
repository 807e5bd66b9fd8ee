"""Sending a code to sign in with, by the engine's own channels."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from duban import words
from duban.notifiers import NotifierError
from duban.workflow import WorkflowError

if TYPE_CHECKING:
    from duban.workflow import Engine

log = logging.getLogger("duban.desk")


def send_code(engine: Engine, *, medium: str, to: str, code: str) -> bool:
    """Send a code, and return whether the channel took it; why it did not stands in the log, without the code."""
    desk = engine.settings.desk
    text = words.text(
        "{code} is your code to sign in to {title}. It is good for five minutes, once. If it was not you who asked for "
        "it, somebody knows your password: tell the administrator.",
        code=code,
        title=desk.title,
    )
    try:
        if medium == "sms":
            engine.send_directly(
                medium=medium,
                to=to,
                text=text,
                secrets=(code,),
                sms_template=desk.sms_template,
                sms_sign=desk.sms_sign,
                sms_values={"code": code},
            )
        else:
            subject = words.text("[{title}] your code to sign in", title=desk.title)
            engine.send_directly(medium=medium, to=to, text=text, secrets=(code,), subject=subject)
    except (NotifierError, WorkflowError) as error:
        log.warning("no code could be sent by %s: %s", medium, error)
        return False
    return True
