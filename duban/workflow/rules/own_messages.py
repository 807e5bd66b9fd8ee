"""The engine's own messages: a request to decide, what was decided, and an urge.

Their names are stored in every database and stay Chinese; their wording is in the language of the reader.
"""

from __future__ import annotations

from functools import cache

from duban import words
from duban.states import MessageForm
from duban.workflow.rules.approval_messages import approval_forms, opinions_text

OWN_NAMES = (
    "延期待审批",
    "催督待确认",
    "延期审批结果",
    "催请办理",
    "批示落实要求",
    "事项待审批",
    "事项审批结果",
    "请出具意见",
    "文件待签发",
    "批示办理结果",
    "催请未复",
    "文件作废",
)
EXTENSION_WAITS, RELEASE_WAITS, EXTENSION_DECIDED, URGED, DEMANDED = OWN_NAMES[:5]
APPROVAL_WAITS, APPROVAL_DECIDED, OPINION_WAITS, PAPER_WAITS, REPLIED = OWN_NAMES[5:10]
UNANSWERED, PAPER_VOIDED = OWN_NAMES[10:]


_NAME_TEXTS = {
    EXTENSION_WAITS: "more time is asked for",
    RELEASE_WAITS: "a release is asked for",
    EXTENSION_DECIDED: "more time was decided on",
    URGED: "it is urged",
    UNANSWERED: "an urge is not answered",
    DEMANDED: "an instruction asks for something",
    REPLIED: "what came of an instruction",
    APPROVAL_WAITS: "an act waits for approval",
    APPROVAL_DECIDED: "an act was decided on",
    OPINION_WAITS: "an opinion is asked for",
    PAPER_WAITS: "a paper waits for a signature",
    PAPER_VOIDED: "a paper was voided",
}


def message_called(name: str) -> str:
    """Return a message's name for people: the engine's own in the language of the reader, others as they are."""
    return words.text(_NAME_TEXTS[name]) if name in _NAME_TEXTS else name


def own_message(name: str) -> MessageForm:
    """Return the wording of a message of the engine's own, in the language of the reader.

    No SMS: a carrier sends approved templates only, and these have none.
    """
    return _forms(words.language())[name]


@cache
def _forms(_language: str) -> dict[str, MessageForm]:
    who = words.text("{{ unit }}:\n“{{ item.title }}” (number {{ item.number }})\n")
    why = words.text("{% if decision.note %}Reason: {{ decision.note }}\n{% endif %}")
    heard = opinions_text()
    answer = words.text("{% if decision.note %}The decision's reason: {{ decision.note }}\n{% endif %}")
    forms = (
        MessageForm(
            EXTENSION_WAITS,
            {
                "subject": words.text("[For decision] {{ item.number }} {{ item.title }}: more time is asked for"),
                "text": who
                + words.text(
                    "{{ decision.by }} asks for more time: “{{ decision.clock }}” is due on "
                    "{{ decision.before | date }}; {{ decision.length }} more are asked for, which makes it due on "
                    "{{ decision.after | date }}.\n"
                )
                + why
                + heard
                + words.text(
                    "Please grant or refuse it (decision {{ decision.id }}). "
                    "Until it is granted, the first date holds.\n"
                ),
            },
        ),
        MessageForm(
            RELEASE_WAITS,
            {
                "subject": words.text("[For release] {{ item.number }} {{ item.title }}: {{ decision.what }}"),
                "text": who
                + words.text(
                    "“{{ decision.clock }}” has come to the point at which the rules say: {{ decision.what }}. "
                    "That takes your release.\n"
                    "Please release or cancel it (decision {{ decision.id }}).\n"
                ),
            },
        ),
        MessageForm(
            EXTENSION_DECIDED,
            {
                "subject": words.text(
                    "[More time {{ 'granted' if decision.approved else 'refused' }}] {{ item.number }} {{ item.title }}"
                ),
                "text": who
                + words.text(
                    "The request for more time ({{ decision.length }}) was "
                    "{{ 'granted' if decision.approved else 'refused' }}; "
                    "“{{ decision.clock }}” is {{ 'now' if decision.approved else 'still' }} due on "
                    "{{ decision.after | date }}.\n"
                )
                + answer,
            },
        ),
        _urged(who),
        _unanswered(who),
        _demanded(who),
        _replied(who),
        *approval_forms(APPROVAL_WAITS, APPROVAL_DECIDED, OPINION_WAITS, who=who, why=why, heard=heard),
        _to_sign(who),
        _voided(who),
    )
    return {form.name: form for form in forms}


def _urged(who: str) -> MessageForm:
    """Return the wording of an urge: what, by when; what to do now; whose urge it is."""
    return MessageForm(
        URGED,
        {
            "subject": words.text(
                "[Urged] {{ item.title }}{% if clock.due %}, due {{ clock.due | date }}{% endif %} ({{ item.number }})"
            ),
            "text": who
            + words.text(
                "is at “{{ item.state }}” and waits for "
                "{% if unit in said.units %}you{% else %}{{ said.turn }}{% endif %}"
                "{% if clock.due %}; due day of “{{ clock.name }}”: {{ clock.due | date }}{% endif %}.\n"
            )
            + words.text("{% if said.note %}{{ said.by }} asks: {{ said.note }}\n{% endif %}")
            + words.text(
                "Please act on it, or answer{% if urge.due %} by {{ urge.due | day }}{% endif %} how it stands and "
                "when it will be done (urge {{ said.id }}).\n"
                "Urged by {{ said.by }}.\n"
            ),
        },
    )


def _unanswered(who: str) -> MessageForm:
    """Return the wording of an urge that nobody has answered: who urged and when; what to do now."""
    return MessageForm(
        UNANSWERED,
        {
            "subject": words.text("[Not answered] {{ item.title }}: urged on {{ urge.on | day }} ({{ item.number }})"),
            "text": who
            + words.text(
                "is at “{{ item.state }}”. {{ urge.by }} urged it on {{ urge.on | day }}; "
                "{% if unit in urge.units %}your unit{% else %}{{ urge.units | join(', ') }}{% endif %} was to answer "
                "by {{ urge.due | day }} and has neither acted nor answered.\n"
            )
            + words.text(
                "{% if unit in urge.units %}Please see that it is acted on today, or that an answer says how it stands "
                "and when it will be done (urge {{ said.id }}).\n{% endif %}"
            ),
        },
    )


def _demanded(who: str) -> MessageForm:
    """Return the wording of what a leader's instruction asks for; what the leader wrote is not for the units."""
    return MessageForm(
        DEMANDED,
        {
            "subject": words.text("[Instruction] {{ item.title }} ({{ item.number }})"),
            "text": who
            + words.text(
                "A leader's instruction on this matter asks for the following:\n{{ said.demand }}\n"
                "Please act on it. Told by {{ said.by }}.\n"
            ),
        },
    )


def _replied(who: str) -> MessageForm:
    """Return the wording of what came of a leader's instruction: facts, and nothing to do."""
    return MessageForm(
        REPLIED,
        {
            "subject": words.text("[Result] {{ said.title }} ({{ said.number }})"),
            "text": who
            + words.text(
                "“{{ said.title }}” ({{ said.number }}), opened for your instruction on this matter, was closed at "
                "“{{ said.state }}” on {{ at | date }}.\n"
            )
            + words.text("{% if said.result %}Result: {{ said.result }}\n{% endif %}"),
        },
    )


def _to_sign(who: str) -> MessageForm:
    """Return the wording of a draft that waits: to whom it would go, and what to do with it."""
    return MessageForm(
        PAPER_WAITS,
        {
            "subject": words.text("[For signature] {{ paper.name }}: {{ item.title }} ({{ item.number }})"),
            "text": who
            + words.text(
                "{% if clock.over %}“{{ clock.name }}” has been over for {{ clock.over }}. {% endif %}"
                "{{ paper.name }}{% if paper.level %} ({{ paper.level }}){% endif %} is drafted, to {{ paper.to }}.\n"
            )
            + words.text(
                "Please sign it, with changes if needed, or refuse it with the reason (draft {{ paper.id }}). "
                "Nothing leaves until it is signed.\n"
            ),
        },
    )


def _voided(who: str) -> MessageForm:
    """Return the wording of a paper that was voided: nobody has to answer it."""
    return MessageForm(
        PAPER_VOIDED,
        {
            "subject": words.text("[Void] {{ paper.name }} {{ paper.number }}: {{ item.title }} ({{ item.number }})"),
            "text": who
            + words.text("{{ paper.name }} {{ paper.number }} is void; it need not be carried out or answered.\n")
            + words.text("{% if decision.note %}Reason: {{ decision.note }}\n{% endif %}"),
        },
    )
