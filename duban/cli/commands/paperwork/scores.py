"""Commands about scores (考核): a scheme as a file, forms, reckoning, comparing, and matters made of what was lost."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from duban.cli import completing
from duban.cli.options import Json, MaybeBy
from duban.cli.session import opened_engine, reading_engine
from duban.cli.terminal.failures import Refusal
from duban.cli.terminal.output import put, put_json, say, show_rows
from duban.cli.terminal.words import word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duban.ledger.scores import Entry, Scheme, ScoreSheet
    from duban.workflow import Figures

commands = typer.Typer(
    help="Scores: by a scheme of one's own, as a file.\n\nExample: duban scores check city",
    no_args_is_help=False,
)

SchemeFile = Annotated[
    str, typer.Argument(metavar="SCHEME", help="The scheme: a file, or the name of one that comes with duban.")
]
Units = Annotated[
    list[str] | None,
    typer.Option("--unit", metavar="UNIT", help="Who is scored. May be repeated.", autocompletion=completing.units),
]
Out = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it into a new file: CSV, .xlsx or .json.")
]
_INDENT = "  "
_SOURCE_COLUMNS = {
    "figure": "figures",
    "points": "points that are entered",
    "percent": "a rate that is entered",
    "value": "a number that is entered",
    "cases": "cases that are entered",
}


@commands.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Show the help where no command is given."""
    if context.invoked_subcommand is None:
        put(context.get_help() + "\n")
        raise typer.Exit(2)


@commands.command("schemes")
def schemes(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Print this one, to start from.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """List the schemes that come with duban, or print one to start from.

    Example: duban scores schemes city
    """
    from duban.ledger.scores import scheme_names, scheme_of, scheme_text

    if name is not None and not as_json:
        put(scheme_text(name))
        return
    named = scheme_names() if name is None else [name]
    found = [(each, scheme_of(scheme_text(each).encode(), source=each).title) for each in named]
    if as_json:
        put_json([{"name": each, "title": title} for each, title in found])
    else:
        show_rows(("Scheme", "Title"), found)


@commands.command("check")
def check(scheme: SchemeFile, *, as_json: Json = False) -> None:
    """Check a scheme, and show its indicators with their weights and rules.

    Example: duban scores check city
    """
    found = _scheme(scheme)
    if as_json:
        put_json(found.to_json())
        return
    rows = [
        (
            _INDENT * (len(each.path) - 1) + each.name,
            _exact(each.weight),
            each.figure or word(_SOURCE_COLUMNS[each.source] if not each.parts else "its parts"),
            "" if each.rule is None else str(each.rule.said()),
        )
        for each in found.all()
    ]
    show_rows(("Indicator", "Weight", "From", "Rule"), rows)
    say("", word("{title}: {total} points, and nothing is wrong", title=found.title, total=_exact(found.total)))


@commands.command("form")
def form(
    scheme: SchemeFile,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The new file: CSV, or .xlsx by its name.")],
    *,
    unit: Units = None,
    own: Annotated[bool, typer.Option("--own", help="For units that score themselves: every indicator.")] = False,
    as_json: Json = False,
) -> None:
    """Write a form to enter what no figure says, or for units to score themselves.

    Example: duban scores form city form.xlsx --unit 市住建局 --own
    """
    from duban.ledger import write_table
    from duban.ledger.scores import score_form

    found = _scheme(scheme)
    units = unit or [one for members in found.groups.values() for one in members]
    if not units:
        raise typer.BadParameter(word("say who is scored: --unit, or groups in the scheme"))
    rows = score_form(found.scored_by_hand() if own else found, units)
    write_table(file, rows)
    if as_json:
        put_json({"written": file, "rows": len(rows) - 1})
    else:
        say(word("written: {file}", file=file))


@commands.command("reckon")
def reckon_(
    context: typer.Context,
    scheme: SchemeFile,
    *,
    entered: Annotated[
        list[str] | None, typer.Option("--entered", metavar="FILE", help="What people have entered. May be repeated.")
    ] = None,
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help="Figures of this period, such as 2026 or 2026-H1.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAY", help="What was known by the end of this day; left out: now.")
    ] = None,
    unit: Units = None,
    own: Annotated[bool, typer.Option("--own", help="Units have scored themselves: points for all.")] = False,
    lines: Annotated[bool, typer.Option("--lines", help="Every line, with its rule and what it comes from.")] = False,
    to: Out = None,
    as_json: Json = False,
) -> None:
    """Reckon the scores of units, exactly, with every point traced to its rule and its source.

    Example: duban scores reckon province --entered official.csv --own
    """
    from duban.ledger.scores import lines_table, scores_table

    found = _scheme(scheme)
    figures = None if own or period is None else _figures(context, period, as_of)
    if figures is None and not own and any(leaf.source == "figure" for leaf in found.leaves()):
        raise typer.BadParameter(word("the scheme takes figures: say of which --period, or --own"))
    sheet = _sheet(found, entered or (), unit, own=own, period=period or "", figures=figures)
    rows = lines_table(sheet) if lines else scores_table(sheet)
    if to is not None:
        _write(to, sheet)
    if as_json:
        put_json(sheet.to_json())
        return
    if to is None:
        show_rows(rows[0], rows[1:])
    else:
        say(word("written: {file}", file=to))
    missing = [f"{name} {indicator}" for name, indicator in sheet.missing]
    if missing:
        say(word("not entered yet: {missing}", missing=missing))


@commands.command("compare")
def compare_(
    scheme: SchemeFile,
    *,
    official: Annotated[str, typer.Option("--official", metavar="FILE", help="The official points, as entered.")],
    own: Annotated[str, typer.Option("--own", metavar="FILE", help="The points that the units gave themselves.")],
    to: Out = None,
    as_json: Json = False,
) -> None:
    """Hold official scores beside the units' own: where they differ, by how much, and why.

    Example: duban scores compare province --official official.csv --own own.csv
    """
    from duban.ledger import write_table
    from duban.ledger.scores import compared, differences_table

    found = _scheme(scheme)
    both = [_sheet(found, [file], None, own=True) for file in (official, own)]
    differences = compared(*both)
    rows = differences_table(differences)
    if to is not None:
        write_table(to, rows)
    if as_json:
        put_json([each.to_json() for each in differences])
    elif to is None:
        show_rows(rows[0], rows[1:])
    else:
        say(word("written: {file}", file=to))


@commands.command("lost")
def lost_(
    context: typer.Context,
    scheme: SchemeFile,
    *,
    official: Annotated[str, typer.Option("--official", metavar="FILE", help="The official points, as entered.")],
    period: Annotated[
        str, typer.Option("--period", metavar="PERIOD", help="Which scores they are, such as 2026.")
    ] = "",
    open_: Annotated[
        str | None,
        typer.Option(
            "--open", metavar="SCENARIO", help="Open a matter of it for each.", autocompletion=completing.scenarios
        ),
    ] = None,
    lead: Annotated[str | None, typer.Option("--lead", metavar="UNIT", help="Who runs the matters.")] = None,
    answers: Annotated[
        list[str] | None,
        typer.Option("--answers", metavar="INDICATOR=UNIT", help="Who answers for an indicator. May be repeated."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="INDICATOR", help="These alone. May be repeated.")
    ] = None,
    by: MaybeBy = None,
    as_json: Json = False,
) -> None:
    """List where points were lost, the most first, with who answers for it; --open makes matters of them, once.

    Example: duban scores lost province --official official.csv --period 2026
    """
    from duban.ledger.scores import open_lost, points_lost

    sheet = _sheet(_scheme(scheme), [official], None, own=True, period=period)
    if open_ is None:
        lost = points_lost(sheet)
        if as_json:
            put_json([each.to_json() for each in lost])
        else:
            show_rows(
                ("Indicator", "Lost", "Weight", "Lead", "Why"),
                [
                    (" / ".join(each.path), _exact(each.lost), _exact(each.weight), each.lead, each.reason)
                    for each in lost
                ],
            )
        return
    if not lead or not by:
        raise typer.BadParameter(word("--open needs --lead and --by"))
    named = dict(_pair(each) for each in answers or ())
    with opened_engine(context) as engine:
        opened = open_lost(engine, sheet, by=by, scenario=open_, leads=named, lead=lead, only=only or ())
    if as_json:
        put_json([item.to_json() for item in opened])
    else:
        show_rows(("Number", "Matter", "State"), [(item.number, item.title, item.state) for item in opened])


def _scheme(name: str) -> "Scheme":
    from duban.ledger.scores import read_scheme, scheme_names, scheme_of, scheme_text

    if name in scheme_names() and not Path(name).exists():
        return scheme_of(scheme_text(name).encode(), source=f"{name}.yaml")
    return read_scheme(name)


def _sheet(
    scheme: "Scheme",
    files: "Iterable[str]",
    units: "Sequence[str] | None",
    *,
    own: bool,
    period: str = "",
    figures: "Figures | None" = None,
) -> "ScoreSheet":
    from duban.ledger.scores import measured, read_entries, reckon

    scheme = scheme.scored_by_hand() if own else scheme
    entries: list[Entry] = [entry for file in files for entry in read_entries(file, scheme)]
    grouped = [unit for members in scheme.groups.values() for unit in members]
    scored = units or list(dict.fromkeys([*grouped, *(entry.unit for entry in entries)]))
    if not scored:
        raise Refusal(word("nobody is scored: name units by --unit, in the scheme's groups, or in what is entered"))
    known = {} if figures is None else measured(figures)
    until = "" if figures is None else figures.as_of.isoformat()
    return reckon(scheme, scored, figures=known, entries=entries, period=period, cut_off=until)


def _figures(context: typer.Context, period: str, as_of: str | None) -> "Figures":
    """Return the figures of a period by unit."""
    from datetime import date

    try:
        day = None if as_of is None else date.fromisoformat(as_of)
    except ValueError:
        raise typer.BadParameter(word("--as-of {given!r} is no day such as 2026-04-08", given=as_of)) from None
    with reading_engine(context) as engine:
        return engine.figures(period=period, at=day, by="unit")


def _write(file: str, sheet: "ScoreSheet") -> None:
    import json

    from duban.ledger import write_new, write_table
    from duban.ledger.scores import lines_table

    if file.endswith(".json"):
        write_new(file, json.dumps(sheet.to_json(), ensure_ascii=False, indent=2).encode() + b"\n")
    else:
        write_table(file, lines_table(sheet))


def _pair(text: str) -> tuple[str, str]:
    name, mark, unit = text.partition("=")
    if not mark or not name.strip() or not unit.strip():
        raise typer.BadParameter(word("--answers {given!r} is not INDICATOR=UNIT", given=text))
    return name.strip(), unit.strip()


def _exact(number: object) -> str:
    from fractions import Fraction

    from duban.ledger.scores import exact

    return exact(Fraction(str(number)))
