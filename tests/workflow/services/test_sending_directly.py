"""A message past the outbox: it leaves at once, and nothing of it is kept or repeated."""

from __future__ import annotations

import pytest

from duban import Engine
from duban.notifiers import ChannelDown, Message, Receipt
from duban.workflow import SettingsError

pytestmark = pytest.mark.usefixtures("english")

CODE = "739104"


class Gateway:
    """A channel that repeats what it is sent, in its receipt or in an error of its own."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails, self.sent = fails, list[Message]()

    async def send(self, message: Message) -> Receipt:
        self.sent.append(message)
        if self.fails:
            raise OSError(message.text)
        return Receipt("gateway", f"taken: {message.text}")


def test_it_leaves_at_once_and_no_answer_repeats_what_is_secret() -> None:
    works, fails = Gateway(), Gateway(fails=True)
    channels = {"sms": lambda: works, "email": lambda: fails}
    with Engine("sqlite://", scenarios=[], channels=channels) as engine:
        values = {"code": CODE}
        told = engine.send_directly(
            medium="sms", to="13800000000", text=f"code {CODE}", sms_template="T1", sms_values=values, secrets=[CODE]
        )
        assert (works.sent[0].to, works.sent[0].sms_template, works.sent[0].sms_values) == ("13800000000", "T1", values)
        assert told.detail.startswith("taken: code")
        assert CODE not in told.detail
        with pytest.raises(ChannelDown, match="RuntimeError: OSError: code") as caught:
            engine.send_directly(medium="email", to="a@example.org", text=f"code {CODE}", secrets=[CODE])
        assert CODE not in repr(caught.value)
        assert engine.outbox(statuses=["pending", "delivered", "dead"]) == []
    with (
        Engine("sqlite://", scenarios=[], channels={}) as bare,
        pytest.raises(SettingsError, match="no channel for sms"),
    ):
        bare.send_directly(medium="sms", to="13800000000", text="x")
