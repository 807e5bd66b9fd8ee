"""A medium that duban knows nothing of, a scenario that speaks of it, and a contact that it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import Contact, Level
from duban.notifiers import FormKey, Medium, Rendered, Takes

if TYPE_CHECKING:
    from duban import Message
    from duban.notifiers import Filling, MessageForm

CALL = """
scenario: call
version: 1
number: "DH-{year}-{seq}"
calendar: 24x7
roles: {desk: {title: 服务台, required: true}}
fields: {caller: {private: desk}}
states: {来电: {initial: true, waits_for: desk}, 办结: {final: true}}
transitions: {办结: {from: 来电, to: 办结, by: desk}}
announce: [{on: open, notify: desk, message: 来电}]
messages:
  来电:
    subject: "{{ item.number }}"
    text: "{{ item.title }}"
    robot: {text: "{{ item.number }}：{{ item.title }}"}
examples:
  - name: 来电即告
    open: {at: "2024-04-01 09:00", units: {desk: 服务台}, title: 故障}
    contacts: [{unit: 服务台, name: 值班群, robot: "https://chat.example/1"}]
    steps: [{at: "2024-04-01 10:00", expect: {told: 服务台}}]
"""
ROBOT_ALONE = CALL.replace('    subject: "{{ item.number }}"\n    text: "{{ item.title }}"\n', "")
CHAT = Contact("服务台", "值班群", Level.HANDLER, addresses={"robot": "https://chat.example/1"})


class Robot(Medium):
    name, title, columns = "robot", "群机器人", ("robot", "群机器人")
    keys = {  # noqa: RUF012 - as authors write it
        "robot": FormKey(
            {"text": FormKey(Takes.TEMPLATE, "What it says.", "内容", required=True)}, "In the chat.", "群机器人"
        )
    }

    def address(self, text: str) -> str:
        if not text.startswith("https://"):
            problem = "is no webhook; write it as https://…"
            raise ValueError(problem)
        return text.rstrip("/")

    def render(self, form: MessageForm, fill: Filling) -> Rendered:
        said = fill.text("robot.text", form.parts["robot"]["text"])
        return Rendered(text=said, fields={"extra": {"kind": "text"}})

    def check(self, message: Message) -> None:
        if len(message.text) > 40:
            problem = "the robot takes no more than 40 characters"
            raise ValueError(problem)
