"""Commands for those who write scenario files: check, test, diagram."""

from typing import Annotated

import typer

from duban.cli.checking import check_scenarios, load, sources_of
from duban.cli.options import Json
from duban.cli.output import put, put_json, say

commands = typer.Typer(help="Check, test and draw scenario files.\n\nExample: duban scenario check issue")

Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="Files, folders, or names of shipped scenarios.")]


@commands.callback(invoke_without_command=True)
def scenario(context: typer.Context) -> None:
    """Show the help where no command is named."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@commands.command()
def check(files: Files, *, as_json: Json = False) -> None:
    """Check scenario files; every problem is shown with its place and what to write instead.

    Example: duban scenario check scenarios
    """
    if not check_scenarios(files, as_json=as_json):
        raise typer.Exit(1)


@commands.command("test")
def play(files: Files, *, as_json: Json = False) -> None:
    """Play the examples of scenario files on a virtual clock, with the real engine.

    Example: duban scenario test scenarios/issue.yaml
    """
    from duban.workflow import format_results, play_examples

    ok = True
    answers = []
    loaded = [(source, load(source)) for name in files for source in sources_of(name)]
    for source, definition in loaded:
        results = play_examples(definition, among=[other for _, other in loaded])
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


@commands.command()
def diagram(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file, or the name of a shipped scenario.")],
    *,
    as_json: Json = False,
) -> None:
    """Draw a scenario's states and transitions as a Mermaid diagram.

    Example: duban scenario diagram issue
    """
    from duban.scenarios import diagram as draw

    definition = load(file)
    drawn = draw(definition).rstrip("\n") + "\n"
    if as_json:
        put_json({"scenario": definition.scenario, "version": definition.version, "mermaid": drawn})
    else:
        put(drawn)
