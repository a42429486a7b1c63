"""Last year's contest of the demo, from nominations to winners, announcement and feedback, through the services of the product."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.demo import content
from app.demo.judging import ORIGIN, declare_nothing_more
from app.demo.records import Nomination as DemoNomination
from app.demo.records import Program as DemoProgram
from app.demo.scoring import SEED
from app.demo.seeding import Seeded, begin_nomination, make_program, make_roles, make_user
from app.domain.phases import Turn
from app.judging.models import Assignment, PlanKind
from app.judging.queries.access import task_for
from app.judging.queries.cards import card_of
from app.judging.queries.drafting import Asked
from app.judging.service import planning, scoring
from app.mail.models import OutboxMail
from app.nominations.models import Nomination
from app.nominations.service import set_consent, submit_nomination
from app.panels.service.panels import PanelData, add_panel
from app.policy import Role
from app.programs.models import Program
from app.programs.queries import categories
from app.programs.service import turn_phase
from app.results import service
from app.results.models import AwardKind
from app.results.queries.awards import publication_of
from app.results.queries.deciding import decisions_now
from app.results.queries.feedback import comments_to_read

JUDGES = 5  # of the demo's nine


def finish_last_year(session: Session, seeded: Seeded, now: datetime) -> Program:
    demo, raw = content.load(now.date()), {item["key"]: item for item in content.read("last_year.toml")["nominations"]}
    told = content.load_program(content.LAST, now.date())
    organizer = session.get_one(User, seeded.users[demo.organizers[0].email].id)
    program = make_program(session, told, organizer, now)
    program.feedback = program.judges_compare = True
    people = {person.email: session.get_one(User, seeded.users[person.email].id) for person in demo.judges[:JUDGES]}
    people[organizer.email] = organizer
    make_roles(session, program, demo.organizers, Role.ORGANIZER, people, program.created_at)
    make_roles(session, program, demo.judges[:JUDGES], Role.JUDGE, people, program.created_at)
    _seat_jury(session, program, organizer, [people[judge.email].id for judge in demo.judges[:JUDGES]])
    made = {
        each.key: _submit(session, program, told, each, seeded.users, consent=raw[each.key]["consent"])
        for each in content.load_last_year(told)
    }
    for judge in demo.judges[:JUDGES]:
        declare_nothing_more(session, program, people[judge.email].id, program.judging_opens_at - timedelta(days=2))
    asked = Asked(PlanKind.ADD, 3, 3, SEED)
    planning.save_plan(session, program, asked, by=organizer.id, now=program.judging_opens_at - timedelta(days=1))
    session.flush()
    session.expire_all()
    _judge(session, program, {one.id: raw[key] for key, one in made.items()})
    _decide(session, program, organizer, {key: one.id for key, one in made.items()})
    session.flush()
    # long delivered: a mail that waits for a year would only puzzle
    session.execute(update(OutboxMail).where(OutboxMail.program_id == program.id).values(sent_at=OutboxMail.created_at))
    turn_phase(session, program, Turn.ARCHIVE, reason="", by=organizer.id, now=now - timedelta(days=300))
    return program


def _seat_jury(session: Session, program: Program, organizer: User, judges: list[int]) -> None:
    """One panel for all categories; its lead is a judge whom the sign-in page offers."""
    session.flush()
    places = frozenset(one.id for one in categories(session, program.id))
    data = PanelData("The jury", judges[0], frozenset(judges), places, frozenset())
    add_panel(session, program, data, by=organizer.id, now=program.created_at)


def _submit(
    session: Session,
    program: Program,
    told: DemoProgram,
    each: DemoNomination,
    users: Mapping[str, User],
    *,
    consent: bool,
) -> Nomination:
    owner = users.get(each.nominator.email) or make_user(session, each.nominator, program.created_at)
    began = each.submitted_at.astimezone(UTC) - timedelta(minutes=25)
    nomination = begin_nomination(session, program, told, each, owner, began)
    if consent:
        set_consent(session, nomination, True, by=owner.id, now=began)
    submit_nomination(session, nomination, by=owner.id, now=began + timedelta(minutes=25))
    return nomination


def _judge(session: Session, program: Program, raw: Mapping[int, Mapping[str, Any]]) -> None:
    """Everybody finished; whoever comes first writes the first comment."""
    rows = session.execute(
        select(Nomination.public_id, Nomination.id, Assignment.judge_id)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .where(Nomination.program_id == program.id)
        .order_by(Assignment.id)
    ).all()
    waiting = {key: list(one["comments"]) for key, one in raw.items()}
    for place, (public_id, nomination_id, judge_id) in enumerate(rows):
        moment = program.judging_opens_at + timedelta(days=1, hours=7 * place)
        found = task_for(session, public_id, judge_id, moment)
        assert found is not None
        card = card_of(session, found[0])
        texts = {"comment_nominee": waiting[nomination_id].pop(0)} if waiting[nomination_id] else {}
        points = _points(raw[nomination_id]["merit"], f"{SEED}/{place}", len(card.lines))
        data = scoring.CardData(
            version=card.version,
            scores={line.criterion_id: given for line, given in zip(card.lines, points, strict=True)}, texts=texts,
        )  # fmt: skip
        saved = scoring.save_scorecard(session, found[0], card, data, by=judge_id, now=moment)
        session.flush()
        scoring.finish_scorecard(session, found[0], saved, by=judge_id, now=moment)


def _points(merit: int, seed: str, count: int) -> list[int]:
    draw = Random(seed)  # noqa: S311 (a demo, no secret)
    return [1000 * min(10, max(1, round(merit / 10 + draw.gauss(0, 0.9)))) for _each in range(count)]


def _decide(session: Session, program: Program, organizer: User, made: Mapping[str, int]) -> None:
    """Winners a week after judging, public three weeks after that; mails the morning after, feedback a week later."""
    by, at = organizer.id, program.judging_closes_at + timedelta(days=7)
    keys = {category["name"]: category["key"] for category in content.read_program(content.LAST)["categories"]}
    given = content.read("last_year.toml")["awards"]
    found = decisions_now(session, program, by, at)
    service.keep_results(session, program.id, found.fresh, now=at)
    for one in found.categories:
        for award in (each for each in given if each["for"] == keys[one.category.name]):
            fresh = _again(session, program, by, one.category.id, at)
            nomination = session.get_one(Nomination, made[award["nomination"]]) if "nomination" in award else None
            service.add_award(
                session, program, fresh, AwardKind(award["kind"]), nomination, title=award.get("title", ""),
                citation=award.get("citation", ""), by=by, now=at,
            )  # fmt: skip
        fresh = _again(session, program, by, one.category.id, at)
        service.propose(session, program, fresh, service.Reasons(), seen=(), by=by, now=at)
        all_ = decisions_now(session, program, by, at)
        service.approve(session, program, _again(session, program, by, one.category.id, at), all_, by=by, now=at)
    public = at + timedelta(days=21)
    service.schedule_publication(session, program, public, by=by, now=at)
    all_ = decisions_now(session, program, by, at)
    service.approve_publication(session, program, all_, by=by, now=at, origin=ORIGIN)
    assert publication_of(session, program.id) is not None
    service.note_publication(session, [one.category.id for one in all_.categories], now=public)
    service.release_announcement(session, program, by=by, origin=ORIGIN, now=public + timedelta(hours=9))
    for comment in comments_to_read(session, program.id, ()):
        service.review_comment(session, program, comment, comment.original, "", by=by, now=public + timedelta(days=6))
    service.release_feedback(session, program, by=by, origin=ORIGIN, now=public + timedelta(days=7))


def _again(session: Session, program: Program, by: int, category_id: int, at: datetime) -> Any:
    session.flush()
    return next(one for one in decisions_now(session, program, by, at).categories if one.category.id == category_id)
