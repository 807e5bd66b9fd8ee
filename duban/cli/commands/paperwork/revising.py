"""What `duban notice --apply` does: a plan that is read again is carried out on the matters of its tasks."""

from typing import TYPE_CHECKING

import typer

from duban.cli.terminal.output import put_json, say
from duban.cli.terminal.previews import confirm
from duban.cli.terminal.progress import progress
from duban.cli.terminal.revisions import show_opened, show_revision
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.ledger import Notice, PlanRevision
    from duban.workflow import Engine


def check_note(*, apply: bool, note: str | None, of: str | None, aside: bool) -> None:
    """Raise BadParameter if a reason is missing or has no use, or if nothing would be carried out."""
    if not apply and of is not None:
        raise typer.BadParameter(word("--of names the plan that is changed: give --apply too"))
    if not apply and note is not None:
        raise typer.BadParameter(word("--note says why the plan is followed: give --apply too"))
    if apply and aside:
        raise typer.BadParameter(word("--apply: leave out --calendar and --write-units, which open nothing"))
    if apply and not (note and note.strip()):
        raise typer.BadParameter(word("--apply: say why with --note; the history keeps it"))


def revise(
    engine: "Engine",
    read: "Notice",
    *,
    by: str,
    note: str,
    of: str | None,
    scenario: str,
    quiet: bool,
    since: str | None,
    show: "Callable[[PlanRevision], None]",
    keep: "Callable[[Notice], Notice]",
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Show what the plan has otherwise, and carry it out once it is confirmed; `keep` adds its file by then."""
    from duban.ledger import revise_notice, try_revision

    tried = try_revision(engine, read, by=by, note=note, of=of, scenario=scenario, since=since)
    new, changed = len(tried.tasks) - tried.result.standing, len(tried.carried_out)
    if not as_json:
        show(tried)
    if dry_run or not (new or changed):
        _end(tried, dry_run=dry_run, as_json=as_json)
        return
    asked = word("Open {new} tasks and change {changed} things?", new=new, changed=changed)
    confirm(asked, yes=yes)
    read = keep(read)
    with progress("opening the tasks", as_json=as_json, counted=True) as told:
        done = revise_notice(
            engine, read, by=by, note=note, of=of, scenario=scenario, quiet=quiet, since=since, progress=told
        )
    if not as_json:
        show_revision(done, done=True)
        show_opened(done.tasks)
    _end(done, dry_run=False, as_json=as_json)


def _end(revision: "PlanRevision", *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        put_json(revision.to_json())
        return
    counts = {"changed": len(revision.carried_out), "left": len(revision.left), "struck": len(revision.struck)}
    if dry_run:
        said = word(
            "to be changed {changed}, left {left}, struck {struck}; read on trial, nothing was written", **counts
        )
    else:
        said = word(
            "changed {changed}, left {left}, struck {struck}; opened now {opened}",
            **counts,
            opened=revision.result.opened,
        )
    say("", said)
