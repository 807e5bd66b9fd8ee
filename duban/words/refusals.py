"""Why an act is refused: a sentence for each code, made of the blocker's facts.

A code is what a program asks for; where one has several sentences, the blocker's `reason` says which: `code/reason`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duban.words import forbidden
from duban.words.filling import text

if TYPE_CHECKING:
    from collections.abc import Mapping


def refusal(code: str, reason: str, facts: Mapping[str, Any]) -> str:
    """Return the sentence of a blocker in the language of the reader; of a code that is none of ours, the code."""
    key = f"{code}/{reason}" if reason else code
    english = SENTENCES.get(key) or forbidden.SENTENCES.get(key)
    return code if english is None else text(english, **facts)


SENTENCES = {
    # -- who may
    "role": "{unit} is not the {titles} of this item, and may not take this step",
    "role/system": "{unit} is not the system, and may not take this step",
    "role/signed": "{hand} has signed “{trigger}” already; still to sign: {missing}",
    "role/asker": "{id} was asked for by {by}; only that unit can take it back",
    "role/engine": "“system” is the engine itself; nobody else acts in its name",
    "four-eyes": "in this round “{trigger}” was done by {by}; “{act}” takes another unit and another person",
    "four-eyes/why": "{why} (in this round “{trigger}” was done by {by})",
    "four-eyes/unnamed": (
        "in this round “{trigger}” was done by {by}; “{act}” takes another person: say who does it, as unit/person"
    ),
    "four-eyes/extension": "the extension was asked for by {by}; it takes another unit and another person to grant it",
    "four-eyes/approval": "it was asked for by {by}; it takes another unit and another person to approve it",
    "four-eyes/opinion": "it was asked for by {by}, who has no opinion to give beside that",
    "signed/each": (
        "{hand} has done “{trigger}” for {unit} already, on {local:moment}; {missing} of {units} units still owe it"
    ),
    "signed/by": "{unit} has done “{trigger}” already ({hand}), so that there is nothing to excuse",
    "signed/excused": "{unit} was excused from “{trigger}” already, by {hand}",
    "instruct/opens-nothing": "the scenario does not say what an instruction opens (`instructions`, `opens`)",
    "state/holder": "it is closed, at “{state}”: nobody has it in hand any more",
    "holder/nobody": "{unit} has handed it on to nobody, so that there is nothing to take back",
    "holder/already": "{person} of {unit} has it in hand already",
    "excuse/none": "at “{state}” nothing is asked of each unit for itself",
    "excuse/nobody": "nobody may excuse a unit from “{trigger}”: the scenario does not say who (`excuse`)",
    "excuse/stranger": "{unit} is not {title} here, so that it owes nothing; there are {units}",
    "divide/none": "the scenario does not let parts be handed out by hand (`breakdown`)",
    "divide/joined": "the parts of “{state}” were joined already; what is handed out now would not count",
    "divide/stranger": "{unit} is not {title} here, so that it gets no part; there are {units}",
    "four-eyes/itself": "{unit} cannot excuse itself from “{trigger}”",
    "private/each": (
        "“{title}” is private: it is kept once for the whole item, and “{trigger}” is done by each unit for itself"
    ),
    # -- what the application itself has against it
    "listener": "{why}",
    # -- links in messages
    "link/done": "{hand} has done “{trigger}” already, on {local:instant}",
    "link/answered": "{hand} has answered already, on {local:instant}",
    "link/reassigned": "{unit} is not asked for it any more: it was assigned to others",
    "link/left": "{person}, to whom this was sent, is not among the people of {unit} any more",
    "link/handed": "{person} of {unit} has it in hand now",
    "link/moved": "it has gone on since this was sent, and does not wait for that any more",
    "link/late": "this link was good until {day:day}",
    "link/off": "the office has switched such links off",
    # -- what is missing
    "unassigned": "no unit is {title} yet; name it first (assign)",
    "unassigned/joint": "“{trigger}” is to be signed by {title}, and no unit is that yet",
    "requires": "“{title}” ({field}) has to be given",
    "requires/fresh": "“{title}” ({field}) has to be given again, with this act",
    "requires/each": "“{title}” ({field}) has to be given with this act: each unit brings its own",
    "requires/note": "a note has to be given",
    "requires/opening": "“{title}” ({field}) has to be given when it is opened",
    # -- when
    "state": "it stands at “{state}”; “{trigger}” can only be done at {from:quoted}",
    "state/assign": "it was closed at “{state}”; units can no longer be named",
    "state/divide": "it stands at “{state}”; parts can only be handed out at {from:quoted}",
    "state/correct": "it was closed at “{state}”; nothing can be corrected any more",
    "state/ended": "it was closed at “{state}” already",
    "state/void": "it was made void at “{state}”; “{trigger}” can no longer be done",
    "state/merged": "it was merged into {into}; “{trigger}” is to be done there",
    "state/extend": "it was closed at “{state}”; no extension can be asked for",
    "state/decided": "{id} does not wait for a decision: it was decided, withdrawn, or never asked for",
    "state/release": "{id} is a step of the ladder that waits for its release; nobody has asked for it",
    "guard": "the condition of “{trigger}” does not hold: {when:clauses}",
    "guard/why": "“{trigger}” cannot be done now: {why:clauses}",
    "times": "times that “{trigger}” may be done in a round: {limit}; done in this round: {times}",
    "within": "“{trigger}” has to be done within {within:length} of entering “{state}”; that ended at {local:moment}",
    "children/all": "“{trigger}” has to wait for all parts to be closed; still open: {open:parts}",
    "children/any": "“{trigger}” has to wait for one part to be closed; still open: {open:parts}",
    "children/count": "“{trigger}” has to wait for so many parts to be closed: {join}; still open: {open:parts}",
    "children/none-all": "“{trigger}” has to wait for all parts to be closed, and none was handed out yet",
    "children/none-any": "“{trigger}” has to wait for one part to be closed, and none was handed out yet",
    "children/none-count": "“{trigger}” has to wait for so many parts to be closed: {join}; none was handed out yet",
    # -- reporting by sheets
    "lines": "“{trigger}” has to wait for every line; still missing: {missing}",
    "lines/none": "this item is no sheet, and has no lines to write",
    "lines/stranger": "not on this sheet: {numbers}; there are {known}",
    "lines/never": "on this sheet a line has to say what was done; nothing new does not do for {matters}",
    "lines/reason": "why there is nothing new has to be given (note) for {matters}",
    "lines/both": "a line says what was done or that there is nothing new, not both: {matters}",
    "lines/field": "“{title}” has to be given for {matters}",
    "lines/empty": "nothing is said of {matters}; say what was done, or that there is nothing new",
    "state/report": "it stands at “{state}”; lines are written at {from:quoted}",
    "tasks": "“{trigger}” has to wait for tasks that are neither closed nor carried over ({count}): {open}",
    "tasks/plan": "it has tasks that are neither closed nor carried over ({count}): {open}; carry them over first",
    # -- more time
    "extension/close": "there is no clock “{clock}”; did you mean “{close}”?",
    "extension/unknown": "there is no clock “{clock}”; there are: {known}",
    "extension/no-clocks": "there is no clock “{clock}”; this scenario has none",
    "extension/never": "“{clock}” cannot be extended",
    "extension/spent": "“{clock}” cannot be extended again; times that it was in this round: {granted}",
    "extension/stopped": "“{clock}” is not running, so no extension can be asked for",
    "extension/no-due-day": "“{clock}” has no due day, so it needs no extension",
    "extension/late": "an extension has to be asked for before the due day; “{clock}” was due on {due_on}",
    "extension/unit": "an extension is measured in the unit of “{at_most:length}”, which {length:length} is not",
    "extension/length": "this time an extension may be {at_most:length} at most; {length:length} was asked for",
    "extension/part-of-none": "{id} is not granted in part: only a request for more time that is granted can be",
    "extension/more-than-asked": "{id} asks for {asked:length}; {length:length} is not a part of that",
    "extension/pending": "an extension of “{clock}” by {length:length} waits for a decision already ({pending})",
    "extension/too-late": (
        "an extension of “{clock}”, due on {due_on}, has to be asked for by {day} (that day included)"
    ),
    "extension/too-late-hours": "an extension of “{clock}” has to be asked for before {local:moment}",
    "extension/data": "an extension of “{clock}” asks for no “{field}”",
    # -- approvals and opinions
    "approval/pending": "“{act}” was asked for by {by} already, and waits for approval ({pending})",
    "approval/pending-verb": "the same was asked for by {by} already, and waits for approval ({pending})",
    "approval/others": "“{act}” takes the approval of {titles} now, and was put to others",
    "unassigned/approval": "it takes the approval of {title}, and no unit is that yet; name it first (assign)",
    "private/approval": "“{title}” is private, and what waits for approval is read by others",
    "opinion": (
        "the opinion of {titles} is asked first, and is not there yet; without it, it can be decided from "
        "{local:moment} on"
    ),
    "opinion/nobody": "nobody is asked for an opinion on {id}",
    "opinion/given": "{by} has given an opinion on {id} already",
    "recorded": "{leader} is not the {titles} who decides here ({units})",
    "recorded/nobody": "nobody may record a decision of {leader} here; those who decide do it themselves",
    "recorded/day": "the decision is dated {on}, which is after today ({today})",
    "recorded/early": "the decision is dated {on}, and it was asked for on {asked} only",
    # -- correcting
    "corrects": "“{title}” is not corrected; by this scenario only these are: {fields}",
    "nothing": "nothing would change: what is given is what stands already",
    # -- what is said
    "requires/text": "a text has to be given",
    "state/urge": "it was closed at “{state}”; there is nobody to urge",
    "urge": "{by} urged it on {local:moment}; it may be urged again from {day} on",
    "urge/hours": "{by} urged it on {local:moment}; it may be urged again from {again:moment} on",
    "urge/nobody": "at “{state}” it is nobody's turn",
    "urge/own": "at “{state}” it is {unit}'s own turn",
    "answer": "the urge of entry {asked} asks {units}, not {unit}",
    "answer/done": "the urge of entry {asked} was answered already",
    "answer/paper": "{number} is to be answered by {units}, not by {unit}",
    "answer/paper done": "{number} was answered already",
    "answer/paper void": "{number} is void; nobody has to answer it",
    "answer/none": "entry {asked} is no urge that waits for an answer",
    "instruct": "{leader} is not the {title} of this item, which {units} is",
    "instruct/nobody": "no unit is the {title} of this item; name it first (assign)",
    "instruct/day": "the instruction is dated {on}, which is after today ({today})",
    "sign/none": "{id} is no draft of a paper; it is decided with `decide`",
    "sign/decide": "“{paper}” is signed with `sign` ({id}), with what it asks for; only a refusal is decided",
    "sign/person": "a person signs “{paper}”: say who does, as {unit}/person",
    "sign/nobody": "there is nobody left to send “{paper}” to; refuse it with the reason",
    "sign/four-eyes": "{by} has drafted or edited “{paper}”; it takes another person to sign it",
    "draft/unknown": "no paper “{paper}” is drafted by hand here; there are {known}",
    "draft/never": "the scenario has no paper that people draft (`papers`, `by`)",
    "draft/person": "a person drafts “{paper}”: say who does, as {unit}/person",
    "draft/ended": "{number} is void or merged; no “{paper}” is drafted for it",
    "draft/edited": "the draft {id} was edited by {by} since it was read (revision {revision}); read it again",
    "draft/past": "{day} is past (today is {today}); it could not be answered in time",
    "paper/none": "entry {asked} of {number} has signed no paper",
    "paper/void": "{number} was voided already",
    "paper/old": "the paper of entry {asked} was signed before documents were made of papers",
    "paper/private": "{number} can hold what is private to others",
    # -- erasing
    "erased": "“{title}” was erased already, by {by} on {local:moment}",
    "erased/empty": "“{title}” holds nothing that could be erased",
    # -- at odds with what is there
    "conflict": "somebody has acted since (version {version}; you saw {expect:shown}); look again, then act",
    "conflict/number": "the number {number} is taken: two scenarios have number patterns that overlap",
    "conflict/itself": "it cannot be linked with itself",
    "conflict/merged-itself": "it cannot be merged into itself",
    "conflict/part": "one is a part of the other ({number}); a part and its whole are not merged",
    "state/into": "{number} was closed at “{state}”; nothing can be merged into it",
    "conflict/planned": "{number} is a task of {plan}; of one plan it is a task at most (carry it over)",
    "conflict/plan": "{number} is a plan with tasks of its own",
    "conflict/no-task": "{number} is no open task of {plan}",
    "conflict/no-plan": "{number} is a task of {plan}, and no plan itself: archive {plan}",
    "conflict/twice": "{number} is named twice, or is the plan itself",
    "nothing/tasks": "no task of {plan} is open",
    "state/plan": "{number} was closed at “{state}”; nothing becomes a task of it, or leaves it, any more",
    "conflict/reserved": "“{kind}” is a link that the engine makes itself",
    "conflict/circle": "{other} comes after {number} already, directly or by others: neither could ever begin",
    "conflict/linked": "it is linked with {other} already ({kind})",
    # -- moving to newer rules
    "version": "it goes by version {from}, which is newer than version {to}; rules can only become newer",
    "state/gone": "the new rules have no state “{state}”; say which it becomes (--state {state}=NEW)",
    "state/final": "“{to}” is a final state in the new rules; people close an item, new rules do not",
    "state/final-renamed": (
        "“{to}”, which “{state}” becomes, is a final state in the new rules; people close an item, new rules do not"
    ),
    "clock/gone": (
        "“{clock}” is running, and the new rules have no such clock; "
        "say which it becomes (--clock {clock}=NEW), or move it once the clock has stopped"
    ),
    "clock/taken": (
        "“{clock}” would become “{to}”, and this item has had another clock of that name in this round; "
        "let it have a name that is new"
    ),
    "clock/unit": (
        "“{clock}” goes from {before:length} to {after:length}; "
        "in another unit, what was used or extended cannot be converted"
    ),
    "unswept": (
        "“{clock}” has steps that are due and not done, and the new rules have no such steps; "
        "run duban daemon --once first"
    ),
    "unassigned/move": "the new rules need {title}, which this item has not; name it first (duban assign)",
    "unassigned/move-new": (
        "the new rules need {title}, a role that the old rules do not have; "
        "say which of the old ones it was (--role OLD={role}); "
        "if it was none, let it not be required in the new rules, and name it afterwards (duban assign)"
    ),
    "role/one": "in the new rules {title} is one unit, and this item has {units}",
    "private/published": "“{title}” holds something already; a private field cannot be made public any more",
    "private/hidden": "“{title}” holds something already; a public field cannot be made private any more",
    "data/taken": (
        "“{title}” would be called {to}, and this item has held something by that name under earlier rules; "
        "let it have a name that is new"
    ),
    "data/value": (
        "“{title}” holds {value:shown}, which does not fit its type in the new rules ({before}, now {after})"
    ),
    "data": "what “{title}” holds does not fit its type in the new rules ({before}, now {after})",
    "pending/extension": (
        "entry {asked}, an extension, waits for a decision, and the new rules have none; decide it first (duban decide)"
    ),
    "pending/approval": (
        "entry {asked}, an act, waits for approval, and the new rules have not all that it needs; "
        "decide it first (duban decide)"
    ),
    "pending/rung": (
        "entry {asked}, a step of the ladder, waits for a decision, and the new rules have none; "
        "decide it first (duban decide)"
    ),
    "signed": "“{trigger}” was signed by some, and the new rules ask others to sign; let it be signed by all first",
    "four-eyes/move": (
        "“{trigger}” must not be done by who did “{not_by}”, and the old rules have no “{not_by}”, "
        "so that nobody knows who that was"
    ),
    "children": "the parts handed out at “{state}” differ between the rules; move it once it has left this state",
    "links": "the new rules count linked items, and those that are linked already would not report to this one",
    "fault": "{problem}",
}
