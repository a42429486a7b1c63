"""Where a judge stands against the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.pacing import LAGGING, Standing, standing

OPENS = datetime(2027, 3, 1, 9, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=20)


def at(
    day: float, *, assigned: int = 10, done: int = 0, seen: float | None = None, last: float | None = None
) -> Standing:
    def moment(days: float | None) -> datetime | None:
        return None if days is None else OPENS + timedelta(days=days)

    return standing(
        assigned=assigned, done=done, opens_at=OPENS, closes_at=CLOSES, seen_at=moment(seen), last_at=moment(last),
        now=OPENS + timedelta(days=day),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (at(5, assigned=0), Standing.NOTHING),
        (at(5, done=10), Standing.DONE),
        (at(-1), Standing.WAITING),
        (at(5, seen=-3), Standing.AWAY),
        (at(5), Standing.AWAY),
        (at(0.5, seen=0.1), Standing.ON_TIME),
        (at(4, seen=3.9, last=3.9, done=1), Standing.BEHIND),
        (at(4, seen=3.9, last=3.9, done=2), Standing.ON_TIME),
        (at(6, seen=5.9, last=1, done=9), Standing.STALLED),
        (at(5.9, seen=5.9, last=1, done=9), Standing.ON_TIME),
        (at(20, seen=20, last=20, done=9), Standing.BEHIND),
        (at(21, seen=20, done=9), Standing.UNFINISHED),
    ],
)
def test_each_standing(found: Standing, expected: Standing) -> None:
    assert found is expected


def test_a_reminder_is_for_those_who_need_one() -> None:
    assert at(5, done=10) not in LAGGING
    assert at(5, done=9, seen=5, last=5) not in LAGGING
    assert at(5) in LAGGING


def test_one_with_more_time_is_measured_by_it() -> None:
    found = standing(
        assigned=10, done=4, opens_at=OPENS, closes_at=CLOSES + timedelta(days=30), seen_at=CLOSES, last_at=CLOSES,
        now=CLOSES,
    )  # fmt: skip
    assert found is Standing.ON_TIME
