"""The prose of the scenario language's reference: a heading and a text for each table of keys."""

from __future__ import annotations

HEAD = """\
# The scenario language

This page is made from the keys in the code by `make docs`, and a test compares the two.

A scenario file declares one workflow. It is YAML 1.2 (so `on`, `no` and `off` are words), UTF-8, one document, at
most 1 MiB. Keys are English; the names of states, triggers, roles, clocks, fields and messages are the author's own,
in any script. Everything is checked when the file is read: an unknown key gets a "did you mean", and all problems are
reported together, each with file, line, path and what to write instead. [Write a
scenario](../how-to/write-a-scenario.md) is the way in; `duban scenario schema` prints the same keys as a JSON Schema,
for editors.

In the tables, keys in **bold** are required. "Names" are those that the file declares; the table says if a list of them
is allowed in place of one.

## Durations

A duration must say its unit; a bare `3d`, `3 days` or `3日` is refused with the choices.

| English | Chinese | what it counts |
|---|---|---|
| `5 working days` | `5个工作日` | the days on which the office works |
| `30 calendar days` | `30个自然日` | all days |
| `8 working hours` | `8个工作小时` | time within office hours |
| `36 hours` | `36小时` | time |
| `2 weeks` | `2周` | calendar days |
| `3 months` | `3个月` | calendar days; in a shorter month the last day |

The day on which a clock starts is not counted, unless the calendar says `start_day: counted`. Five working days end
with the fifth working day after the start: the due day. The clock is overdue from 00:00 of the next day.
[Working time](../why/working-time.md) explains how time is counted, and why.

## Names

These words are reserved and cannot be names: `open`, `system`, `anyone`, `due`, `start`, `note`, `item`, `clock`,
`clocks`, `round`, `unit`, `each`.

## Conditions and templates

`when` and the templates of messages are Jinja2, in a sandbox; names that do not exist are errors. `when` can use the
fields (one that was not given is none), `item`, `round`, `clocks['NAME']`, `each['TRIGGER']['UNIT']` (what a unit has
done [for itself](#by-each--each-unit-for-itself)), and the counters `times('TRIGGER')`,
`repeats()`, `lights('yellow')` and `overdue_steps()`. `target('NAME')` is one of the [targets](#targets), and `waits()`
says whether an item that this one [comes after](../how-to/targets-and-order.md) is not closed yet. A day is written
`date('2026-03-31')`. What is compared must be of one kind: a choice that does not exist, a date beside a text, a number
in quotes are refused, because such a condition would never hold.

A message can use the fields, and these values and filters. They are those of the moment at which it is decided,
however late it leaves, and are written in the `locale` of the contact:

| in a message | what it is |
|---|---|
| `item` | the attributes of an `Instance`; `item.units.ROLE` are the units of a role, none if nobody fills it |
| `clock` | the one whose ladder sends it, else the one due first: `name`, `due`, `left`, `light`, `overdue`, `over` |
| `clock('NAME')` | another clock of the item, likewise; false if it has not started |
| `unit`, `contact`, `round` | the recipient, and the item's round |
| `who('ROLE')` | the names of its units, or 待指定 |
| `each` | what units have done for themselves, as in conditions |
| `at` | when it was decided |
| `note`, `by` | what was written at the act that sends it, and the unit that acted; not in what a ladder sends |
| `old`, `new` | the date before and after; only after `extension` and `correct` (none if that moved no date) |
| `target('NAME')` | how far a [target](#targets) is: `missing`, `lagging` and so on |
| `call` | whom to ring in the unit that hands the work out; `call('ROLE')` in another; or empty |
| `after('3 working days')` | the day that is so long after the one on which it leaves |
| `paper` | a paper: `number`, `name`, `level`, `to`, `reply_by`, `signed_by`, `id`; a draft has no number yet |
| `urge` | `by`, `on`, `due`, `units` of an urge: who urged, when, until when, and whom; only in its messages |
| `told` | `told.times` and `told.last`: how often and when somebody was reminded as this clock ran, in this round |
| <code>&#124; date</code> | 2026年4月7日, 7 April 2026 (`en`), April 7, 2026 (`en-US`) |
| <code>&#124; day</code> | 4月7日（周二）, 7 April (Tue); a day of another year than the message's has its year |
| <code>&#124; short_day</code> | 4月7日, 7 Apr: for an SMS; likewise with the year of another one |
| <code>&#124; datetime</code>, <code>&#124; duration</code> | a day with the hour, a length of time |
| <code>&#124; short(12)</code> | cut to so many characters, with … at the end if it was longer |

`clock.over` is how long it has been overdue; a day that has begun counts. The unit that hands the work out is that of
`opens_by`, else of `fallback`; whom to ring there stands under `calls` in [the settings](settings.md). Where they do
not say, the line is left out by `{% if call %}联系人：{{ call }}{% endif %}`.

A field called `at`, `by`, `old`, `new`, `call`, `paper`, `told` or `urge` is what is meant by that name. `paper` is for
papers and their drafts; a draft has neither `number` nor `reply_by` nor `signed_by`. The note of an act is as public as
the history, so a message may quote it; what is erased goes from there too.

Messages are worded in the scenario's own language. An office [words them otherwise](../how-to/word-messages.md), or in
English, by files beside the scenario; those that come with duban are there in English.

A message that uses a
private field is refused unless every role that gets it may see that field. A stand-in from another unit, which may not
see it, reads a mark in its place ([who sees a private field](../why/privacy.md)).
"""

SECTIONS = {
    "scenario": (
        "The file",
        """\
Two files with the same scenario and version are refused, and so are two scenarios with the same pattern of numbers. A
version has one content: the first that opens an instance in a database says which, and a file that was changed since
without raising `version` opens nothing there, in no process. What is open goes on by the rules of its opening.""",
    ),
    "number": (
        "`number`, as a mapping",
        """\
`number: "WT-{year}-{seq:04d}"` is enough for most scenarios: numbers begin anew with each year and have no gaps, so
that a missing instance shows. Whoever opens an instance then waits for others whose transactions have opened one of the
same scenario and are not finished. With `gaps: allowed` nobody waits on PostgreSQL, but for the first instance of a new
version: numbers come from one sequence for all scenarios and years, and those of transactions that are rolled back are
never given out. They still rise, and follow what was given out before. On SQLite, where one writes at a time anyway,
the counter stays. `duban verify` says that a missing instance of the scenario shows only against heads kept before.""",
    ),
    "calendar": (
        "`calendar`, as a mapping",
        """\
`calendar: china` is enough for most scenarios. `china` knows the moved working days up to the last published year;
later due dates are marked provisional. With `24x7` every hour is worked. Any country code of the `holidays` library can
be used too. `duban calendar import` imports your own days, and `table` lets them override the calendar.""",
    ),
    "role": (
        "`roles`",
        """\
A role is filled by units. An act must be done by a unit that fills the role named by the transition; any one of several
acts for all. A required role must be bound at opening. If it is bound to `[]` it waits for `assign`, and until then
every transition is refused (`unassigned`).""",
    ),
    "field": (
        "`fields`",
        """\
A `file` is a reference with a name and its SHA-256; the file itself stays with you. Private values enter the history as
salted hashes, and can be [erased](../how-to/erase-a-private-value.md) without breaking the chain.

A `unit` is kept by the name that the directory has for it; one that the directory does not know is refused.
`milestones` are dated steps: rows of `name`, `day`, `unit` and `done`, of which an act gives all as a list, or adds or
changes one (`{name: 初稿, done: 2026-04-02}`, or as text `初稿, done, 2026-04-02`). The history keeps all of them with
each such act.

`reasons: [材料不全, 不属职责]` at the top of the file makes a choice field `reason_code`; like a note, it has to be
given with the very act that requires it.""",
    ),
    "state": (
        "`states`",
        """\
The reader refuses a file unless every state can be reached, a final state can be reached from every state, and every
state that is not final waits for somebody.""",
    ),
    "transition": (
        "`transitions`",
        """\
A trigger may have a list of entries, tried in order: the first whose `from` and `when` fit is taken. The `data` of the
act is merged before that, and a requirement is met if the value was given in this round. A transition from a state to
itself does not enter the state again: no clock starts or stops.""",
    ),
    "all": (
        "`by: {all: …}`, a joint signature",
        """\
Each signature before the last is only recorded in the history, and lapses when the state is left. `requires` and `when`
are checked at each signature, and `not_by` applies to everybody who signed.""",
    ),
    "each": (
        "`by: {each: …}`, each unit for itself",
        """\
Each unit of the role pulls the trigger once, and the last one moves the instance. It is for a signature or one filing:
what a unit brings is kept by unit and does not become the value of a field. So what `requires` names has to come with
each act, `when` is judged by what the unit brings, and a private field cannot be given. A unit that has signed is
refused (`signed`) if it pulls the trigger again. `times` counts, and announcements and `opens` follow, when all have
signed; `within` is judged at each signature, and `not_by` applies to everybody who signed.

If the state is left in another way, what was signed lapses: whoever enters it again asks all units anew. A unit that is
bound meanwhile owes the act, and one that no longer fills the role owes nothing; if it comes back, it owes anew. If
that, or an excuse, leaves no unit that owes the act, the engine pulls it in the same transaction, whatever `requires`,
`not_by` and `within` say: they are about units. As long as the role has no unit, nothing moves.

The role has to be one that takes several units. In one state, one trigger can ask each unit of a role, and all its
entries that leave the state ask the same. It cannot stand beside `all`, name new units (`rebinds`), or lead back to the
state that it leaves, unless it begins a new round.

`responsible.owing` in `notify` and `copy` are those units of the role that still owe what each of them has to do in the
present state, and `responsible.owing.leader` their leaders; what a rung tells them and has not left yet is withdrawn
once the unit has signed or is excused. If nobody owes anything, no message is sent, nor a copy of
it. Conditions and messages can use `each['签收']['市住建局']`, what this unit has done: `at`, `by`, `data.FIELD`,
`note` and `excused`. `each['签收']` has the units that have signed; looked up, one that has not has no `at`. The units
that still owe something are `item.owing.responsible`.""",
    ),
    "excuse": (
        "`excuse`, of a transition",
        """\
A unit that is excused (`engine.excuse`, `duban excuse`) owes nothing for the rest of the round, is not reminded and
not counted; it gets no part (`children` with `each`), and one that it has is withdrawn. It may act all the same, and
then counts. No unit can excuse itself. If a state is entered in which all units are excused already, the engine does
not move: the matter waits for a unit to be named, or for one of these to act.""",
    ),
    "opens": (
        "`opens`, of a transition",
        """\
The linked instance is opened in the same transaction.""",
    ),
    "clock": (
        "`clocks`",
        """\
A clock runs from hand-out, not from sign-for: not opening one's mail stops nothing. Within a round, entering a state
that starts the clock again resumes it; a new round starts a fresh clock. A clock without `budget` and `due`, or one
of an ongoing instance (持续推进), has no due date and needs a `review`.

`due: deadline, else: 15 working days` takes the day from the field, if it is given in this round, and reckons the
budget otherwise. Another date in that field moves the clock: a later one begins a lap, an earlier one skips the
reminders whose moments it has passed.

`due: 完成时限 - 5 working days` hangs a clock on another one. It moves whenever that does: with another date, an
extension, a pause, a change of the calendar. It stands still in the states that pause the other one, begins a lap
when the other one does, and keeps its date when the other one stops. It cannot be extended by itself.""",
    ),
    "lengths": (
        "`budget` by a field",
        """\
`budget: {by: urgency, 特急: 4 working hours, 急: 1 working day, else: 2 working days}` chooses by the value that the
field has when the clock starts. Another value chooses anew: the time is counted from the start of the clock, without
what it stood still, and what was granted is kept. A longer time begins a lap; a shorter one never makes the clock due
before the office opens for its next day of work.""",
    ),
    "review": (
        "`review`, of a clock",
        """\
A rung that is repeated for as long as the clock runs.""",
    ),
    "rung": (
        "`ladder`",
        """\
A list of rungs for each clock. Each rung takes effect once in a round and lap. Offsets in days, weeks or months take
effect at the opening hour of the resulting day, or of the next working day if that is off; offsets in hours take effect
exactly then. A message waits for office hours unless it is urgent. After downtime, `missed: each` fires every missed
rung, `latest` only the last one, `skip` none.""",
    ),
    "paper": (
        "`papers`",
        """\
What an office issues under a person's signature, such as a 督办通知单, by name. A rung with `paper`, `to` and `sign`
drafts one: whoever signs is told by `draft`, and reminded, and nothing leaves until somebody of the role of `sign` has
[signed it](../how-to/sign-a-paper.md). Then it gets its number, and goes to those whom `to` and `copy` mean at that
moment. `then` is pulled after the signature; the light comes on at once. A draft that is not signed lapses with its
clock.

Numbers are counted by pattern and local year, over all scenarios. What a signer has to write (`asks`) are fields of the
scenario, which can be private; each has to be given with the very signature. With `reply_within` each unit that got the
paper answers it with `duban answer`, as an urge.""",
    ),
    "announcement": (
        "`announce`",
        """\
A list of messages that are sent because of an event, and not because time has passed. `on` names triggers of the file,
or `open`; `after` names what the engine does at somebody's word:

| `after` | when |
|---|---|
| `assign` | `assign` has bound other units to a role |
| `rebind` | a trigger with `rebinds` has bound other units |
| `extension` | more time was granted |
| `refused extension` | more time was asked for and refused |
| `correct` | a value was corrected; `old` and `new` are the due day of the clock that has moved, if one has |
| `void`, `merge` | it was made void, or merged into another |
| `target` | the light of one of the [targets](#targets) has turned worse |
| `target met` | a target is met |
| `predecessor` | an item that this one [comes after](../how-to/targets-and-order.md) was closed |
| `withdraw` | a request for more time, or for approval, was taken back |
| `approval` | an act was approved, and is done |
| `refused approval` | an act was not approved, or could not be done any more when it was |

**Recipients**, here and in ladders and reviews: a role (the handlers of its units), `ROLE.LEVEL` for its people of one
level (`contact` 联络员, `handler` 经办, `deputy` 分管负责人, `head` 主要负责人, `leader` any leader), `unit:NAME`, or
`mailto:ADDRESS`. [Who gets what](files.md#contactscsv) a unit has nobody for is told with the file of contacts.

Where an act binds units, `ROLE.new` are those that did not fill the role before, and `ROLE.former` those that do so no
longer; both can have a level (`responsible.former.contact`). If an act has no such units, nobody is told, nor gets a
copy:

```yaml
announce:
  - {after: [assign, rebind], notify: responsible.new, message: 交办通知}
  - {after: [assign, rebind], notify: responsible.former, message: 转办通知}
```""",
    ),
    "extension": (
        "`extension`",
        """\
A list with one entry for each extension: the second may need approval by a higher role. `duban extend` asks for it and
`duban decide` decides it; nobody decides their own request. The history keeps both due dates.

It may be asked for until the clock is due, or until the end of the day that `ask_until` names. `requires: [note,
reason_code]` asks for a reason; it stands with the request, and whoever decides reads it. [`opinion` and
`recorded_by`](#opinion-who-is-asked-first) are as for an act that takes approval.""",
    ),
    "opinion": (
        "`opinion`, who is asked first",
        """\
With `approve: ROLE` a transition, `voids` and `corrects` are only asked for by whoever pulls the trigger, voids or
corrects: all is judged at once, nothing changes, and one of the role's units approves or refuses it with `duban
decide`. Nobody approves what they have asked for, nor what somebody of their unit has. What is approved is judged once
more and done, by who asked; a time `within` which it had to be done was kept by asking. If it cannot be done any more
it lapses: the history and who asked are told why. A trigger that waits lapses when the state is left, and everything
when the item is closed. Who asked can take the request back (`duban withdraw`). Private fields cannot be given with
what waits.

`opinion: ROLE` is asked first, with `duban opine`, and decides nothing. Those who decide read it, or that it is not
there yet. With `opinion: {of: ROLE, within: 2 working days}` nothing is decided before it is there or the time is over,
so that nobody blocks a matter by silence. Each unit of the role may give one; the first counts as that of the role.

`recorded_by: ROLE` lets an office put down what a leader has said: `duban decide ID --approve --on-behalf 市领导
--on 2026-03-20 --scan 批示.pdf --by 市督考办`. The leader has to fill a role of `approve`, and the day lies between the
request and today.""",
    ),
    "corrects": (
        "`corrects`",
        """\
Who may correct what was recorded with `duban correct`, and which fields; without it, who may open and assign corrects
any field. With `approve` a correction takes approval. A reason is always asked for, and the title can always be
corrected. A clock whose `unless` names a corrected field follows it in any case, also one that says `once`.""",
    ),
    "voids": (
        "`voids`",
        """\
Who may make an item void or merge it into another, and who has to approve that; `voids_by: ROLE` is the short form of
`voids: {by: ROLE}`, and not both are given.""",
    ),
    "urge": (
        "`urge`",
        """\
How those whose turn it is are [urged](../how-to/urge-and-remark.md) (催办) by `duban urge`. Left out, the role that
opens may urge, whoever the state waits for is told in duban's own words, and nothing is urged twice on a working day.
The interval counts from the day of the last urge: with `2 working days` what was urged on a Monday may be urged again
on the Wednesday.

An urge is answered by `duban answer`, or by acting, within `answer_within`, which is counted as a clock's time is. One
that nobody has answered goes up by the steps of `unanswered`, once by each, to people of the units that are silent:

```yaml
urge:
  by: office
  answer_within: 1 working day
  unanswered:
    - {at: due, level: deputy, message: 催办未复}
    - {at: due + 2 working days, level: head, copy: office, message: 催办未复}
```

It goes up no further once the unit has answered or acted, the state is left, or the matter is closed; what has not left
by then is withdrawn. In a migration what is under way gets the steps that are ahead, and no step that had passed.""",
    ),
    "unanswered": (
        "`unanswered` — a step by which an urge goes up",
        """\
`at` is a moment as in a ladder: `due` is when the time to answer is over, `start` when it was urged. `level` says whom
of the units that have not answered: `deputy`, `head`, or a list of them; a unit without such a person is told as by a
ladder. The message can speak of `urge`.""",
    ),
    "remarks": (
        "`remarks`",
        """\
A remark (`duban remark`) is for the office, or for the units too. What is for the office is read by these roles and by
whoever wrote it; others see that there is a remark, and not its text.""",
    ),
    "instructions": (
        "`instructions`",
        """\
What a leader has written on a matter (批示) is recorded by an office with `duban instruct`: who, on which day, what,
with a scan. The text is read by `seen_by` and by the leaders; everybody else reads what is asked of the units, and
while the matter is open they are told so.

`opens` says which linked item `duban instruct --open` opens for an instruction, with a clock of its own. The templates
in its `with` can use `instruction.demand`, `instruction.leader` and `instruction.on` beside the fields and `item`;
what the leader wrote does not go on. Once the linked item is closed, `reply_to`, or else the leaders, are told so in
duban's own words, with what was written at the act that closed it.""",
    ),
    "children": (
        "`children`",
        """\
One mapping, or a list of them. Children are opened once per round. Only the trigger named by `then` is blocked
(`children`) until the join holds. The system pulls it once in a round; if the work comes back, whoever may pulls it.
Where `when` is said, and all parts were handed out by hand and are void, nothing is waited for. [Divide work among
units](../how-to/divide-work.md) shows all of it.""",
    ),
    "breakdown": (
        "`breakdown`, of `children`",
        """\
Whoever fills one of these roles may hand out parts by hand (`engine.divide`, `duban divide`): each with a title,
units and data of its own, several for one unit if need be. Where `each` is given, the units have to fill that role.""",
    ),
    "repeats": (
        "`repeats`",
        """\
One instance is opened per period, on any number of daemons; after downtime the missed periods are caught up.""",
    ),
    "repeated": ("`open`, of `repeats`", ""),
    "sheet": (
        "`sheet`",
        """\
An instance of such a scenario is a sheet (月报): at the end of each period the engine opens one for each unit that has
something to report of, with a line for each open instance whose scenario names this one in [`progress`](#progress).
It is opened once on any number of daemons, and caught up after downtime. The trigger that hands it in is refused
(`lines`) while a line is missing. With it each matter learns what was said of it. Lines that are not written yet, of
what has ended meanwhile or is no longer the unit's, are struck with the next act on the sheet or step of its ladder; if
none is left, the system pulls `then`. Conditions and messages can use `sheet.period`, `sheet.lines` and
`sheet.missing`; of a line its `number`, `title`, `leads`, `written` and its values.
[Report by month](../how-to/report-by-month.md) shows all of it.""",
    ),
    "hand_in": ("`hand_in`, of `sheet`", ""),
    "nothing_new": ("`nothing_new`, of `sheet`", ""),
    "progress": (
        "`progress`",
        """\
Each unit of the role reports of an open instance, from its first full period on, unless it is excused or the state
says `reports: stop`. Conditions and messages can use `last['市住建局']`, the last report of a unit, and a message
`last[unit]`, that of whoever reads: `at`, `by`, `sheet`, `period`, `nothing_new`, `note`, and the values of the line,
such as `percent`; of a unit that has not reported yet all are none, and it counts as false.""",
    ),
    "target": (
        "`target`",
        """\
Progress is compared with the share of time that has elapsed: yellow from ten points behind, red from thirty.""",
    ),
    "quota": (
        "`targets`",
        """\
How many linked items each unit has to bring by a day, and all together, by name. Items of the `count`ed scenario are
linked by `duban link NUMBER OTHER --kind counts_for`; each counts once, and none that is void or merged:

```yaml
targets:
  改革事项:
    count: {scenario: reform, state: [推出, 归档], of: lead}
    per_unit: {各区: 10, 葛店经开区: 8, 临空经济区: 8, 市直指标单位: 2}
    in_all: 100
    by: 12-31
```

The names in `per_unit` are units, and groups of the directory, of which each unit has that number. A unit that is named
itself has its own number, whatever its groups have; of two groups, the one that lies within the other says it. If two
groups overlap otherwise and say different numbers, opening is refused, as it is for a name that the directory does not
know. What was found is in the history; when the directory has other units, it is found anew before the next act or
news, and units that were renamed keep what they have brought.

`12-31` is the next one after the opening, and a field may be empty: then there is no light. Each unit's share is held
against the share of the time since the opening: yellow from ten points behind, red from thirty, and what is missing
after the last day is red. The target shows the worst light of its units and of all together, and so does the item.

`target('改革事项')` has `done`, `wanted`, `missing`, `met`, `light`, `by`, and the units as `units` and, as far as
their light is not green, as `lagging`, the one furthest behind first, each with `unit`, `done`, `wanted`, `missing` and
`light`. `when: target('改革事项').met` is a condition, and `{{ target('改革事项').lagging }}` writes
鄂城区 3/10、葛店经开区 2/8 into a message. `announce: {after: target, …}` tells, once for each turn, that a light got
worse, `after: target met` that the target is met.""",
    ),
    "counted": ("`count`, of `targets`", ""),
    "message": (
        "`messages`",
        """\
The reader refuses a message that is not used anywhere.""",
    ),
    "sms": (
        "`sms`, of a message",
        """\
In China an SMS consists of an approved signature, a template and variables, not of free text. With `text` the length
is checked: 70 characters in a single segment, 67 in each of several. `duban scenario check` warns of more than one,
counted with `sign` and the longest values: a number of four digits, 12月30日（周三）, 12个工作日, a title of 30
characters, a unit's name of 10, a note of 20.""",
    ),
    "example": (
        "`examples`",
        """\
`duban scenario test` plays them on a virtual clock with the real engine, which sweeps whenever something is due. Each
unit has one person of each level unless `contacts` says otherwise.""",
    ),
    "opening": ("`open`, of an example", ""),
    "contact": ("`contacts`, of an example", ""),
    "step": (
        "`steps`, of an example",
        """\
A step first lets everything up to its `at` take effect, then acts, then checks. `refused` holds if one of the blockers
has that code. With `of` it is about another item, which this one or the calendar has opened: a part is called by its
unit, an only one by its scenario, and any by its number.""",
    ),
    "asked": ("`extend`, of a step", ""),
    "excused": ("`excuse`, of a step", ""),
    "linked": (
        "`link`, of a step",
        """\
Another item is opened and linked at once: it counts for the targets of this one, or `as: after` this one comes after
it. Later steps speak of it by `of`. What groups of the directory are in `targets` is said by `groups` of `open`.""",
    ),
    "part": ("`divide`, of a step", ""),
    "expectation": (
        "`expect`, of a step",
        """\
`told` means the units in messages that were decided after the previous step's act, up to and including this step's,
with copies, delivered or not.""",
    ),
    "target expected": ("`target`, of `expect`", "By the name of each target."),
}
"""The heading and the text of each mapping of the language, by the reader's name for it."""

TAIL = """\
## What the reader refuses

Besides values of the wrong shape: a state that cannot be reached, or from which no final state can be reached; a state
that waits for nobody; a clock that can never start or stop; a rung before its clock starts; a role, field, clock,
state, trigger or message that is not declared; a message that is never used; a template or condition that does not
compile or uses a name that does not exist; a message that shows a private field to those who may not see it; an SMS
whose values do not fit its template; a ladder with no rung that reaches a person; duplicate keys; anchors that expand
without limit.
"""
