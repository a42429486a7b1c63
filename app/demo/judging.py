"""The demo's judges at work: assigned, half of it scored, with rulings, doubts, a recusal and one flag settled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.demo import content
from app.demo.calibrating import hold_calibration
from app.demo.records import Demo
from app.demo.scoring import SEED, Scale, Scorecard, draw_scorecards, settlements
from app.demo.seeding import Seeded
from app.flags import service as flags
from app.flags.queries.listing import flagged_one
from app.judging.models import Assignment, PlanKind
from app.judging.queries.access import Task, task_for
from app.judging.queries.cards import card_of
from app.judging.queries.drafting import Asked
from app.judging.service import conflicts, planning, recusal, scoring
from app.nominations.queries import by_public_id
from app.panels.queries import Load
from app.panels.service import wishes
from app.panels.service.panels import PanelData, add_panel
from app.policy import Viewer
from app.programs.models import Program
from app.programs.queries import categories, is_judged

JUDGES_EACH = 3
ORIGIN = "http://127.0.0.1:8000"  # links in the demo's mails, which nobody receives


def judge_half(session: Session, seeded: Seeded, now: datetime) -> None:
    """What the judges have done from the opening of judging until `now`."""
    session.flush()
    session.expunge_all()  # from here on rows are read as the services read them, with what they load
    program = seeded.program
    demo = content.load(now.date())
    organizer = seeded.users[demo.organizers[0].email]
    opening = program.judging_opens_at
    hold_calibration(session, seeded, demo, by=organizer.id, origin=ORIGIN)
    for item in settlements():
        nomination = by_public_id(session, seeded.nominations[item.nomination].public_id)
        row = flagged_one(session, nomination) if nomination else None
        assert row is not None
        decided = flags.decision(item.decision, item.reason)
        flags.settle(session, row, decided, by=organizer.id, now=opening - timedelta(days=2), origin=ORIGIN)
    _one_panel(session, seeded, demo, organizer.id, opening - timedelta(days=3))
    asked = Asked(PlanKind.ADD, JUDGES_EACH, JUDGES_EACH, SEED)
    planning.save_plan(session, program, asked, by=organizer.id, now=opening - timedelta(days=1))
    _what_judges_know(session, seeded, demo, organizer.id, opening - timedelta(hours=8))
    judge_keys = {seeded.users[each.email].id: each.key for each in demo.judges}
    keys = {nomination.id: key for key, nomination in seeded.nominations.items()}
    rows = session.execute(
        select(Assignment.nomination_id, Assignment.judge_id)
        .where(Assignment.nomination_id.in_(keys), is_judged(Assignment.round_id))
        .order_by(Assignment.judge_id, Assignment.id)
    ).all()
    pairs = [(judge_keys[judge], keys[nomination]) for nomination, judge in rows]
    # Every criterion of the program has the same scale here; each category asks its own choice of them.
    scales = [Scale(str(place), 1000, 10000, 1000) for place in range(20)]
    cards = draw_scorecards(pairs, demo.judges, scales)
    moments = _moments(len(cards), opening, now)
    for (nomination_id, judge_id), card, moment in zip(rows, cards, moments, strict=True):
        _act(session, seeded, keys[nomination_id], judge_id, card, moment)


def _one_panel(session: Session, seeded: Seeded, demo: Demo, by: int, now: datetime) -> None:
    """All judges judge all categories, led by the first who can be signed in as."""
    judges = [seeded.users[each.email] for each in demo.judges]
    lead = next(user for user in judges if user.demo_part)
    kinds = frozenset(one.id for one in categories(session, seeded.program.id))
    data = PanelData("Main panel", lead.id, frozenset(user.id for user in judges), kinds, frozenset())
    add_panel(session, session.get_one(Program, seeded.program.id), data, by=by, now=now)


def _what_judges_know(session: Session, seeded: Seeded, demo: Demo, by: int, now: datetime) -> None:
    """Said after the plan was saved, so that the next plan has something to go by."""
    program = session.get_one(Program, seeded.program.id)
    topics = [
        wishes.add_topic(session, program, name, words, by=by, now=now).id
        for name, words in (
            ("Manufacturing", "foundry\nmachine\npackaging\nplant\ntool"),
            ("Software", "software\ncloud\ndata"),
            ("Transport", "freight\nrail\nfleet\nwarehouse"),
        )
    ]
    kinds = [one.id for one in categories(session, program.id)]
    for place, each in enumerate(demo.judges):
        judge_id = seeded.users[each.email].id
        declare_nothing_more(session, program, judge_id, now)
        ticked = frozenset({kinds[place % len(kinds)]}), frozenset({topics[place % 3]} if place % 4 else topics[:2])
        wishes.tick(session, program, judge_id, *ticked, now=now)
        wishes.set_loads(session, program, {judge_id: Load(0, 20)}, by=judge_id, now=now)


def declare_nothing_more(session: Session, program: Program, judge_id: int, now: datetime) -> None:
    """A demo judge is tied to nobody but their employer."""
    said = dict.fromkeys(conflicts.FIELDS, "") | {"employer": session.get_one(User, judge_id).company}
    conflicts.declare(session, program, judge_id, said, now=now)


def _moments(count: int, opening: datetime, now: datetime) -> Iterator[datetime]:
    """Evenings between the opening and now, in order."""
    draw = Random(SEED)  # noqa: S311 (a demo, no secret)
    span = max((now - opening).total_seconds() - 7200, 3600)
    return iter(sorted(opening + timedelta(seconds=draw.uniform(1800, span)) for _each in range(count)))


def _act(session: Session, seeded: Seeded, key: str, judge_id: int, card: Scorecard, moment: datetime) -> None:
    if card.state == "untouched":
        return
    person = session.get_one(User, judge_id)
    viewer = Viewer(person.id, person.name, person.email)
    found = task_for(session, seeded.nominations[key].public_id, judge_id, moment)
    assert found is not None
    task = found[0]
    if card.state == "recused":
        recusal.recuse(session, task, judge=viewer, reason=card.reason, now=moment, origin=ORIGIN)
    elif card.state == "wrong_category":
        scoring.doubt_category(
            session, task, card_of(session, task), suggested=None, reason=card.reason, by=judge_id, now=moment
        )
    else:
        _score(session, task, card, judge_id, moment)


def _score(session: Session, task: Task, card: Scorecard, judge_id: int, moment: datetime) -> None:
    stored = card_of(session, task)
    points = list(card.scores.values())
    asked = stored.lines if card.state == "final" else stored.lines[: len(stored.lines) // 2]
    data = scoring.CardData(
        version=stored.version,
        scores={line.criterion_id: value for line, value in zip(asked, points, strict=False)},
        texts={"comment_organizers": card.comment} if card.comment else {},
    )
    if card.ruling and task.ruling_asked:
        data = replace(data, verdict=card.ruling.verdict, verdict_reason=card.ruling.reason)
    saved = scoring.save_scorecard(session, task, stored, data, by=judge_id, now=moment)
    if card.state == "final":
        session.flush()
        scoring.finish_scorecard(session, task, saved, by=judge_id, now=moment)
