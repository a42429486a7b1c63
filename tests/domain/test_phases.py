"""Phases: what the dates say at each moment, and what an organizer can do now."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.phases import (
    Change,
    Dates,
    Phase,
    Problem,
    Turn,
    is_before_close,
    is_before_judging_close,
    next_change,
    phase_at,
    problems,
    turn_now,
)

TICK = timedelta(microseconds=1)
OPENS = datetime(2027, 1, 4, 14, tzinfo=UTC)
CLOSES = datetime(2027, 3, 5, 22, tzinfo=UTC)
JUDGING = datetime(2027, 3, 10, 14, tzinfo=UTC)
JUDGED = datetime(2027, 4, 2, 21, tzinfo=UTC)
ARCHIVED = datetime(2027, 12, 31, 5, tzinfo=UTC)
DATES = Dates(OPENS, CLOSES, JUDGING, JUDGED, ARCHIVED, published=True)
MOMENTS = st.one_of(st.none(), st.integers(0, 12).map(lambda day: OPENS + timedelta(days=day)))
ANY_DATES = st.builds(Dates, MOMENTS, MOMENTS, MOMENTS, MOMENTS, MOMENTS, published=st.booleans())


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (OPENS - TICK, Phase.DRAFT),
        (OPENS, Phase.OPEN),
        (CLOSES, Phase.OPEN),
        (CLOSES + TICK, Phase.CLOSED),
        (JUDGING - TICK, Phase.CLOSED),
        (JUDGING, Phase.JUDGING),
        (JUDGED, Phase.JUDGING),
        (JUDGED + TICK, Phase.TALLYING),
        (ARCHIVED - TICK, Phase.TALLYING),
        (ARCHIVED, Phase.ARCHIVED),
    ],
)
def test_each_phase_begins_and_ends_to_the_microsecond(now: datetime, phase: Phase) -> None:
    assert phase_at(DATES, now) is phase


def test_an_unpublished_program_stays_a_draft_however_late_it_is() -> None:
    assert phase_at(replace(DATES, published=False), JUDGED) is Phase.DRAFT


def test_without_a_closing_date_a_program_stays_open() -> None:
    assert phase_at(Dates(opens_at=OPENS, published=True), ARCHIVED) is Phase.OPEN


def test_without_a_judging_date_flags_are_checked_until_one_is_set() -> None:
    assert phase_at(Dates(OPENS, CLOSES, published=True), ARCHIVED) is Phase.CLOSED


def test_judging_may_open_at_the_very_moment_of_the_close() -> None:
    dates = replace(DATES, judging_opens_at=CLOSES)
    assert problems(dates) == ()
    assert phase_at(dates, CLOSES) is Phase.OPEN
    assert phase_at(dates, CLOSES + TICK) is Phase.JUDGING


def test_what_arrives_at_the_closing_moment_is_in_time_and_a_tick_later_is_late() -> None:
    assert is_before_close(DATES, CLOSES)
    assert not is_before_close(DATES, CLOSES + TICK)
    assert is_before_judging_close(DATES, JUDGED)
    assert not is_before_judging_close(DATES, JUDGED + TICK)


def test_a_deadline_is_the_same_moment_in_every_zone() -> None:
    eastern = timezone(timedelta(hours=-5))
    assert is_before_close(DATES, CLOSES.astimezone(eastern))
    assert phase_at(DATES, (CLOSES + TICK).astimezone(eastern)) is Phase.CLOSED


@pytest.mark.parametrize("field", ["opens_at", "closes_at", "judging_opens_at", "judging_closes_at", "archived_at"])
def test_a_date_without_a_zone_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match=field):
        replace(DATES, **{field: datetime(2027, 1, 1)})  # noqa: DTZ001


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="now"):
        phase_at(DATES, datetime(2027, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="received_at"):
        is_before_close(DATES, datetime(2027, 1, 1))  # noqa: DTZ001


def test_the_next_change_is_walked_through_to_the_archive() -> None:
    now, seen = OPENS - timedelta(days=1), []
    while (change := next_change(DATES, now)) is not None:
        seen.append(change)
        now = change.at + TICK
    assert seen == [
        Change(OPENS, Phase.OPEN),
        Change(CLOSES, Phase.CLOSED),
        Change(JUDGING, Phase.JUDGING),
        Change(JUDGED, Phase.TALLYING),
        Change(ARCHIVED, Phase.ARCHIVED),
    ]


def test_at_the_closing_moment_itself_the_close_is_still_to_come() -> None:
    assert next_change(DATES, CLOSES) == Change(CLOSES, Phase.CLOSED)


@given(ANY_DATES, st.integers(-1, 13).map(lambda day: OPENS + timedelta(days=day)))
def test_nothing_changes_before_the_next_change(dates: Dates, now: datetime) -> None:
    change = next_change(dates, now)
    until = change.at if change else now + timedelta(days=30)
    current = phase_at(dates, now)
    if change:
        assert phase_at(dates, change.at + TICK) is change.phase is not current
    steps = [now + (until - now) * part / 7 for part in range(7)]
    assert all(phase_at(dates, moment) is current for moment in steps)


@given(ANY_DATES)
def test_phases_of_sound_dates_come_in_order(dates: Dates) -> None:
    if problems(dates):
        return
    order = list(Phase)
    seen = [order.index(phase_at(dates, OPENS + timedelta(hours=6 * step))) for step in range(-4, 60)]
    assert seen == sorted(seen)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"opens_at": None}, "opens_at", Problem.OPENS_MISSING),
        ({"closes_at": None}, "closes_at", Problem.CLOSES_MISSING),
        ({"closes_at": OPENS}, "closes_at", Problem.CLOSES_NOT_AFTER_OPENS),
        ({"judging_opens_at": None}, "judging_opens_at", Problem.JUDGING_OPENS_MISSING),
        ({"judging_opens_at": CLOSES - TICK}, "judging_opens_at", Problem.JUDGING_OPENS_BEFORE_CLOSE),
        ({"judging_closes_at": JUDGING}, "judging_closes_at", Problem.JUDGING_CLOSES_NOT_AFTER_OPENS),
        ({"archived_at": JUDGED - TICK}, "archived_at", Problem.ARCHIVED_TOO_EARLY),
    ],
)
def test_each_problem_is_named_at_its_field(change: dict[str, datetime | None], field: str, code: Problem) -> None:
    assert [(p.field, p.code) for p in problems(replace(DATES, **change))] == [(field, code)]


def test_sound_dates_and_an_empty_draft_have_no_problems() -> None:
    assert problems(DATES) == ()
    assert problems(Dates()) == ()


def test_closing_now_writes_the_date_and_the_same_moment_is_still_in_time() -> None:
    now = CLOSES - timedelta(days=3)
    dates = turn_now(DATES, Turn.CLOSE, now)
    assert dates is not None
    assert dates.closes_at == now
    assert is_before_close(dates, now)
    assert phase_at(dates, now + TICK) is Phase.CLOSED
    assert problems(dates) == ()


def test_every_turn_leads_to_the_next_phase_and_only_from_its_own() -> None:
    dates, now = Dates(closes_at=CLOSES), OPENS
    for turn, phase in [
        (Turn.OPEN, Phase.OPEN),
        (Turn.CLOSE, Phase.CLOSED),
        (Turn.OPEN_JUDGING, Phase.JUDGING),
        (Turn.CLOSE_JUDGING, Phase.TALLYING),
        (Turn.ARCHIVE, Phase.ARCHIVED),
    ]:
        assert all(turn_now(dates, other, now) is None for other in Turn if other is not turn)
        turned = turn_now(dates, turn, now)
        assert turned is not None
        assert phase_at(turned, now + TICK) is phase
        dates, now = turned, now + timedelta(hours=1)


def test_publishing_late_keeps_the_opening_date_that_has_passed() -> None:
    dates = turn_now(replace(DATES, published=False), Turn.OPEN, OPENS + timedelta(days=1))
    assert dates == DATES
