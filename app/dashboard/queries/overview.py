"""Where a contest stands, and what needs its organizer now. A fixed number of queries, whatever the size of the program."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy.orm import Session

from app.dashboard.queries import counts
from app.judging.queries.at_work import judges_at_work
from app.judging.queries.conflicts import count_possible
from app.judging.queries.progress import ByJudge, by_judge, count_nominations
from app.nominations.queries import Split
from app.programs.models import Category, Program
from app.programs.queries import Step, categories, judged_between, phase_of, round_choice, schedule
from app.redaction.queries.listing import counts as redactions
from app.web.filters import LOCALE

LONG = 62  # days; a longer time of nominations is shown by weeks


@dataclass(frozen=True, slots=True)
class Bar:
    """Nominations that arrived on a day, or in the week that begins with it."""

    begins: date
    count: int

    @property
    def tick(self) -> str:
        """Short, for the axis: "Mar 5"."""
        return str(format_date(self.begins, "MMM d", locale=LOCALE))


@dataclass(frozen=True, slots=True)
class InCategory:
    category: Category
    count: int
    split: Split


@dataclass(frozen=True, slots=True)
class Attention:
    """Something to do: `code` is worded by the page; `page`: the program's page that deals with it."""

    code: str
    page: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    phase: str
    steps: list[Step]
    bars: list[Bar]
    weekly: bool
    categories: list[InCategory]
    drafts: int
    judges: list[ByJudge]
    by_scores: list[
        tuple[int, int]
    ]  # (number of counted scores, nominations that have so many); the last: so many or more
    wanted: int
    scored: int
    round: str  # the one that these are of, where there are several
    mode: str  # how judges judge in it
    to_settle: int
    attention: list[Attention]

    @property
    def nominations(self) -> int:
        return sum(one.count for one in self.categories)


@dataclass(frozen=True, slots=True)
class _Found:
    """The counts that decide what needs attention."""

    phase: str
    categories: int
    judges: int
    nominations: int
    to_settle: int
    conflicts: int
    short_of_judges: int
    lagging: int
    overdue: int
    below_minimum: int
    undelivered: int
    held: int
    left_alone: int  # every organizer has a conflict with it, or made it
    unread: int  # in a blind program: nobody has looked through what judges read of them
    calibrating: int  # scorecards that an open calibration waits for
    calibrated: int  # 1: a calibration is over, and judging has not opened
    soon: bool  # the round closes within a week
    to_choose: bool  # the round has closed, and who goes through to the next is not chosen


def overview_of(session: Session, program: Program, kept_from: Collection[int], now: datetime) -> Overview:
    """Nominations that the organizer must not look after are left out of every figure."""
    phase = phase_of(program, now)
    sums = counts.by_category(session, program, kept_from)
    nothing = counts.InCategory(0, Split(0, 0, 0, 0, 0))
    listed = [
        InCategory(one, sums.get(one.id, nothing).count, sums.get(one.id, nothing).split)
        for one in categories(session, program.id)
    ]
    total = sum(one.count for one in listed)
    progress = by_judge(session, program.id, kept_from)
    of = round_choice(session, program.id, None)
    assert of is not None  # the first round begins with the program
    closes = judged_between(program, of.current)[1]
    inside = count_nominations(session, program.id, kept_from) if len(of.rounds) > 1 else total
    scores = _by_scores(counts.by_scores(session, program.id, kept_from), inside, program.scores_wanted)
    bars, weekly = _bars(program, counts.arrivals(session, program, kept_from), now)
    small = counts.small(session, program.id, kept_from, now)
    found = _Found(
        phase=phase, categories=len(listed), judges=small.judges, nominations=total,
        to_settle=counts.to_settle(session, program, kept_from),
        conflicts=count_possible(session, program.id, kept_from, now if small.invited else None),
        short_of_judges=inside - counts.with_enough_judges(session, program, kept_from),
        lagging=sum(one.lags for one in judges_at_work(session, program, now, kept_from, progress, of.current)) if phase == "judging" else 0,
        overdue=counts.overdue_questions(session, program, kept_from, now),
        below_minimum=sum(number for given, number in scores if given < program.minimum_scores),
        undelivered=small.undelivered, held=small.held,
        left_alone=small.left_alone,
        unread=redactions(session, program, kept_from).unread if program.blind and phase in ("closed", "judging") else 0,
        calibrating=small.calibrating, calibrated=small.calibrated,
        soon=closes - now < timedelta(days=7), to_choose=of.coming is not None and now > closes,
    )  # fmt: skip
    return Overview(
        phase=phase, steps=schedule(program, now), bars=bars, weekly=weekly, categories=listed,
        drafts=small.drafts, judges=progress, by_scores=scores, wanted=inside * program.scores_wanted, round=of.current.name if len(of.rounds) > 1 or of.coming else "",
        mode=of.current.mode,
        scored=sum(given * number for given, number in scores), to_settle=found.to_settle, attention=list(attention(found)),
    )  # fmt: skip


def attention(found: _Found) -> Iterator[Attention]:
    """What to do now, the most pressing first."""
    if not found.categories:
        yield Attention("no_categories", "categories")
    if found.phase == "draft":
        yield Attention("not_open", "phases")
    if found.left_alone:
        yield Attention("left_alone", "people", found.left_alone)
    if found.to_settle:
        yield Attention("to_settle", "flags", found.to_settle)
    if found.unread:
        yield Attention("unread" if found.phase == "closed" else "unread_now", "redaction", found.unread)
    if found.conflicts:
        yield Attention("conflicts", "conflicts", found.conflicts)
    if not found.judges and found.phase in ("draft", "open", "closed", "judging"):
        yield Attention("no_judges", "people")
    elif found.short_of_judges and found.phase in ("closed", "judging"):
        yield Attention("short_of_judges", "assignments", found.short_of_judges)
    if found.calibrating:
        yield Attention("calibrating", "calibration", found.calibrating)
    if found.calibrated:
        yield Attention("calibrated", "calibration")
    if found.to_choose and found.phase in ("judging", "tallying"):
        yield Attention("to_choose", "through")
    if found.overdue:
        yield Attention("overdue", "questions", found.overdue)
    if found.lagging:
        yield Attention("lagging", "letters", found.lagging)
    if found.below_minimum and found.phase == "judging" and found.soon:
        yield Attention("below_minimum", "progress", found.below_minimum)
    if found.phase == "tallying":
        if found.below_minimum:
            yield Attention("below_minimum", "results", found.below_minimum)
        yield Attention("read_results", "results")
    if found.held:
        yield Attention("held", "announcements", found.held)
    if found.undelivered:
        yield Attention("undelivered", "mail", found.undelivered)


def _by_scores(having: dict[int, int], total: int, wanted: int) -> list[tuple[int, int]]:
    """From none to as many as wanted; more than that counts as enough."""
    rows = [(0, total - sum(having.values()))]
    rows += [(given, having.get(given, 0)) for given in range(1, wanted)]
    return [*rows, (wanted, sum(number for given, number in having.items() if given >= wanted))]


def _bars(program: Program, arrived: dict[date, int], now: datetime) -> tuple[list[Bar], bool]:
    """From the opening (or the first nomination) to today or the close, without a gap; by weeks where that is long."""
    zone = ZoneInfo(program.time_zone)
    today, closes = now.astimezone(zone).date(), program.closes_at.astimezone(zone).date()
    first = min([program.opens_at.astimezone(zone).date(), *arrived])
    last = max([min(today, closes), *arrived])
    if last < first:
        return [], False
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    if len(days) <= LONG:
        return [Bar(day, arrived.get(day, 0)) for day in days], False
    return list(_weeks(days, arrived)), True


def _weeks(days: Sequence[date], arrived: dict[date, int]) -> Iterator[Bar]:
    for start in range(0, len(days), 7):
        yield Bar(days[start], sum(arrived.get(day, 0) for day in days[start : start + 7]))
