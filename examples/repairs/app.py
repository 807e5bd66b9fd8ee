"""A repairs desk: Flask and SQLAlchemy, a workflow of its own, and duban as a guest in each request's transaction."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import Flask, redirect, render_template, request, url_for
from repairs import Repair, duban, sql, take
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequestKeyError

from duban import InvalidData, KeyReused, StorageBusy, TransitionRefused, UnknownInstance, UnknownTrigger

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

app = Flask(__name__, template_folder=Path(__file__).parent / "templates")
ROLES = ("服务台", "维修班")


@app.get("/")
def repairs() -> ResponseReturnValue:
    """Show every repair with its room and light, and what the unit that looks may do with it now."""
    who = request.args.get("unit", ROLES[0])
    with Session(sql) as session:
        rooms = {row.number: row.room for row in session.scalars(select(Repair))}
        items = duban.find(scenario="repair", session=session)
        acts = {item.number: duban.allowed(item.number, by=who, session=session) for item in items}
    open_to = {
        number: [each.trigger for each in found if {blocker.code for blocker in each.blockers} <= {"requires"}]
        for number, found in acts.items()
    }
    return render_template("repairs.html", who=who, roles=ROLES, rooms=rooms, items=items, open_to=open_to, key=uuid4())


@app.post("/repairs")
def report() -> ResponseReturnValue:
    """Take a repair: our row and duban's instance, both or neither, and once however often the form is sent."""
    with Session(sql) as session, session.begin():
        take(session, request.form["what"], room=request.form["room"], key=request.form["key"])
    return redirect(url_for("repairs"), code=303)


@app.post("/repairs/<number>/<trigger>")
def act(number: str, trigger: str) -> ResponseReturnValue:
    """Pull a trigger; `by` is who the application's own login says it is."""
    who, text = request.form["by"], request.form.get("text", "").strip()
    data = {"result": text} if trigger == "修好" else None
    with Session(sql) as session, session.begin():
        duban.fire(number, trigger, by=who, data=data, note=text or None, session=session)
    return redirect(url_for("repairs", unit=who), code=303)


def refusal(code: int, *reasons: str) -> ResponseReturnValue:
    """Say in sentences why nothing was done."""
    return render_template("refused.html", reasons=reasons), code


@app.errorhandler(TransitionRefused)
def refused(error: TransitionRefused) -> ResponseReturnValue:
    """Say why not, in the words that duban has for it."""
    return refusal(409, *(str(blocker) for blocker in error.blockers))


@app.errorhandler(UnknownInstance)
@app.errorhandler(UnknownTrigger)
def unknown(_error: Exception) -> ResponseReturnValue:
    """Say that there is no such repair, or nothing of that name to be done with it."""
    return refusal(404, "没有这件报修，或没有这项操作。")


@app.errorhandler(KeyReused)
def reused(_error: KeyReused) -> ResponseReturnValue:
    """Say that this form was sent before, with something else in it."""
    return refusal(409, "这份报修单已经提交过，内容有改动的请重新填写一份。")


@app.errorhandler(StorageBusy)
def busy(_error: StorageBusy) -> ResponseReturnValue:
    """Say that it may be tried again."""
    return refusal(503, "办理的人较多，请稍后再试。")


@app.errorhandler(BadRequestKeyError)
@app.errorhandler(InvalidData)
def invalid(_error: Exception) -> ResponseReturnValue:
    """Say that what was filled in cannot be used."""
    return refusal(422, "填写不完整，或含有无法保存的内容，请检查后再提交。")
