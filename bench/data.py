"""The program that is measured: N nominations × 3 final scorecards × 5 criteria, 20 judges, and 50 more cards open on each desk."""

import json
import random
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User, UserSession
from app.accounts.tokens import digest
from app.db import Database
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, Score, Scorecard
from app.nominations.forms import content_of, hash_of, read_figures
from app.nominations.models import Assessment, Nomination, RevenueLine, Submission
from app.nominations.service.assessing import assess_content, lines_from
from app.policy import Role
from app.programs.models import Category, Criterion, ForRole, Program, Rubric
from app.programs.service.first_round import begin_rounds
from app.schema import migrate
from bench import stories

JUDGES, EACH, CRITERIA, OPEN, TEMPLATES = 20, 3, 5, 50, 60
SLUG = "bench"
NOW = datetime.now(UTC).replace(microsecond=0)
PERIOD = (date(NOW.year - 1, 1, 1), date(NOW.year - 1, 12, 31))
CATEGORIES = (("Salesperson", ForRole.HUNTER), ("Major Account Manager", ForRole.FARMER), ("Account Manager", ForRole.ACCOUNT_MANAGER))  # fmt: skip
RUBRIC = (("New business", 3), ("Difficulty", 2), ("Skill", 2), ("Teamwork", 1), ("Story", 1))


@dataclass
class World:
    """What the load needs to know of the database."""

    program_id: int
    organizer: str = ""  # the token of a session
    judges: list[str] = field(default_factory=list)
    judge_ids: list[int] = field(default_factory=list)
    open_cards: list[list[str]] = field(default_factory=list)  # per judge: public ids of nominations still to be scored
    criteria: list[int] = field(default_factory=list)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)))


def build(url: str, nominations: int) -> World:
    database = Database(url)
    migrate(database.engine)
    with database.writing() as session:
        world = _fill(session, nominations)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    database.close()
    return world


def _fill(session: Session, count: int) -> World:
    world, nominations, rubric = _begun(session, count)
    _judging(session, world, nominations, rubric)
    return world


def begin(session: Session, count: int) -> World:
    """The program with its people and nominations, before anything is judged."""
    return _begun(session, count)[0]


def _begun(session: Session, count: int) -> tuple[World, list[tuple[int, int, str]], Rubric]:
    program = Program(
        slug=SLUG, name="Bench Awards", organization="Bench", period_from=PERIOD[0], period_to=PERIOD[1],
        opens_at=NOW - timedelta(days=40), closes_at=NOW - timedelta(days=20), judging_opens_at=NOW - timedelta(days=10),
        judging_closes_at=NOW + timedelta(days=10), published=True, reference_prefix="BENCH", created_at=NOW,
        next_number=count + 1, rubric_locked_at=NOW,
    )  # fmt: skip
    session.add(program)
    session.flush()
    rubric = begin_rounds(session, program, now=NOW)
    world = World(program.id)
    categories = [Category(program_id=program.id, position=at, name=f"{name} of the Year", for_role=role) for at, (name, role) in enumerate(CATEGORIES, 1)]  # fmt: skip
    criteria = [
        Criterion(
            program_id=program.id, rubric_id=rubric.id, position=at, name=name, weight=weight, guidance=f"How much {name.lower()} is there, seen from where the nominee began?",
            anchors={"1": "little", "5": "solid work", "10": "outstanding"},
        )
        for at, (name, weight) in enumerate(RUBRIC, 1)
    ]  # fmt: skip
    session.add_all([*categories, *criteria])
    session.flush()
    world.criteria = [criterion.id for criterion in criteria]
    owners = _people(session, world)
    nominations = _nominations(session, program, [category.id for category in categories], owners, count)
    return world, nominations, rubric


def _people(session: Session, world: World) -> list[int]:
    """An organizer, the judges, each with a session; and nominators."""
    names = ["organizer", *(f"judge{n}" for n in range(JUDGES)), *(f"owner{n}" for n in range(50))]
    rows = [{"email": f"{name}@{name}.example", "email_key": f"{name}@{name}.example", "name": f"Bench {name}", "created_at": NOW} for name in names]  # fmt: skip
    ids = list(session.scalars(insert(User).returning(User.id, sort_by_parameter_order=True), rows))
    world.judge_ids = ids[1 : JUDGES + 1]
    roles = [(ids[0], Role.ORGANIZER), *((judge, Role.JUDGE) for judge in world.judge_ids)]
    tokens = [secrets.token_urlsafe(32) for _ in roles]
    world.organizer, world.judges = tokens[0], tokens[1:]
    session.execute(insert(ProgramRole), [{"user_id": user, "program_id": world.program_id, "role": role, "created_at": NOW} for user, role in roles])  # fmt: skip
    soon = datetime.now(UTC)
    session.execute(
        insert(UserSession),
        [
            {"user_id": user, "token_hash": digest(token), "created_at": soon, "seen_at": soon, "expires_at": soon + timedelta(days=1)}
            for (user, _role), token in zip(roles, tokens, strict=True)
        ],
    )  # fmt: skip
    return ids[JUDGES + 1 :]


def _nominations(
    session: Session, program: Program, categories: list[int], owners: list[int], count: int
) -> list[tuple[int, int, str]]:
    """id, category and public id of each."""
    templates = [_template(program, number) for number in range(min(TEMPLATES, count))]
    made = []
    for start in range(0, count, 500):
        numbers = range(start + 1, min(start + 500, count) + 1)
        rows = [_nomination(program, categories, owners, number) for number in numbers]
        ids = list(session.scalars(insert(Nomination).returning(Nomination.id, sort_by_parameter_order=True), rows))
        made += [(key, row["category_id"], row["public_id"]) for key, row in zip(ids, rows, strict=True)]
        chosen = [templates[number % len(templates)] for number in numbers]
        submissions = [
            {**template[0], "nomination_id": key, "nominee_name": stories.person(number), "nominee_company": stories.company(number)}
            for key, number, template in zip(ids, numbers, chosen, strict=True)
        ]  # fmt: skip
        keys = list(
            session.scalars(insert(Submission).returning(Submission.id, sort_by_parameter_order=True), submissions)
        )
        session.execute(insert(RevenueLine), [{**line, "submission_id": key} for key, template in zip(keys, chosen, strict=True) for line in template[1]])  # fmt: skip
        assessments = [
            {**template[2], "submission_id": key, "result": {**template[2]["result"], "id": row["reference"]}}
            for key, row, template in zip(keys, rows, chosen, strict=True)
        ]
        session.execute(insert(Assessment), assessments)
    return made


def _nomination(program: Program, categories: list[int], owners: list[int], number: int) -> dict[str, Any]:
    return {
        "public_id": secrets.token_urlsafe(12), "program_id": program.id, "number": number, "category_id": categories[number % len(categories)],
        "reference": f"BENCH-{NOW.year}-{number:04d}", "owner_id": owners[number % len(owners)], "state": State.SUBMITTED, "draft": {},
        "version": 1, "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip


def _template(program: Program, number: int) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any]]:
    """Columns of a submission, of its revenue lines, and of its assessment by the real rules."""
    content = content_of(stories.content(number, PERIOD))
    figures = read_figures(content)
    outcome = assess_content(content, program, name=str(number))
    parts = {part: round(float(amount or 0) * 100) for part, amount in outcome.components.items()}
    submission = {
        "number": 1, "received_at": NOW, "content": content, "content_hash": hash_of(content), "nominee_title": content["nominee_title"],
        "headline_minor": int(figures.headline or 0) * 100,
    }  # fmt: skip
    columns = [column.key for column in RevenueLine.__table__.columns if column.key not in ("id", "submission_id")]
    lines = [{key: getattr(line, key) for key in columns} for line in lines_from(figures, 0, program.currency)]
    assessment = {
        "number": 1, "created_at": NOW, "rules_version": outcome.rules_version, "rules": {}, "role": outcome.role, "flag": outcome.flag,
        "question": False, "share": None if outcome.managed_share is None else round(outcome.managed_share * 1_000_000),
        **{f"{part}_minor": parts[part] for part in ("total", "managed", "expansion", "new", "undetermined")}, "result": outcome.to_dict(),
    }  # fmt: skip
    return submission, lines, assessment


def _judging(session: Session, world: World, nominations: list[tuple[int, int, str]], rubric: Rubric) -> None:
    """Three judges have finished each nomination; of the cards still open, half are begun."""
    draw = random.Random(1)
    pairs: list[tuple[int, int, bool]] = []  # nomination's place, judge's place, final
    for place in range(len(nominations)):
        pairs += [(place, (place * EACH + turn) % JUDGES, True) for turn in range(EACH)]
    taken = {(place, judge) for place, judge, _ in pairs}
    world.open_cards = [[] for _ in range(JUDGES)]
    for judge in range(JUDGES):
        free = (place for place in draw.sample(range(len(nominations)), OPEN * 3) if (place, judge) not in taken)
        for place, _turn in zip(free, range(OPEN), strict=False):
            pairs.append((place, judge, False))
            world.open_cards[judge].append(nominations[place][2])
    rows = [{"round_id": rubric.round_id, "nomination_id": nominations[place][0], "judge_id": world.judge_ids[judge], "state": AssignmentState.ACTIVE, "created_at": NOW} for place, judge, _ in pairs]  # fmt: skip
    ids = list(_inserted(session, Assignment, rows))
    begun = [at for at, (_place, _judge, final) in enumerate(pairs) if final or at % 2]
    cards = [
        {
            "assignment_id": ids[at], "category_id": nominations[pairs[at][0]][1], "rubric_id": rubric.id, "version": 1, "created_at": NOW, "updated_at": NOW,
            "final_at": NOW - timedelta(minutes=draw.randrange(5, 20_000)) if pairs[at][2] else None,
        }
        for at in begun
    ]  # fmt: skip
    card_ids = list(_inserted(session, Scorecard, cards))
    scores = [
        {"scorecard_id": card, "criterion_id": criterion, "thousandths": draw.randrange(1, 11) * 1000, "note": "Well told." if draw.random() < 0.1 else ""}
        for card, at in zip(card_ids, begun, strict=True)
        for criterion in (world.criteria if pairs[at][2] else world.criteria[:1])
    ]  # fmt: skip
    for start in range(0, len(scores), 5000):
        session.execute(insert(Score), scores[start : start + 5000])


def _inserted(session: Session, model: Any, rows: list[dict[str, Any]]) -> Iterator[int]:
    for start in range(0, len(rows), 1000):
        yield from session.scalars(
            insert(model).returning(model.id, sort_by_parameter_order=True), rows[start : start + 1000]
        )


def stored_cards(url: str, program_id: int) -> dict[str, dict[str, Any]]:
    """ "judge/nomination" → version and scores (points) as they are in the database now, for checking what was acknowledged."""
    database = Database(url)
    found: dict[str, dict[str, Any]] = {}
    with database.reading() as session:
        rows = session.execute(
            select(Assignment.judge_id, Nomination.public_id, Scorecard.version, Score.criterion_id, Score.thousandths)
            .join(Nomination, Nomination.id == Assignment.nomination_id)
            .join(Scorecard, Scorecard.assignment_id == Assignment.id)
            .join(Score, Score.scorecard_id == Scorecard.id)
            .where(Nomination.program_id == program_id, Scorecard.final_at.is_(None))
        )
        for judge, nomination, version, criterion, thousandths in rows:
            card = found.setdefault(f"{judge}/{nomination}", {"version": version, "scores": {}})
            card["scores"][str(criterion)] = thousandths // 1000
    database.close()
    return found
