"""The messages that the engine itself sends about decisions: what waits for whom, and what was decided."""

from __future__ import annotations

from duban.states import MessageForm

EXTENSION_WAITS, RELEASE_WAITS, EXTENSION_DECIDED = "延期待审批", "催督待确认", "延期审批结果"

_WHO = "{{ unit }}：\n“{{ item.title }}”（编号{{ item.number }}）"
_WHY = "{% if decision.note %}理由：{{ decision.note }}\n{% endif %}"

OWN_MESSAGES = {
    form.name: form
    for form in (
        MessageForm(
            name=EXTENSION_WAITS,
            parts={
                "subject": "【待审批】{{ item.number }} {{ item.title }} 申请延期",
                "text": _WHO
                + "由{{ decision.by }}申请延期：“{{ decision.clock }}”原定{{ decision.before | date }}到期，"
                + "申请延长{{ decision.length }}，批准后为{{ decision.after | date }}到期。\n"
                + _WHY
                + "请批准或者不予批准（待决定编号{{ decision.id }}）。批准之前，仍按原定期限计算。\n",
            },
        ),
        MessageForm(
            name=RELEASE_WAITS,
            parts={
                "subject": "【待确认】{{ item.number }} {{ item.title }} {{ decision.what }}",
                "text": _WHO
                + "已到“{{ decision.clock }}”规定的时点，按规定应{{ decision.what }}，须经你单位确认后执行。\n"
                + "请确认或者取消（待决定编号{{ decision.id }}）。\n",
            },
        ),
        MessageForm(
            name=EXTENSION_DECIDED,
            parts={
                "subject": "【{{ '同意' if decision.approved else '不同意' }}延期】{{ item.number }} {{ item.title }}",
                "text": _WHO
                + "延期申请（{{ decision.length }}）{{ '已经' if decision.approved else '未获' }}批准，"
                + "“{{ decision.clock }}”{{ '延至' if decision.approved else '仍为' }}"
                + "{{ decision.after | date }}到期。\n"
                + _WHY.replace("理由", "审批意见"),
            },
        ),
    )
}
"""Mail only: an SMS needs a template that a carrier has approved, and these have none."""
