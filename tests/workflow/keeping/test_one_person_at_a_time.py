"""One person of the directory at a time: added, mended, away and back; and an address mended, with its messages."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from office_people import PEOPLE, keep

from duban import (
    Contact,
    DirectoryChanged,
    DirectoryError,
    InvalidData,
    InvalidUnits,
    Level,
    Permanent,
    UnknownMessage,
)
from duban.testing import RecordingNotifier

if TYPE_CHECKING:
    from conftest import MakeEngine, OpenMatter

    from duban import Engine, Message, Receipt

OFFICE = "市优化办"
NO_SUCH_USER = "550 no such user"

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def backend() -> str:
    """Use one database: what is tried here is decided without any."""
    return "sqlite"


class OneIsUnknown(RecordingNotifier):
    """A server that does not know one of the addresses."""

    async def send(self, message: Message) -> Receipt:
        if message.to == "zhang@example.org":
            raise Permanent(NO_SUCH_USER)
        return await super().send(message)


def there(engine: Engine, name: str) -> Contact:
    engine.refresh_directory()
    return next(each for each in engine.directory.people if each.name == name)


def test_a_person_is_added_and_mended_and_what_others_write_is_kept(office: Engine, other: Engine) -> None:
    new = Contact("住建局", "陈芳", Level.HANDLER, mobile="138 1111 2299")
    preview = office.set_contact(new, by=OFFICE, dry_run=True)
    assert (preview.added, preview.done, len(office.contacts())) == (("市住建局/陈芳 (handler)",), False, len(PEOPLE))
    assert office.set_contact(new, by=OFFICE, note="新到岗").seq == 3
    assert (there(other, "陈芳").unit, there(other, "陈芳").mobile) == ("市住建局", "13811112299")
    with pytest.raises(DirectoryError, match="市住建局 has 陈芳 on this level already"):
        other.set_contact(new, by=OFFICE)
    with pytest.raises(InvalidData, match="mobile 12: is not a number"):
        office.set_contact(replace(new, name="何静", mobile="12"), by=OFFICE)
    seen, elsewhere = there(office, "李四"), there(other, "赵六")
    other.set_contact(replace(elsewhere, mobile="13900000009"), before=elsewhere, by=OFFICE)
    changed = office.set_contact(replace(seen, name="李思"), before=seen, by=OFFICE)
    assert (changed.added, changed.removed) == (("市住建局/李思 (leader)",), ("市住建局/李四 (leader)",))
    assert (there(office, "张三").deputy, there(office, "赵六").mobile) == ("李思", "13900000009")
    with pytest.raises(DirectoryChanged) as late:
        other.set_contact(replace(seen, mobile="13900000008"), before=seen, by="市督考办")
    assert (late.value.seq, late.value.by) == (5, OFFICE)
    assert [each.what for each in office.directory_history()][2:] == ["set-contact"] * 3
    assert office.directory_history()[2].note == "新到岗"
    with pytest.raises(InvalidUnits, match="on this level alone"):
        office.leave("市住建局/陈芳", level=Level.HANDLER, by=OFFICE)
    office.set_contact(replace(new, level=Level.HEAD), by=OFFICE)
    office.leave("市住建局/陈芳", level=Level.HANDLER, by=OFFICE)
    assert [each.level for each in other.contacts() if each.name == "陈芳"] == ["head"]
    assert office.verify().ok


def test_whoever_is_away_has_their_messages_read_by_the_deputy(
    office: Engine, open_matter: OpenMatter, mailbox: RecordingNotifier
) -> None:
    days = date(2024, 4, 1), date(2024, 4, 3)
    for wrong, says in ((days[::-1], "the last day is before the first"), ((date(2024, 3, 1),) * 2, "are over")):
        with pytest.raises(InvalidData, match=says):
            office.away("市住建局/张三", *wrong, by=OFFICE)
    with pytest.raises(InvalidUnits, match="nobody in the directory is '市住建局/孙悟空'"):
        office.away("市住建局/孙悟空", *days, by=OFFICE)
    with pytest.raises(DirectoryError, match="孙悟空"):
        office.away("市住建局/张三", *days, deputy="孙悟空", by=OFFICE)
    (change,) = office.away("住建局/张三", *days, by=OFFICE, note="出差").changed
    assert (change.column, change.after) == ("absences", "2024-04-01至2024-04-03")
    units = {"lead": OFFICE, "responsible": "市住建局"}
    open_matter(office, units=units)
    assert office.back("市住建局/张三", by=OFFICE).changed[0].after == ""
    open_matter(office, units=units)
    asyncio.run(office.deliver())
    assert [each.to for each in mailbox.sent] == ["li@example.org", "zhang@example.org"]
    assert [each.what for each in office.directory_history()][2:] == ["away", "back"]


def test_a_mended_address_gets_what_had_died_at_the_old_one(make_engine: MakeEngine, open_matter: OpenMatter) -> None:
    server = OneIsUnknown()
    office = make_engine(directory=None, channels={"email": lambda: server})
    keep(office)
    for _ in "12":
        open_matter(office, units={"lead": OFFICE, "responsible": "市住建局"})
    asyncio.run(office.deliver())
    first, second = sorted(each.id for each in office.outbox(statuses=["dead"]))
    old, new = "zhang@example.org", "zhang3@example.org"
    with pytest.raises(InvalidData, match="email nowhere: is not an address"):
        office.mend_address("email", old, "nowhere", by=OFFICE)
    with pytest.raises(InvalidUnits, match="nobody in the directory has this address"):
        office.mend_address("email", "z@example.org", new, by=OFFICE)
    with pytest.raises(UnknownMessage):
        office.mend_address("email", old, new, ids=[first, 9000], by=OFFICE)
    assert there(office, "张三").email == old
    office.give_up([second], by=OFFICE, note="已电话告知")
    preview = office.mend_address("email", old, new, by=OFFICE, dry_run=True)
    done = office.mend_address("email", old, new, by=OFFICE)
    assert (preview.revived, preview.seq, done.people) == (done.revived, None, ("市住建局/张三",))
    assert (done.revived, done.not_dead, there(office, "张三").email) == ((first,), (), new)
    asyncio.run(office.deliver())
    assert [each.to for each in server.sent] == [new]
    assert office.directory_history()[-1].what == "mend-address"
    assert office.verify().ok
