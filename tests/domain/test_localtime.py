"""Wall time to UTC and back, in zones that change their clocks in different ways."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.localtime import LocalTimeCode, LocalTimeError, to_local, to_utc, zone

ZONES = [
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "UTC",
]


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("local", "name", "utc"),
    [
        ("2027-03-05 17:00", "America/New_York", "2027-03-05 22:00"),
        ("2027-07-01 17:00", "America/New_York", "2027-07-01 21:00"),
        ("2027-03-05 17:00", "Asia/Kathmandu", "2027-03-05 11:15"),
        ("2027-03-05 17:00", "UTC", "2027-03-05 17:00"),
    ],
)
def test_wall_time_becomes_the_moment_in_utc(local: str, name: str, utc: str) -> None:
    assert to_utc(wall(local), name) == wall(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "name", "offered"),
    [
        ("2026-03-29 01:30", "Europe/London", "2026-03-29 02:30"),
        ("2027-03-14 02:00", "America/New_York", "2027-03-14 03:00"),
        ("2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-04 02:45"),
    ],
)
@pytest.mark.parametrize("fold", [None, 0, 1])
def test_a_time_that_the_clocks_jump_over_is_refused(local: str, name: str, offered: str, fold: int | None) -> None:
    with pytest.raises(LocalTimeError) as caught:
        to_utc(wall(local), name, fold=fold)
    assert caught.value.code is LocalTimeCode.GAP
    assert [to_local(m, name).replace(tzinfo=None) for m in caught.value.choices] == [wall(offered)]


@pytest.mark.parametrize(
    ("local", "name", "apart"),
    [
        ("2026-10-25 01:30", "Europe/London", 60),
        ("2027-11-07 01:00", "America/New_York", 60),
        ("2027-04-04 01:45", "Australia/Lord_Howe", 30),
    ],
)
def test_a_time_that_comes_twice_is_asked_about(local: str, name: str, apart: int) -> None:
    with pytest.raises(LocalTimeError) as caught:
        to_utc(wall(local), name)
    assert caught.value.code is LocalTimeCode.AMBIGUOUS
    first, second = caught.value.choices
    assert second - first == timedelta(minutes=apart)
    assert to_utc(wall(local), name, fold=0) == first
    assert to_utc(wall(local), name, fold=1) == second


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "/etc/passwd", "America", "a\0b", "é" * 5000])
def test_an_unknown_zone_is_refused_by_name(name: str) -> None:
    with pytest.raises(LocalTimeError) as caught:
        zone(name)
    assert caught.value.code is LocalTimeCode.UNKNOWN_ZONE


@pytest.mark.parametrize("local", ["0001-01-01 00:00", "9999-12-31 23:59"])
def test_the_ends_of_time_are_refused_not_a_crash(local: str) -> None:
    name = "Asia/Kathmandu" if local.startswith("0001") else "America/New_York"
    with pytest.raises(LocalTimeError) as caught:
        to_utc(wall(local), name)
    assert caught.value.code is LocalTimeCode.OUT_OF_RANGE


def test_a_local_time_with_a_zone_and_a_moment_without_one_are_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_utc(datetime(2027, 1, 1, tzinfo=UTC), "UTC")
    with pytest.raises(ValueError, match="zone"):
        to_local(wall("2027-01-01"), "UTC")


@given(st.sampled_from(ZONES), st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))  # noqa: DTZ001
def test_what_is_taken_shows_on_the_clock_again(name: str, local: datetime) -> None:
    shown = local.replace(tzinfo=ZoneInfo(name)).astimezone(UTC).astimezone(ZoneInfo(name))
    if shown.replace(tzinfo=None) != local:
        with pytest.raises(LocalTimeError, match="gap"):
            to_utc(local, name, fold=0)
    else:
        assert to_local(to_utc(local, name, fold=0), name).replace(tzinfo=None, fold=0) == local
