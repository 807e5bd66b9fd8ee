"""Commands for authors of scenario files: check, list, test, simulate, diagram, diff, wording, schema."""

from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli.checking import check_scenarios, load, office_of, sources_of
from duban.cli.commands.authoring.simulating import simulate
from duban.cli.options import Json
from duban.cli.terminal.output import put, put_json, say, show_rows
from duban.cli.terminal.progress import progress
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from duban.states import Definition
    from duban.workflow import Outlook

commands = typer.Typer(
    help="Check, test, draw, compare and play scenario files.\n\nExample: duban scenario check issue"
)

Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Files, folders, or names of shipped scenarios.")]


@commands.callback(invoke_without_command=True)
def scenario(context: typer.Context) -> None:
    """Show the help where no command is named."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@commands.command()
def check(context: typer.Context, files: Files, *, as_json: Json = False) -> None:
    """Check scenario files; every problem is shown with its place and what to write instead.

    The office's own wording of their messages is checked with them, and SMS are counted with its signature.

    Example: duban scenario check scenarios
    """
    if not check_scenarios(files, as_json=as_json, config=context.obj):
        raise typer.Exit(1)


@commands.command("test")
def play(files: Files, *, as_json: Json = False) -> None:
    """Play the examples of scenario files on a virtual clock, with the real engine.

    Example: duban scenario test scenarios/issue.yaml
    """
    from duban.scenarios import offered, opens_others
    from duban.workflow import format_results, play_examples

    ok = True
    answers = []
    loaded = [(source, load(source)) for name in files for source in sources_of(name)]
    for source, definition in loaded:
        beside = [other for _, other in loaded]
        results = play_examples(definition, among=[*offered(), *beside] if opens_others(definition) else beside)
        ok = ok and all(result.ok for result in results)
        if as_json:
            answers += [{"scenario": source, **result.to_json()} for result in results]
        else:
            say(f"{source}:")
            say(*format_results(results).splitlines())
    if as_json:
        put_json(answers)
    if not ok:
        raise typer.Exit(1)


commands.command()(simulate)


@commands.command()
def diagram(
    context: typer.Context,
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="A file, or the name of a shipped scenario.")
    ] = None,
    *,
    number: Annotated[
        str | None, typer.Option(help="Draw the rules of this instance, and mark where it stands.")
    ] = None,
    as_mermaid: Annotated[bool, typer.Option("--mermaid", help="Write Mermaid text instead of SVG.")] = False,
    as_json: Json = False,
) -> None:
    """Draw a scenario as an SVG picture: its states, transitions, clocks, ladders and roles.

    Example: duban scenario diagram issue
    """
    from duban.cli.session import reading_engine
    from duban.scenarios.diagram import mermaid, svg

    if (file is None) == (number is None):
        raise typer.BadParameter(word("give either a file or --number"))
    state = None
    if number is not None:
        with reading_engine(context) as engine:
            definition, state = engine.rules(number), engine.instance(number).state
    else:
        definition = load(str(file))
    drawn = mermaid(definition) if as_mermaid else svg(definition, at=state, number=number)
    if as_json:
        kind = "mermaid" if as_mermaid else "svg"
        put_json({"scenario": definition.scenario, "version": definition.version, kind: drawn})
    else:
        put(drawn)


@commands.command()
def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="A file, or the name of a shipped scenario.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it became.")],
    *,
    as_json: Json = False,
) -> None:
    """Say what changed between two versions of a scenario, and what that means to the instances that are open.

    Ends with status 0 whether or not anything changed. Examples are no rules, and are not compared.

    Example: duban scenario diff issue scenarios/issue.yaml
    """
    from duban.cli.session import settings_of
    from duban.scenarios import compare
    from duban.workflow import outlook

    before, after = load(old), load(new)
    changes = compare(before, after)
    with progress("trying it on the open instances", as_json=as_json):
        found = outlook(settings_of(context), before, after)
    if as_json:
        sides = {
            side: {"scenario": each.scenario, "version": each.version, "digest": each.digest}
            for side, each in (("old", before), ("new", after))
        }
        changed = [change.to_json() for change in changes]
        put_json({**sides, "changes": changed, "open": None if found is None else found.to_json()})
        return
    facts = {
        "old": before.scenario,
        "old_version": before.version,
        "new": after.scenario,
        "new_version": after.version,
        "count": word("differences {count}", count=len(changes)) if changes else word("no difference"),
    }
    say(word("{old} version {old_version} → {new} version {new_version}: {count}", **facts))
    say(*(change.text for change in changes))
    if found is not None and found.open and before.digest != after.digest:
        advice = _advice(found, before, after)
        say(word("open instances that go by the old one: {open}; {advice}", open=found.open, advice=advice))


def _advice(found: "Outlook", before: "Definition", after: "Definition") -> str:
    if before.scenario != after.scenario:
        return word("this is another scenario, for which they have to be opened anew")
    if before.version >= after.version:
        return word("to take them over, the new one needs a version above {version}", version=before.version)
    facts = {"moved": found.moved, "redated": found.redated, "blocked": found.blocked, "scenario": after.scenario}
    what = word("to the new one can move {moved}, of which get another due day {redated}", **facts)
    blocked = word(", cannot move {blocked}", **facts) if found.blocked else ""
    return what + blocked + word(" (duban migrate {scenario} --by UNIT --dry-run lists each)", **facts)


@commands.command("list")
def list_(*, as_json: Json = False) -> None:
    """Show the scenarios that come with duban: `duban init --with NAME` puts one into a new folder.

    Example: duban scenario list
    """
    from duban.scenarios import offers

    found = offers()
    if as_json:
        put_json([offer._asdict() for offer in found])
        return
    show_rows(("Name", "Scenario", "What for"), ([offer.name, offer.title, offer.about] for offer in found))


@commands.command()
def wording(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="SCENARIO", help="A file, or the name of a shipped scenario.")],
    message: Annotated[str | None, typer.Argument(metavar="[MESSAGE]", help="Left out: list the messages.")] = None,
    *,
    language: Annotated[str | None, typer.Option(help="Of its readers: zh or en; left out: the scenario's.")] = None,
    as_json: Json = False,
) -> None:
    """Print how a message reads, as a file to word it differently from: the office's own wording if there is one.

    Example: duban scenario wording issue 催办
    """
    from duban.scenarios import USUAL_LANGUAGE, written_wording
    from duban.words import LANGUAGES

    definition = load(file)
    spoken = language or definition.language or USUAL_LANGUAGE
    if spoken not in LANGUAGES:
        facts = {"language": spoken, "known": LANGUAGES}
        raise typer.BadParameter(word("{language:shown} is no language of messages; there are {known}", **facts))
    forms = office_of(context.obj).wordings.forms(definition, spoken)
    if message is None:
        names = list(forms)
        if as_json:
            put_json(names)
        else:
            say(*names)
        return
    if message not in forms:
        facts = {"scenario": definition.scenario, "name": message, "known": list(forms)}
        raise typer.BadParameter(word("scenario {scenario} has no message {name}; there are {known}", **facts))
    parts = dict(forms[message].parts)
    if as_json:
        put_json({"scenario": definition.scenario, "message": message, "language": spoken, "parts": parts})
    else:
        put(written_wording(parts))


@commands.command()
def schema() -> None:
    """Print the JSON Schema of the scenario language, so that editors help while one types.

    Save it (> scenario.schema.json), and let a scenario file begin with this line:

    # yaml-language-server: $schema=scenario.schema.json

    Example: duban scenario schema
    """
    from duban.scenarios import json_schema

    put_json(json_schema())
