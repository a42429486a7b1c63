"""Until when a question may be answered."""

from datetime import UTC, date, datetime, timedelta

from app.domain.answering import answer_until, end_of_day, same_day

ZONE = "America/New_York"
CLOSES, JUDGING = datetime(2027, 3, 1, 22, tzinfo=UTC), datetime(2027, 3, 20, 14, tzinfo=UTC)


def until(asked: datetime, days: int = 7) -> datetime | None:
    return answer_until(asked, closes_at=CLOSES, judging_opens_at=JUDGING, days=days, zone=ZONE)


def test_whoever_is_asked_late_has_the_days_that_the_program_gives_to_the_end_of_the_last() -> None:
    assert until(datetime(2027, 2, 27, 12, tzinfo=UTC)) == datetime(2027, 3, 7, 4, 59, tzinfo=UTC)


def test_nobody_has_less_time_than_until_nominations_close() -> None:
    assert until(datetime(2027, 1, 5, tzinfo=UTC)) == CLOSES


def test_the_date_never_lies_past_the_opening_of_judging() -> None:
    assert until(datetime(2027, 3, 18, tzinfo=UTC)) == JUDGING
    assert until(JUDGING - timedelta(seconds=1)) == JUDGING


def test_once_judging_has_opened_nobody_can_be_asked() -> None:
    assert until(JUDGING) is None


def test_the_end_of_a_day_is_that_of_the_programs_zone_also_where_clocks_change() -> None:
    assert end_of_day(date(2027, 3, 14), ZONE) == datetime(2027, 3, 15, 3, 59, tzinfo=UTC)
    assert end_of_day(date(2027, 3, 13), ZONE) == datetime(2027, 3, 14, 4, 59, tzinfo=UTC)


def test_a_day_is_one_of_the_programs_calendar() -> None:
    late, later = datetime(2027, 3, 2, 4, 30, tzinfo=UTC), datetime(2027, 3, 2, 5, 30, tzinfo=UTC)
    assert not same_day(late, later, ZONE)
    assert same_day(late, later, "UTC")
