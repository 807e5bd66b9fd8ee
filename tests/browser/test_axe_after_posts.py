"""Pages that only a form shows — refusals, previews, results, what is asked before — keep WCAG 2.2 AA as well."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from desk_process import PASSWORD, Served
from seats import NARROW, WIDE, Seat, seat
from sqlalchemy import update
from test_chromium import AXE, RUN_AXE

from duban.desk.accounts.sessions import hashed
from duban.desk.store import accounts, sessions, writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

HERE = f"/units/{quote('市住建局')}"
ADDED = "unit,name,level,email,mobile,deputy,absent_until\n市住建局,陈芳,handler,chen@office.example,,,\n"


class Held(Seat):
    """Somebody who sends forms, and whose every page is held against the rules of WCAG."""

    def __init__(self, sitting: Seat) -> None:
        super().__init__(sitting.page, sitting._address, sitting.cookie)
        self.page.add_init_script(path=AXE)
        self.broken: list[tuple[str, ...]] = []

    def send(self, button: str, shown: str, **typed: str) -> None:
        """Type into fields by their names, press a button, and hold the page that comes, which has to say this."""
        pressed = self.page.locator(button).first
        form = pressed.locator("xpath=ancestor::form")
        for name, value in typed.items():
            form.locator(f"[name='{name}']").fill(value)
        with self.page.expect_navigation():
            pressed.click()
        self.hold(shown)

    def show(self, path: str, shown: str) -> None:
        """Go somewhere, and hold the page."""
        self.go(path)
        self.hold(shown)

    def hold(self, shown: str) -> None:
        """Hold a page at both widths."""
        assert shown in self.page.inner_text("main"), (self.page.url, self.page.inner_text("main"))
        self.page.set_viewport_size({"width": WIDE, "height": 800})
        self.broken += [(shown, self.page.url, *each) for each in self.page.evaluate(RUN_AXE)]
        self.page.set_viewport_size({"width": NARROW, "height": 800})
        self.look()
        self.page.set_viewport_size({"width": WIDE, "height": 800})

    def unfold(self) -> None:
        """Open everything that is folded."""
        self.page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")


def signing_in(office: Served, held: Held) -> None:
    held.go("/sign-in")
    held.send("main button.p", "用户名或者密码不对", name="tangrui", password="错的")
    with writing(office.engine) as connection:
        connection.execute(update(accounts).where(accounts.c.name == "yanzheng").values(totp="code:email"))
    held.send("main button.p", "验证码", name="yanzheng", password=PASSWORD)
    held.send("main button.p", "不是最近发出的验证码", code="000000")


def looking_after_accounts(office: Served, held: Held) -> None:
    del office
    held.go("/admin/accounts")
    held.send("main button.p", "请填写用户名", name="", person="何静", unit="市教育局")
    held.send("main button.p", "/welcome/", name="hejing2", person="何静", unit="市教育局")
    held.go("/admin/accounts/guanli")
    held.send("form[action$='/end'] button", "请先指定另一名管理员")
    held.go("/me")
    held.send(
        "form[action$='/password'] button.p",
        "至少 15 个字符",
        old_password="错的",
        password="一二三",
        password_again="一二三",
    )


def proving_it_anew(office: Served, held: Held) -> None:
    with writing(office.engine) as connection:
        connection.execute(update(sessions).where(sessions.c.hash == hashed(held.cookie)).values(proved_at=None))
    held.show("/admin/accounts", "再输一次密码")
    held.send("main button.p", "现在的密码不对", password="错的")


def keeping_who_is_who(office: Served, held: Held) -> None:
    del office
    held.go("/units/import?what=people")
    for text, shown in (("unit,name\n市住建局,陈芳\n", "人员.csv"), (ADDED, "新增1")):
        file = {"name": "人员.csv", "mimeType": "text/csv", "buffer": text.encode()}
        held.page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
        held.send("main button.p", shown)
    held.go(f"{HERE}/person?name={quote('唐瑞')}&level=handler")
    held.send("main button.p", "不是手机号码", mobile="12")
    held.show(f"{HERE}/leave?name={quote('唐瑞')}", "离任")
    for what, others, shown in (
        ("rename", "", "请填写变更后的单位"),
        ("rename", "市住房和城乡建设局", "尚未执行"),
        ("split", "市建设局\n市房产局", "由哪个单位承接"),
        ("merge", "市教育局", "并入"),
        ("close", None, "撤销"),
    ):
        held.go(HERE)
        held.unfold()
        typed = {} if others is None else {"others": others}
        held.send(f"form:has(input[value={what}]) button.p", shown, **typed)
    held.go(HERE)
    held.unfold()
    held.send("form[action$='/away'] button.p", "最后一天早于", first="2030-01-09", last="2030-01-08")


def changing_a_kind(office: Served, held: Held) -> None:
    del office
    held.go("/kinds/issue/change")
    held.unfold()
    held.send("main .send button.p", "请写明为什么改")
    days = held.page.locator("input.number").first
    days.fill(str(int(days.input_value()) + 1))
    held.send("main .send button.p", "另一位督办人员", why="太急")


def acting_on_many(office: Served, held: Held) -> None:
    numbers = [office.open(title) for title in ("窗口排长队", "路灯不亮")]
    office.engine.fire(numbers[0], "签收", by="市住建局/唐瑞")
    held.go("/ledger")
    for number in numbers:
        held.page.check(f"input[type=checkbox][value='{number}']")
    held.send(".bulk button:has-text('催办')", "2件中2件可以办")
    held.send("main button.p", "保留30天")


def acting_on_one(office: Served, held: Held) -> None:
    number = office.signed_for()
    held.go(f"/i/{number}")
    held.send("form.doing button.p", "这一项必填")
    held.page.evaluate("document.querySelector('form.doing [name=csrf]').value = 'x'")
    held.send("form.doing button.p", "还没有提交")
    held.go("/open?kind=issue")
    held.send("main form .send button.p", "还没有立项")


def mending_messages(office: Served, held: Held) -> None:
    office.undelivered()
    held.go("/messages")
    held.unfold()
    held.send(".cause form:has([name=new]) button", "不是邮箱地址", new="nowhere")
    held.unfold()
    held.send("form[action$='/test'] button", "请填写试发到哪里")


PLAYED = {
    signing_in: None,
    looking_after_accounts: "guanli",
    proving_it_anew: "guanli",
    keeping_who_is_who: "wujia",
    changing_a_kind: "wujia",
    acting_on_many: "wujia",
    acting_on_one: "tangrui",
    mending_messages: "wujia",
}


@pytest.mark.parametrize("play", PLAYED, ids=lambda play: play.__name__)
def test_what_only_a_form_shows_keeps_wcag_2_2_aa(
    chromium: Browser, office: Served, play: Callable[[Served, Held], None]
) -> None:
    with seat(chromium, office, PLAYED[play]) as sitting:
        held = Held(sitting)
        play(office, held)
        assert held.broken == []
