"""What the reference of the scenario language says around its tables of keys: a heading and prose for each mapping."""

from __future__ import annotations

HEAD = """\
# The scenario language

This page is made from the reader's own keys by `make docs`; a test holds the two together.

A scenario file declares one workflow. It is YAML 1.2 (so `on`, `no` and `off` are words), UTF-8, one document, at
most 1 MiB. Keys are English; the names of states, triggers, roles, clocks, fields and messages are the author's own,
in any script. Everything is checked when the file is read: an unknown key gets a "did you mean", and all problems are
reported together, each with file, line, path and what to write instead. [Write a
scenario](../how-to/write-a-scenario.md) is the way in; `duban scenario schema` prints the same keys as a JSON Schema,
for editors.

In the tables **bold** keys have to be there. "Names" are those that the file declares; where one may stand, a list of
them may stand too if the table says so.

## Durations

A duration says its unit; a bare `3d`, `3 days` or `3日` is refused with the choices.

| English | Chinese | what it counts |
|---|---|---|
| `5 working days` | `5个工作日` | the days on which the office works |
| `30 calendar days` | `30个自然日` | all days |
| `8 working hours` | `8个工作小时` | time within office hours |
| `36 hours` | `36小时` | time |
| `2 weeks` | `2周` | calendar days |
| `3 months` | `3个月` | calendar days, the end of a month clamped |

The day on which a clock starts is not counted, unless the calendar says `start_day: counted`. Five working days end
with the fifth working day after the start: the due day. The clock is overdue from 00:00 after it. How time is
reckoned, and why, is told in [Working time](../why/working-time.md).

## Names

These words are taken and cannot be names: `open`, `system`, `anyone`, `due`, `start`, `note`, `item`, `clock`,
`clocks`, `round`, `unit`.

## Conditions and templates

`when` and the templates of messages are Jinja2, in a sandbox, strict about names that do not exist. `when` sees the
fields (one that was not given is none), `item`, `round`, `clocks['NAME']`, and the counters `times('TRIGGER')`,
`repeats()` and `lights('yellow')`. A message sees the fields, `item` (the attributes of an `Instance`), `clock` (the
one that ran: `name`, `due`, `left`, `light`), `unit` and `contact` (whom it is for), `round`, and the filters `date`,
`datetime` and `duration`; `{{ clock.due | date }}` is the due day. These, and `clock.left`, are
written as the `locale` of the contact has them: 2026年4月7日, 7 April 2026 (`en`), April 7, 2026 (`en-US`). A message
that uses a private field is refused unless every role that gets it may see that field.
"""

SECTIONS = {
    "scenario": (
        "The file",
        """\
Two files of one scenario and version are refused, and so are two scenarios with one pattern of numbers.""",
    ),
    "calendar": (
        "`calendar`, as a mapping",
        """\
`calendar: china` is enough for most. `china` knows the moved working days up to the last year that was published;
later due dates are marked provisional. `24x7` works always. Any country code of the `holidays` library will do.
Days of your own are imported by `duban calendar import` and laid over these by `table`.""",
    ),
    "role": (
        "`roles`",
        """\
A role is filled by units. An act is done by a unit that fills the role which the transition names; any one of
several acts for all. A required role has to be bound at opening; bound to `[]` it waits for `assign`, and until
then no transition moves the instance (`unassigned`).""",
    ),
    "field": (
        "`fields`",
        """\
A `file` is a reference with a name and its SHA-256; the bytes stay with you. Private values enter the history as
salted hashes, and can be erased without breaking it.""",
    ),
    "state": (
        "`states`",
        """\
Every state can be reached, from every state a final one can be reached, and every state that is not final waits for
somebody: the reader refuses what is not so.""",
    ),
    "transition": (
        "`transitions`",
        """\
A trigger may be a list of entries, tried in order: the first whose `from` and `when` fit is taken. `data` given
with the act is merged first, and a requirement holds if the value was given in this round. A transition from a
state to itself does not enter it anew: no clock starts or stops.""",
    ),
    "all": (
        "`by: {all: …}`, a joint signature",
        """\
A pull before the last is history, and lapses when the state is left. `requires` and `when` are judged at each,
`not_by` counts everybody who pulled.""",
    ),
    "opens": (
        "`opens`, of a transition",
        """\
The linked instance is opened in the same transaction.""",
    ),
    "clock": (
        "`clocks`",
        """\
A clock runs from hand-out, not from sign-for: who does not open their mail stops nothing. Re-entering a state that
starts it resumes it within a round; a new round begins it anew. A clock without `budget` and `unless`, or one of an
ongoing instance (持续推进), has no due date and needs a `review`.""",
    ),
    "review": (
        "`review`, of a clock",
        """\
A rung that returns for as long as the clock runs.""",
    ),
    "rung": (
        "`ladder`",
        """\
For each clock a list of rungs. Each takes effect once in a round and lap. Offsets in days, weeks or months take
effect at the opening hour of the resulting day, moved on to the next working day where it is off; offsets in hours
exactly. A message waits for office hours unless it is urgent. `missed: each` makes up for all that downtime missed,
`latest` for the last only, `skip` for none.""",
    ),
    "announcement": (
        "`announce`",
        """\
A list of what is told because it happened, not because time passed.""",
    ),
    "extension": (
        "`extension`",
        """\
A list, one entry for each time: the second may need a higher signature. It is asked for by `duban extend` and
decided by `duban decide`, never by the same hand. Both due dates are kept.""",
    ),
    "children": (
        "`children`",
        """\
One mapping, or a list of them. Once per round. Only the trigger named by `then` is blocked (`children`) until the
join holds.""",
    ),
    "repeats": (
        "`repeats`",
        """\
Once per period on any number of daemons, caught up after downtime.""",
    ),
    "repeated": ("`open`, of `repeats`", ""),
    "target": (
        "`target`",
        """\
Progress is held against the share of time gone: yellow from ten points behind, red from thirty.""",
    ),
    "message": (
        "`messages`",
        """\
Each is used somewhere, or the reader says so.""",
    ),
    "sms": (
        "`sms`, of a message",
        """\
SMS in China is an approved signature, a template and variables, not free text. With `text` the length is checked:
70 characters in one segment, 67 in each of several.""",
    ),
    "example": (
        "`examples`",
        """\
`duban scenario test` plays them on a virtual clock with the real engine, and stops at every moment at which
something is due. Each unit has one handler and one leader unless `contacts` says otherwise.""",
    ),
    "opening": ("`open`, of an example", ""),
    "contact": ("`contacts`, of an example", ""),
    "step": (
        "`steps`, of an example",
        """\
A step lets everything up to its `at` take effect, then acts, then checks. `refused` holds if the code is among
those of the blockers.""",
    ),
    "asked": ("`extend`, of a step", ""),
    "expectation": (
        "`expect`, of a step",
        """\
`told` counts the units in messages decided after the last step's act up to and including this one's, copies
included, delivered or not.""",
    ),
}
"""For each mapping of the language, by the name that the reader has for it: its heading and what there is to say."""

TAIL = """\
## What the reader refuses

Besides what is not of the right shape: a state that cannot be reached, or from which no end can be; a state that
waits for nobody; a clock that can never start or stop; a rung before its clock starts; a role, field, clock, state,
trigger or message that is not declared; a message never used; a template or condition that does not compile or names
what does not exist; a message that shows a private field to those who may not see it; an SMS whose values do not fit
its template; a ladder with no rung that reaches a person; duplicate keys; anchors that expand without bound.
"""
