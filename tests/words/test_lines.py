"""A line of ours is worded for whoever reads it, when they read it."""

from __future__ import annotations

import pickle
import threading

import pytest

from duban.words import Line, Reason, kept, speaking, told

NO_ROOM = Line(
    "no space left for the database {where}: nothing was changed; free some space and try again", where="a.db"
)
ENGLISH = "no space left for the database a.db: nothing was changed; free some space and try again"
CHINESE = "数据库 a.db 所在磁盘已满，未作改动；请腾出空间再试"


@pytest.mark.parametrize(("locale", "said"), [("en", ENGLISH), ("zh-CN", CHINESE)], ids=["en", "zh"])
def test_an_error_is_worded_by_who_shows_it(locale: str, said: str) -> None:
    for error in (ValueError(NO_ROOM), pickle.loads(pickle.dumps(ValueError(NO_ROOM)))):  # noqa: S301 - our own
        with speaking(locale):
            assert str(error) == said


@pytest.mark.parametrize(("locale", "said"), [("en", ENGLISH), ("zh-CN", CHINESE)], ids=["en", "zh"])
def test_what_an_error_said_is_kept_for_readers_of_either_language(locale: str, said: str) -> None:
    with speaking("de"):
        stored = kept(Reason("failed", {"answer": ValueError(Line("{message}", message=NO_ROOM))}))
    with speaking(locale):
        assert told(stored) == said


def test_threads_speak_what_is_spoken_everywhere() -> None:
    said: list[str] = []
    for everywhere in (True, False):
        with speaking("en", everywhere=everywhere):
            thread = threading.Thread(target=lambda: said.append(str(NO_ROOM)))
            thread.start()
            thread.join()
    assert said == [ENGLISH, CHINESE]
