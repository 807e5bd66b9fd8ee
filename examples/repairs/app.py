"""A repairs desk: Flask and SQLAlchemy, a workflow of its own, and duban as a guest in each request's transaction."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, jsonify, request
from sqlalchemy import String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from duban import Engine, InvalidData, Settings, TransitionRefused, UnknownInstance, UnknownTrigger

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

HERE = Path(__file__).parent
DATABASE = os.environ.get("REPAIRS_DATABASE", f"sqlite:///{HERE / 'repairs.db'}")


class Base(DeclarativeBase):
    """The application's own tables."""


class Repair(Base):
    """Where something is broken, and under which number duban follows it up."""

    __tablename__ = "repair"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    room: Mapped[str] = mapped_column(String(40))


sql = create_engine(DATABASE)
settings = Settings.load(HERE / "duban.toml")
duban = Engine(
    bind=sql,
    scenarios=[HERE / "repair.yaml"],
    directory=settings.load_directory(),
    channels=settings.channel_factories(),
)
Base.metadata.create_all(sql)
duban.create_tables()

app = Flask(__name__)


@app.post("/repairs")
def report() -> ResponseReturnValue:
    """Take a repair: our row and duban's instance, both or neither."""
    asked = request.get_json()
    with Session(sql) as session, session.begin():
        item = duban.open("repair", by="服务台", title=asked["what"], session=session)
        session.add(Repair(number=item.number, room=asked["room"]))
    return jsonify(number=item.number, due_on=str(item.due_on)), 201


@app.post("/repairs/<number>/<trigger>")
def act(number: str, trigger: str) -> ResponseReturnValue:
    """Pull a trigger; `by` is who the application's own login says it is."""
    asked: dict[str, Any] = request.get_json()
    with Session(sql) as session, session.begin():
        item = duban.fire(
            number, trigger, by=asked["by"], data=asked.get("data"), note=asked.get("note"), session=session
        )
    return jsonify(state=item.state)


@app.get("/repairs")
def repairs() -> ResponseReturnValue:
    """List the repairs with their rooms and lights."""
    with Session(sql) as session:
        rows = session.scalars(select(Repair).order_by(Repair.number)).all()
        items = [(row, duban.instance(row.number, session=session)) for row in rows]
    return jsonify([{"room": row.room, **item.to_json()} for row, item in items])


@app.errorhandler(TransitionRefused)
def refused(error: TransitionRefused) -> ResponseReturnValue:
    """Say why not, in the words that duban has for it."""
    return jsonify(blockers=[blocker.to_json() for blocker in error.blockers]), 409


@app.errorhandler(UnknownInstance)
@app.errorhandler(UnknownTrigger)
def unknown(error: Exception) -> ResponseReturnValue:
    """Say what there is not."""
    return jsonify(error=str(error)), 404


@app.errorhandler(InvalidData)
def invalid(error: InvalidData) -> ResponseReturnValue:
    """Say what is wrong with the data."""
    return jsonify(error=str(error)), 422
