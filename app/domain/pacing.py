"""How a judge stands against the clock: who needs a word, and who doesn't."""

from datetime import datetime, timedelta
from enum import StrEnum

STALLED_AFTER = timedelta(days=5)


class Standing(StrEnum):
    """NOTHING: has no nominations. WAITING: judging has not opened. AWAY: has not signed in since it opened. STALLED: began, and
    then did nothing for `STALLED_AFTER`. UNFINISHED: the deadline has passed with something left."""

    NOTHING = "nothing"
    DONE = "done"
    WAITING = "waiting"
    AWAY = "away"
    STALLED = "stalled"
    BEHIND = "behind"
    ON_TIME = "on_time"
    UNFINISHED = "unfinished"


# Whom a reminder is for.
LAGGING = frozenset({Standing.AWAY, Standing.STALLED, Standing.BEHIND, Standing.UNFINISHED})


def standing(
    *,
    assigned: int,
    done: int,
    opens_at: datetime,
    closes_at: datetime,
    seen_at: datetime | None,
    last_at: datetime | None,
    now: datetime,
) -> Standing:
    """Where a judge stands with `done` of `assigned` nominations (counts) at the moment `now`.

    `opens_at` and `closes_at`: from when until when this judge may score; `seen_at`: the last visit to the site, `last_at`: the
    last work on a scorecard, each None for never. All moments are aware. A judge is behind with fewer done than an even pace from
    `opens_at` to `closes_at` would have brought by now, rounded down, so that nobody is behind on the first day.
    """
    if not assigned:
        return Standing.NOTHING
    if done >= assigned:
        return Standing.DONE
    if now < opens_at:
        return Standing.WAITING
    if now > closes_at:
        return Standing.UNFINISHED
    if seen_at is None or seen_at < opens_at:
        return Standing.AWAY
    if last_at is not None and now - last_at >= STALLED_AFTER:
        return Standing.STALLED
    elapsed = (now - opens_at) / max(closes_at - opens_at, timedelta(seconds=1))
    return Standing.BEHIND if done < int(assigned * elapsed) else Standing.ON_TIME
