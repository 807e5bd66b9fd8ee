"""Checks of papers: that each is drafted, and that messages speak of a paper only where they are one, or its draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.scenarios.checkers import parts_used
from duban.scenarios.keys.telling import form_keys
from duban.scenarios.sending import PAPER, sendings
from duban.states import FieldType, templates_in
from duban.words import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.scenarios.checkers import Scope
    from duban.states import MessageForm, Paper

_ONCE_SIGNED = frozenset({"number", "reply_by", "signed_by"})
"""What a paper has once it is signed."""


def check_papers(scope: Scope) -> None:
    """Note what is wrong with papers and the messages about them, now that all else is read."""
    papers: Mapping[str, Paper] = scope.parts["papers"]
    _check_asked(scope, papers)
    _check_figures(scope, papers)
    _check_drafted(scope)
    messages: Mapping[str, MessageForm] = scope.parts["messages"]
    if "paper" not in scope.names["field"] and not scope.failed("messages"):
        for name, form in messages.items():
            _check_spoken(scope, name, form, papers)


def _check_asked(scope: Scope, papers: Mapping[str, Paper]) -> None:
    """Note each field that a signer would write and by which a clock goes: a signature moves no date."""
    used = {rule.unless for rule in scope.parts["clocks"].values()}
    used |= {rule.by.field for rule in scope.parts["clocks"].values() if rule.by is not None}
    for key, child in scope.names["paper"].items():
        for name in papers[key].asks if key in papers else ():
            if name in used:
                said = Line('"{field}" sets the time of a clock, which a signature does not move', field=name)
                scope.refuse(child.value["asks"], f"papers.{key}.asks", said)


def _check_figures(scope: Scope, papers: Mapping[str, Paper]) -> None:
    """Note figures that are in no file, in one of several, or where not everybody may see them."""
    for key, child in scope.names["paper"].items():
        field = scope.parts["fields"].get(papers[key].figures) if key in papers and papers[key].figures else None
        if field is not None and (field.type is not FieldType.FILE or field.many or field.private):
            said = Line('"{field}" has to be one file that is not private', field=field.name)
            scope.refuse(child.value["figures"], f"papers.{key}.figures", said)


def _check_drafted(scope: Scope) -> None:
    drafted = {rung.paper for rungs in scope.parts["ladder"].values() for rung in rungs}
    if scope.failed("ladder", "papers"):
        return
    for key, child in scope.names["paper"].items():
        paper: Paper = scope.parts["papers"][key]
        own = [name for name in ("by", "on", "after") if getattr(paper, name)]
        if key not in drafted and not own:
            said = Line("is never drafted; give a rung `paper`, `to` and `sign`, or delete it")
            scope.refuse(key, f"papers.{key}", said)
        for name in ("to", "sign"):
            if own and not getattr(paper, name):
                facts = {"key": own[0], "needed": name}
                at = child.value[own[0]]
                scope.refuse(at, f"papers.{key}.{own[0]}", Line('"{key}" needs "{needed}" beside it', **facts))
            elif not own and name in child.value:
                said = Line("is for a paper that is drafted `by` people, `on` a trigger or `after` an act")
                scope.refuse(child.value[name], f"papers.{key}.{name}", said)


def _check_spoken(scope: Scope, name: str, form: MessageForm, papers: Mapping[str, Paper]) -> None:
    """Note a message that speaks of a paper and is sent without one, or before it has what it speaks of."""
    sources = templates_in(form.parts, form_keys())
    used = {part for source in sources for part in parts_used(source, "paper")}
    if not used:
        return
    at = next(key for key in scope.names["message"] if key == name)
    others = (each.path for each in sendings(scope) if each.message == name and each.because != PAPER)
    sender = next(others, None)
    early = sorted(used & _ONCE_SIGNED)
    if sender is not None:
        said = Line('uses "paper", and {path} sends it without one', path=sender)
        scope.refuse(at, f"messages.{name}", said)
    elif early and any(each.draft == name for each in papers.values()):
        said = Line('uses "paper.{name}", which a draft does not have before it is signed', name=early[0])
        scope.refuse(at, f"messages.{name}", said)
