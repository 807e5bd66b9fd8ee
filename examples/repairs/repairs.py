"""The repairs' own table, and how one is taken: by the pages of `app` and by the script `rounds` alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from duban import Engine, Settings

if TYPE_CHECKING:
    from duban import Instance

settings = Settings.load(Path(__file__).parent / "duban.toml")  # DUBAN_DATABASE wins over the file


class Base(DeclarativeBase):
    """The application's own tables."""


class Repair(Base):
    """Where something is broken, and under which number duban follows it up."""

    __tablename__ = "repair"
    number: Mapped[str] = mapped_column(String(40), primary_key=True)
    room: Mapped[str] = mapped_column(String(40))


sql = create_engine(settings.database)
duban = Engine(settings)
duban.prepare()
Base.metadata.create_all(sql)


def take(
    session: Session, what: str, *, room: str, key: str | None = None, source: tuple[str, str] | None = None
) -> Instance:
    """Take a repair in the session's transaction, once for each `key` and for each outside `source` and its number."""
    system, external_no = source or (None, None)
    item = duban.open(
        "repair", by="服务台", title=what, source=system, external_no=external_no, key=key, session=session
    )
    if session.get(Repair, item.number) is None:
        session.add(Repair(number=item.number, room=room))
    return item
