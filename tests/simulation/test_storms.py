"""Whole years of random acts and faults, on both databases, each judged by an oracle that shares nothing with duban."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from gale import Gale
from seasons import Seasons
from storm import Storm
from tide import Tide

if TYPE_CHECKING:
    from pathlib import Path


SEEDS = [("sqlite", 1), ("postgresql", 3)]
"""A year takes half a minute, so each database has its own; `make simulate` plays as many as one likes on either."""


@pytest.mark.parametrize(("backend", "seed"), SEEDS, indirect=["backend"])
def test_a_year_in_which_everything_happens(database_url: str, seed: int) -> None:
    counts = Storm(database_url, seed).play()
    # A run in which nothing happened would prove nothing.
    assert min(counts.acts, counts.rungs, counts.faults, counts.refused, counts.messages, counts.went_up) > 10


@pytest.mark.parametrize(("backend", "seed"), [("sqlite", 3)], indirect=["backend"])
def test_a_year_of_office_hours_months_parts_and_reviews(database_url: str, seed: int) -> None:
    counts = Gale(database_url, seed).play()
    assert min(counts.acts, counts.rungs, counts.faults, counts.refused, counts.messages) > 10


@pytest.mark.parametrize(("backend", "seed"), [("sqlite", 1)], indirect=["backend"])
def test_a_year_of_everything_in_the_library(database_url: str, seed: int) -> None:
    counts = Seasons(database_url, seed).play()
    assert min(counts.acts, counts.rungs, counts.faults, counts.refused, counts.messages) > 10


@pytest.mark.parametrize(("backend", "seed"), [("postgresql", 2)], indirect=["backend"])
def test_a_spring_of_parts_papers_approvals_and_sheets(database_url: str, seed: int) -> None:
    run = Tide(database_url, seed, timedelta(days=120))
    counts = run.play()
    assert min(counts.acts, counts.rungs, counts.faults, counts.refused, counts.messages) > 10
    assert len(run.did) > 7  # of the sixteen kinds of act that it draws


def test_a_seed_is_replayed_to_the_same_histories(tmp_path: Path) -> None:
    runs = [Storm(f"sqlite:///{tmp_path / name}.db", 7, timedelta(days=60)) for name in "ab"]
    heads = []
    for run in runs:
        run.play()
        heads.append(run.heads())
    assert heads[0] == heads[1]
    assert len(heads[0]) > 3
