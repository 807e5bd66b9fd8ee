"""Addresses are shown without what is secret in them, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duban.words import masked

SHOWN = {
    "postgresql://duban:geheim@db.example.org/duban": "postgresql://duban:***@db.example.org/duban",
    "postgresql://duban@db.example.org:5432/duban": "postgresql://duban@db.example.org:5432/duban",
    "postgresql://db/duban?user=duban&password=geheim": "postgresql://db/duban?user=duban&password=***",
    "postgresql:///duban?host=/run&sslpassword=geheim&x=1": "postgresql:///duban?host=/run&sslpassword=***&x=1",
    "postgresql://duban:ge@heim@db/duban": "postgresql://duban:***@db/duban",
    "postgresql://duban:ge/heim@db/duban": "postgresql://duban:***@db/duban",
    "postgresql://duban:ge?heim@db/duban": "postgresql://duban:***@db/duban",
    "postgresql://duban:geheim@[::1/db": "postgresql://duban:***@[::1/db",
    "smtp+starttls://u:geheim@mail:587/?from=a@b.c": "smtp+starttls://u:***@mail:587/?from=a@b.c",
    "postgresql://postgres:@/postgres?host=/tmp/x": "postgresql://postgres:@/postgres?host=/tmp/x",
    "smtp://mail/?from=a@b.c": "smtp://mail/?from=a@b.c",
    "https://sms.example.org/send?api_key=geheim&to=1": "https://sms.example.org/send?api_key=***&to=1",
    "sqlite:////home/a@b:c/duban.db": "sqlite:////home/a@b:c/duban.db",
    "duban.db": "duban.db",
}


@pytest.mark.parametrize(("address", "shown"), SHOWN.items())
def test_an_address_is_shown_without_its_password(address: str, shown: str) -> None:
    assert masked(address) == shown
    assert masked(shown) == shown


@given(st.text(st.characters(exclude_characters="="), min_size=1), st.sampled_from(["db", "[::1]:5432"]))
@example("a@b?c", "db")
@example("?a&b@", "db")
def test_no_password_is_shown_whatever_it_consists_of(password: str, host: str) -> None:
    assert masked(f"postgresql://duban:{password}@{host}/duban") == f"postgresql://duban:***@{host}/duban"
