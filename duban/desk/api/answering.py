"""From a request to an answer: which operation it is, who asks, whether they may, what they sent, and then the act."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from duban import words
from duban.desk.accounts import tokens
from duban.desk.api.knowing import asker_of
from duban.desk.api.operation import Ask, Given
from duban.desk.api.problems import KIND, Code, Problem, is_ours, problem_of
from duban.desk.api.reading import read_body, read_json, read_query
from duban.desk.api.speaking import accepted
from duban.desk.models import matter_in_reach, viewer_of
from duban.states import is_among

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.desk.api.knowing import Asker
    from duban.desk.api.operation import Operation
    from duban.desk.api.pace import Pace
    from duban.desk.serving import Call, Tools
    from duban.desk.who import Identity

log = logging.getLogger("duban.desk")

JSON = "application/json"
_LONGEST_KEY = 200
_VARY = "Accept-Language, Authorization, Cookie"


@dataclass(frozen=True, slots=True)
class Request:
    """What came: the call, the headers that the API goes by, and its content, if it was read."""

    call: Call
    headers: Mapping[str, str]
    content: Any = b""
    given: Identity | None = None
    """Who the application says has come that the desk is a part of."""

    def header(self, name: str) -> str:
        """Return a header; empty if there is none."""
        return self.headers.get(name, "").strip()


def answered(tools: Tools, pace: Pace, operation: Operation, request: Request, base: str) -> Given:
    """Return the answer to a request; whatever goes wrong on the way becomes a problem that says so."""
    language = accepted(request.header("accept-language"))
    with words.speaking(language or tools.settings.language):
        try:
            if operation.open:
                return operation.answer(_nobody(tools, operation, request, base))
            asker = admitted(tools, pace, operation, request)
            with words.speaking(language or asker.who.language or tools.settings.language):
                return _done(tools, operation, request, asker, base)
        except Exception as error:  # noqa: BLE001 - a fault of the program is told like everything else
            return refused(error, request)


def admitted(tools: Tools, pace: Pace, operation: Operation, request: Request) -> Asker:
    """Return who asks, if they may ask for this. Raise Problem."""
    acts = operation.acts
    asker = asker_of(tools, request.call, request.header("authorization"), request.given, acts=acts)
    pace.take(asker.key, acts=acts, now=tools.engine.now())
    bearer = asker.bearer
    if bearer is not None and operation.scope and operation.scope not in bearer.limits.scopes:
        raise Problem(Code.SCOPE, words.text("it takes the scope {name}", name=operation.scope))
    if asker.who.function not in operation.functions:
        raise Problem(Code.FUNCTION)
    if bearer is not None and operation.method == "POST":
        if tokens.KEY in bearer.limits.demands and not request.header("idempotency-key"):
            raise Problem(Code.KEY_NEEDED)
        if tokens.MATCH in bearer.limits.demands and operation.on_matter and not request.header("if-match"):
            raise Problem(Code.MATCH_NEEDED)
    return asker


def _done(tools: Tools, operation: Operation, request: Request, asker: Asker, base: str) -> Given:
    ask = Ask(
        tools=tools,
        operation=operation,
        params=request.call.params,
        who=asker.who,
        viewer=viewer_of(tools.engine, asker.who),
        caller=request.call.caller,
        address=base,
        bearer=asker.bearer,
        key=_key(request),
        expect=_expected(request),
        seen=request.header("if-none-match"),
        content=request.content,
        pairs=request.call.query.fields,
    )
    if operation.on_matter:
        ask.item = reached(ask, ask.params["number"])
    ask.query = read_query(request.call.query.fields, operation.query)
    names: tuple[str, ...] = ()
    if operation.body is not None:
        if request.header("content-type").partition(";")[0].strip().lower() != JSON:
            raise Problem(Code.KIND, words.text("what is sent has to be {kind}", kind=JSON))
        ask.body = read_body(read_json(request.content), operation.body)
        ask.expect = _agreed(ask.expect, getattr(ask.body, "expect", None))
        names = tuple(getattr(ask.body, "data", None) or ())
    try:
        return operation.answer(ask)
    except Exception as error:
        if not is_ours(error):
            raise
        number = "" if ask.item is None else ask.item.number
        problem = problem_of(error, number=number, names=names, reading=not operation.acts)
        raise _with_present(problem, ask) from error


def reached(ask: Ask, number: str) -> Any:  # noqa: ANN401 - an Instance
    """Return a matter inside the reach of who asks and of their token. Raise Problem: of others nothing is told."""
    item = matter_in_reach(ask.engine, ask.viewer, ask.rulebook, number)
    if item is None or (ask.scenarios and item.scenario not in ask.scenarios):
        raise Problem(Code.NOT_FOUND)
    if ask.only_unit and not any(is_among(ask.only_unit, units) for units in item.units.values()):
        raise Problem(Code.NOT_FOUND)
    return item


def _with_present(problem: Problem, ask: Ask) -> Problem:
    """Return a problem that says, where somebody has acted meanwhile, which version there is now."""
    if problem.code == "stale" and ask.item is not None:
        problem.more["version"] = ask.engine.instance(ask.item.number, viewer=ask.viewer.name).version
    return problem


def _key(request: Request) -> str | None:
    """Return the idempotency key. Raise Problem for one that is too long."""
    given = request.header("idempotency-key")
    if len(given) > _LONGEST_KEY:
        raise Problem(
            Code.MALFORMED, words.text("an Idempotency-Key has at most {count} characters", count=_LONGEST_KEY)
        )
    return given.strip('"') or None


def _expected(request: Request) -> int | None:
    """Return the version that If-Match names: what stands before the dot of our tags. Raise Problem."""
    given = request.header("if-match")
    if given in {"", "*"}:
        return None
    version = given.removeprefix("W/").strip('"').partition(".")[0]
    if not version.isascii() or not version.isdigit() or len(version) > 9:  # noqa: PLR2004 - no version is longer
        raise Problem(Code.STALE, words.text("If-Match names no version of this matter"))
    return int(version)


def _agreed(by_header: int | None, by_body: int | None) -> int | None:
    if None not in {by_header, by_body} and by_header != by_body:
        raise Problem(Code.MALFORMED, words.text("If-Match and “expect” name different versions"))
    return by_header if by_body is None else by_body


def _nobody(tools: Tools, operation: Operation, request: Request, base: str) -> Ask:
    """Return a request of which nobody asks who sends it."""
    nobody: Any = None
    params, caller = request.call.params, request.call.caller
    return Ask(tools, operation, params, nobody, nobody, caller, base, seen=request.header("if-none-match"))


def refused(error: Exception, request: Request) -> Given:
    """Return the answer that says why something was not done."""
    call = request.call
    if isinstance(error, Problem):
        problem = error
    elif is_ours(error):
        problem = problem_of(error)
    else:
        log.error("desk API failed: %s", call.reference, exc_info=error)
        said = words.text("nothing was changed by this; it is a fault of the program, and was noted")
        problem = Problem(Code.FAILED, said)
    members = problem.to_json(instance=call.path.partition("?")[0], trace=call.reference)
    return Given(members, problem.status, problem.headers, kind=KIND)


def written(given: Given) -> tuple[Any, dict[str, str]]:
    """Return the body and the headers of an answer."""
    headers = {"content-type": given.kind, "vary": _VARY, **given.headers}
    if given.body is not None:
        return given.body, headers
    if given.value is None:
        headers.pop("content-type")
        return b"", headers
    return msgspec.json.encode(given.value), headers
