"""The command that proves: verify, which also exports anchors and holds the histories against them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.commands.running.desk import told_of_journal
from duban.cli.options import Json
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.output import put_json, say
from duban.cli.terminal.progress import progress
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.workflow import AnchorLog, Appended, Verification

_ALL = 100
"""Percent."""


def verify(
    context: typer.Context,
    *,
    export: Annotated[
        str | None,
        typer.Option(
            "--export", metavar="FILE", help="Append the heads of all histories to a log of anchors, to keep elsewhere."
        ),
    ] = None,
    against: Annotated[
        str | None, typer.Option("--against", metavar="FILE", help="Hold the histories against anchors kept earlier.")
    ] = None,
    public_key: Annotated[
        Path | None,
        typer.Option("--public-key", metavar="FILE", help="The key that must have signed the last of these anchors."),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--last", metavar="HASH", help="A hash that an export printed: the anchors must have it."),
    ] = None,
    files: Annotated[
        str | None,
        typer.Option(
            "--files",
            metavar="all|N%",
            help="Also look for every file, and read the content of all, or of N% of them, each day of others.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Recompute every history, judge each act again by its rules, and name whatever was tampered with.

    Example: duban verify --export anchors.jsonl
    """
    if against is None and (public_key is not None or last is not None):
        raise typer.BadParameter(word("--public-key and --last are about anchors: name their file with --against"))
    if against is not None and export is not None:
        raise typer.BadParameter(word("--export holds the histories against its own file; leave out --against"))
    share = None if files is None else _share(files)
    if share is not None and export is not None:
        raise typer.BadParameter(word("--files looks for files, --export writes anchors: do one after the other"))
    from duban.desk import verify_journal

    appended = None
    opening = reading_engine if export is None else opened_engine
    with opening(context) as engine, progress("checking the histories", as_json=as_json, counted=True) as told:
        if export is None:
            key = None if public_key is None else _read_key(public_key)
            result = engine.verify(against=against, public_key=key, last=last, files=share, progress=told)
        else:
            made = engine.anchor(export, progress=told)
            result, appended = made.verification, made.appended
        journal = verify_journal(engine)
    if as_json:
        more = {} if export is None else {"appended": _json_of(appended)}
        put_json(result.to_json() | more | ({} if journal is None else {"desk": journal.to_json()}))
    else:
        _show(result, None if appended is None else _exported(str(export), appended))
        say(word("acts judged again by their rules: {judged}", judged=result.judged))
        say(*(str(gone) for gone in result.erased), *_uncertain(result), *told_of_journal(journal))
    if not result.ok or (journal is not None and not journal.ok):
        raise typer.Exit(1)


def _share(files: str) -> float:
    """Return which part of the files is to be read, from 0 to 1."""
    text = files.strip().removesuffix("%").removesuffix("％")
    if files.strip() == "all":
        return 1
    if text.isdigit() and 0 <= int(text) <= _ALL:
        return int(text) / _ALL
    raise typer.BadParameter(word("--files {files!r}: write all, or a part such as 10%", files=files))


def _json_of(appended: "Appended | None") -> object:
    return None if appended is None else appended.to_json()


def _show(result: "Verification", exported: list[str] | None) -> None:
    if result.files is not None:
        facts = {"files": result.files.files, "hashed": result.files.hashed}
        say(word("files kept: {files}, of which the content was read: {hashed}", **facts))
    if not result.ok:
        found = word("not as they were written: {count}", count=len(result.findings))
        say(*(str(finding) for finding in result.findings), found)
        return
    say(word("sound: instances {instances}, entries {entries}", instances=result.instances, entries=result.entries))
    if result.with_gaps:
        say(
            word(
                "the numbers of {scenarios} may have gaps: a missing instance shows only against anchors kept before",
                scenarios=list(result.with_gaps),
            )
        )
    if exported is not None:
        say(*exported)
    elif result.anchors is not None:
        say(_held_against(result.anchors))


def _exported(file: str, appended: "Appended") -> list[str]:
    facts = {"file": file, "anchor": appended.anchor, "hash": appended.hash, "key": appended.signed_by}
    signed = appended.signed_by is not None
    lines = [
        word("anchor {anchor} is in {file}, signed by the key {key}", **facts)
        if signed
        else word("anchor {anchor} is in {file}", **facts)
    ]
    if appended.completed:
        lines.append(word("the export before was interrupted; its torn line is accounted for now"))
    return [*lines, word("its hash is {hash}", **facts)]


def _held_against(log: "AnchorLog") -> str:
    facts = {"anchors": log.anchors, "key": log.signed_by}
    if log.signed_by is not None:
        return word("held against anchors: {anchors}, signed by the key {key}", **facts)
    if log.signed:
        return word("held against anchors: {anchors}; to check their signatures, name the --public-key", **facts)
    return word("held against anchors: {anchors}, which nobody has signed", **facts)


def _read_key(path: Path) -> bytes:
    from duban.workflow import read_key

    return read_key(path)


def _uncertain(result: "Verification") -> list[str]:
    """Return what could not be told for certain, one line each."""
    reasons = ("dates", "rules", "erased", "calendar", "unknown")
    undated, rules, erased, moved, lost = (result.unjudged.get(reason, 0) for reason in reasons)
    messages, receipts, keys = (result.unbound.get(kind, 0) for kind in ("messages", "receipts", "keys"))
    said = (
        (messages, word("messages that an earlier duban did not tie to the history: {count}", count=messages)),
        (receipts, word("receipts that an earlier duban did not tie to one another: {count}", count=receipts)),
        (keys, word("idempotency keys that are not tied to the history: {count}", count=keys)),
        (undated, word("items whose dates were computed by an earlier calendar: {count}", count=undated)),
        (rules, word("not judged, for their rules are not stored any more: {count}", count=rules)),
        (erased, word("not judged, for they depend on a private value that was erased: {count}", count=erased)),
        (moved, word("not judged, for they go by a calendar that was another one then: {count}", count=moved)),
        (lost, word("not judged, for what stands before them cannot be followed: {count}", count=lost)),
    )
    return [line for count, line in said if count]
