"""What is said of an act that its rules forbid, besides the reasons for which acts are refused.

These are found in a history when it is judged again. An act for which one of them holds no engine can have written.
"""

from __future__ import annotations

SENTENCES = {
    "trigger": "the rules have no step “{trigger}”",
    "cause": "nothing that stands before it made the system do “{trigger}”",
    "data/unknown": "the rules have no field “{field}”",
    "approval/missing": "“{act}” takes the approval of others by the rules, and nobody has given it",
    "approval/otherwise": "“{act}” is not what the decision before it has approved",
    # -- the engine's own acts
    "rung/unknown": "“{clock}” has no such step: {rung}",
    "rung/still": "“{clock}” was not running in this lap, so that {rung} could not come",
    "rung/done": "{rung} of “{clock}” was done already",
    "rung/otherwise": "{rung} of “{clock}” does not do this by the rules",
    "rung/early": "{rung} of “{clock}” had not come",
    "stay": "the stay at “{state}” was not over",
    # -- what the entry says of its effects
    "told/state": "by the rules it leads to “{by_rules}” (round {round_by_rules}), not to “{state}” (round {round})",
    "told/signed": "by the rules others had still to sign",
    "told/share": "by the rules it is another unit's part, or others still owe theirs ({by_rules})",
    "told/units": "it does not bind units to {roles:quoted} in this way by the rules",
    "told/target": "by the rules the target stands otherwise",
    "told/holder": "it is another unit's person who handed it on",
    "paper/filed": "the document of {number} was made already",
    "paper/unfiled": "the document of {number} was made, and no file is named",
    "step/unknown": "the urge of entry {asked} goes up by no such step: {step}",
    "step/done": "the urge of entry {asked} had gone up by {step} already",
    "step/early": "{step} of the urge of entry {asked} had not come",
    "told/urge": "by the rules it asks others to answer: {by_rules}",
    "told/clock": "by the rules “{clock}” stands otherwise after it",
    "told/skipped": "by the rules it does not skip these steps, or skips others: {rungs:quoted}",
    "told/request": "it is not what was asked for, or is put to others than by the rules",
    "told/before": "it says of what stood before something else than what stood",
    "told/parts": "the rules do not divide the work at “{state}” in this way",
    "told/part": "by the rules there is no part for {units}: {number}",
    "told/part-number": "the part has the number {number}, by the rules it is {by_rules}",
    "told/told": "by the rules others are told of it than it names",
    "told/paper": "by the rules its number is {number_by_rules}, and it is paper {level_by_rules} of its kind",
    "told/reply": "by the rules {number} is to be answered by {day_by_rules}",
    "told/rules": "it leaves other rules than those that the item followed",
}
