"""Rows for tests, written directly; each factory commits, so that the app sees what it made."""

import itertools
import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.domain import revenue
from app.domain.states import State
from app.files.models import StoredFile
from app.judging.models import Assignment, AssignmentState, Declaration, Score, Scorecard
from app.nominations.models import Assessment, Conflict, ConflictState, CrmExport, Nomination, RevenueLine, Submission
from app.panels.models import JudgePair, Meeting, Panel, PanelCategory, PanelJudge, PanelNomination
from app.policy import Role
from app.programs.models import Category, Criterion, ForRole, Program, Round, RoundEntry
from app.programs.queries import current_rubric, round_now, rounds_of, rubric_in_use
from app.programs.service.first_round import begin_rounds, copy_rubric

_count = itertools.count(1)
# Where a program stands: days from now to opening, close, judging's opening and its close.
STANDING = {
    "draft": (5, 20, 30, 50),
    "open": (-5, 10, 20, 40),
    "closed": (-20, -1, 10, 30),
    "judging": (-40, -20, -10, 10),
    "tallying": (-60, -40, -30, -1),
}


def next_number() -> int:
    return next(_count)


def make_user(
    db: Session, email: str = "", *, name: str = "", company: str = "", is_administrator: bool = False
) -> User:
    number = next(_count)
    email = email or f"person{number}@firm{number}.example"
    user = User(
        email=email, email_key=email.lower(), name=name or f"Person {number}", company=company,
        is_administrator=is_administrator, created_at=datetime.now(UTC),
    )  # fmt: skip
    db.add(user)
    db.commit()
    return user


def make_program(db: Session, slug: str = "", *, standing: str = "open", **values: Any) -> Program:
    """A published program at the given standing, with three categories and five criteria of weight 1 to 3."""
    number, now = next(_count), datetime.now(UTC)
    opens, closes, judging_opens, judging_closes = (now + timedelta(days=days) for days in STANDING[standing])
    program = Program(
        **{
            "slug": slug or f"program-{number}", "name": f"Test Awards {number}", "organization": "Test Association",
            "period_from": date(2025, 1, 1), "period_to": date(2025, 12, 31), "opens_at": opens, "closes_at": closes,
            "judging_opens_at": judging_opens, "judging_closes_at": judging_closes, "published": True,
            "reference_prefix": f"T{number}", "created_at": now, **values,
        }
    )  # fmt: skip
    db.add(program)
    db.flush()
    rubric = begin_rounds(db, program, now=now)
    names = (
        ("Salesperson", ForRole.HUNTER),
        ("Major Account Manager", ForRole.FARMER),
        ("Account Manager", ForRole.ACCOUNT_MANAGER),
    )
    db.add_all(
        Category(program_id=program.id, position=place, name=f"{name} of the Year", for_role=role)
        for place, (name, role) in enumerate(names, 1)
    )
    db.add_all(
        Criterion(
            program_id=program.id, rubric_id=rubric.id, position=place, name=name, weight=weight, guidance=f"Look at {name.lower()}.",
            anchors={"1": "little", "5": "solid", "10": "outstanding"},
        )
        for place, (name, weight) in enumerate((("New business", 3), ("Difficulty", 2), ("Skill", 2), ("Teamwork", 1), ("Story", 1)), 1)
    )  # fmt: skip
    db.commit()
    return program


def category_of(db: Session, program: Program, role: ForRole = ForRole.HUNTER) -> Category:
    return db.scalars(select(Category).where(Category.program_id == program.id, Category.for_role == role)).one()


def rubric_of(db: Session, program: Program) -> int:
    """The id of the rubric that new scorecards are made with."""
    return db.scalars(select(current_rubric(program.id))).one()


def round_of(db: Session, program: Program) -> Round:
    """The round that counts now."""
    return round_now(db, program.id)


def make_round(db: Session, program: Program, name: str = "Final", *, begun: bool = True, **values: Any) -> Round:
    """One more round, with the rubric of the one before; it counts from now on, if it is begun."""
    before, now = rounds_of(db, program.id)[-1], datetime.now(UTC)
    added = Round(
        **{
            "program_id": program.id, "position": before.position + 1, "name": name, "opens_at": program.judging_opens_at,
            "closes_at": program.judging_closes_at, "begun_at": now if begun else None, **values,
        }
    )  # fmt: skip
    db.add(added)
    db.flush()
    copy_rubric(db, before, added, now=now)
    db.commit()
    return added


def make_calibration(db: Session, *entries: Nomination, judges: Sequence[User] = (), **values: Any) -> Round:
    """Open now, before judging opens; every judge has every entry."""
    now, program = datetime.now(UTC), db.get_one(Program, entries[0].program_id)
    made = Round(
        **{
            "program_id": program.id, "position": 0, "name": "Calibration", "calibration": True, "opens_at": now - timedelta(days=1),
            "closes_at": program.judging_opens_at, "begun_at": now, **values,
        }
    )  # fmt: skip
    db.add(made)
    db.flush()
    for entry in entries:
        db.add(RoundEntry(round_id=made.id, nomination_id=entry.id, created_at=now))
        for judge in judges:
            make_assignment(db, entry, judge, made)
    db.commit()
    return made


def criteria_of(db: Session, program: Program) -> list[Criterion]:
    return list(
        db.scalars(select(Criterion).where(Criterion.rubric_id == rubric_of(db, program)).order_by(Criterion.position))
    )


def make_role(db: Session, user: User, program: Program, role: Role) -> User:
    db.add(ProgramRole(user_id=user.id, program_id=program.id, role=role, created_at=datetime.now(UTC)))
    db.commit()
    return user


def make_organizer(db: Session, program: Program, email: str = "") -> User:
    return make_role(db, make_user(db, email), program, Role.ORGANIZER)


def make_judge(db: Session, program: Program, email: str = "", *, declared: bool = True) -> User:
    """Who has said that nothing ties them, and so may read; or not yet."""
    judge = make_role(db, make_user(db, email), program, Role.JUDGE)
    if declared:
        make_declaration(db, program, judge)
    return judge


def make_draft(
    db: Session,
    program: Program,
    owner: User,
    *,
    category: Category | None = None,
    draft: dict[str, Any] | None = None,
) -> Nomination:
    now = datetime.now(UTC)
    nomination = Nomination(
        public_id=secrets.token_urlsafe(12), program_id=program.id, category_id=(category or category_of(db, program)).id,
        owner_id=owner.id, state=State.DRAFT, draft=draft or {}, created_at=now, updated_at=now,
    )  # fmt: skip
    db.add(nomination)
    db.commit()
    return nomination


def make_submitted(
    db: Session,
    program: Program,
    owner: User,
    *,
    category: Category | None = None,
    nominee: str = "",
    company: str = "",
    lines: list[dict[str, Any]] | None = None,
    flag: bool = False,
    role: str = "hunter",
    split: tuple[int, int, int, int] = (0, 0, 100_000_00, 0),
    content: dict[str, Any] | None = None,
    result: dict[str, Any] | None = None,
) -> Nomination:
    """A submitted nomination with one submission and one assessment; `split`: managed, expansion, new, undetermined (minor units)."""
    nomination = make_draft(db, program, owner, category=category)
    number = program.next_number
    program.next_number = number + 1
    nomination.number, nomination.state = number, State.SUBMITTED
    nomination.reference = f"{program.reference_prefix}-2027-{number:04d}"
    now = datetime.now(UTC)
    managed, expansion, new, undetermined = split
    total = sum(split)
    submission = Submission(
        nomination_id=nomination.id, number=1, received_at=now, content=content or {}, content_hash=secrets.token_hex(32),
        nominee_name=nominee or f"Nominee {number}", nominee_title="Account Executive",
        nominee_company=company or f"Nominee Company {number}", headline_minor=total,
    )  # fmt: skip
    db.add(submission)
    db.flush()
    for position, line in enumerate(lines or [{"name": "Customer A", "revenue_minor": total}], 1):
        db.add(RevenueLine(submission_id=submission.id, position=position, **line))
    known = total - undetermined
    db.add(
        Assessment(
            submission_id=submission.id, number=1, created_at=now, rules_version="test", rules={}, role=role, flag=flag, question=False,
            share=round(managed / known * 1_000_000) if known else None, total_minor=total, managed_minor=managed,
            expansion_minor=expansion, new_minor=new, undetermined_minor=undetermined, result=result or plain_result(role, flag, split),
        )
    )  # fmt: skip
    db.commit()
    return nomination


def plain_result(role: str, flag: bool, split: tuple[int, int, int, int]) -> dict[str, Any]:
    """A result as `app.domain.revenue` stores it, without remarks; `split` in minor units of dollars."""
    parts = dict(zip(("managed", "expansion", "new", "undetermined"), (amount / 100 for amount in split), strict=True))
    empty = revenue.assess(revenue.NominationFacts(id="test", currency="USD"))
    return {
        **empty.to_dict(),
        "role": role,
        "flag": flag,
        "components": {"total": sum(parts.values()), **parts},
        "remarks": [],
        "would_change": [],
    }


def make_assignment(db: Session, nomination: Nomination, judge: User, round: Round | None = None) -> Assignment:
    """In the round that counts now, or another."""
    assignment = Assignment(
        round_id=(round or round_now(db, nomination.program_id)).id,
        nomination_id=nomination.id,
        judge_id=judge.id,
        state=AssignmentState.ACTIVE,
        created_at=datetime.now(UTC),
    )
    db.add(assignment)
    db.commit()
    return assignment


def make_scorecard(db: Session, assignment: Assignment, points: dict[int, int], *, final: bool = True) -> Scorecard:
    """`points`: criterion id → thousandths."""
    now = datetime.now(UTC)
    category_id = db.scalars(select(Nomination.category_id).where(Nomination.id == assignment.nomination_id)).one()
    card = Scorecard(
        assignment_id=assignment.id,
        category_id=category_id,
        rubric_id=db.scalars(select(rubric_in_use(assignment.round_id))).one(),
        final_at=now if final else None,
        created_at=now,
        updated_at=now,
    )
    db.add(card)
    db.flush()
    db.add_all(
        Score(scorecard_id=card.id, criterion_id=criterion, thousandths=value) for criterion, value in points.items()
    )
    db.commit()
    return card


def make_conflict(
    db: Session, nomination: Nomination, user: User, *, state: ConflictState = ConflictState.CONFIRMED
) -> Conflict:
    conflict = Conflict(
        nomination_id=nomination.id, user_id=user.id, source="organizer", state=state, created_at=datetime.now(UTC)
    )
    db.add(conflict)
    db.commit()
    return conflict


def make_declaration(db: Session, program: Program, user: User, **said: str) -> Declaration:
    """What somebody declared, instead of what they said before; nothing: that there is nothing."""
    now = datetime.now(UTC)
    known = Declaration.program_id == program.id, Declaration.user_id == user.id
    declaration = db.scalar(select(Declaration).where(*known))
    if declaration is None:
        declaration = Declaration(program_id=program.id, user_id=user.id, created_at=now, updated_at=now)
        db.add(declaration)
    for name, text in said.items():
        setattr(declaration, name, text)
    db.commit()
    return declaration


def make_evidence(db: Session, nomination: Nomination) -> CrmExport:
    """A CRM export that the first line of the nomination comes from; its bytes are in no folder."""
    now = datetime.now(UTC)
    sent = db.scalars(select(Submission).where(Submission.nomination_id == nomination.id)).first()
    stored = StoredFile(
        public_id=secrets.token_urlsafe(12), program_id=nomination.program_id, nomination_id=nomination.id,
        owner_id=nomination.owner_id, name="Export.xlsx", kind="xlsx", size=9, sha256=secrets.token_hex(32), created_at=now,
    )  # fmt: skip
    line = {"name": "Dairy", "revenue": "700,000", "prior": "680,000"}
    outcome = {
        "rows_read": 3, "rows_used": 1, "total": 700_000_00, "total_hundredths": 700_000_00, "currency": "USD", "totals": [], "lines": [],
        "customers": 1, "former": 0, "groups": [], "used": [], "questions": [], "warnings": [], "notes": [], "unknown": [], "no_prior": 0,
    }  # fmt: skip
    found = {
        "profile": "salesforce", "sheets": [""], "other_sheets": [], "header_row": 1, "headings": ["Account Name"], "labels": ["Account Name"], "first": [], "said": [],
        "types": [], "stages": [], "sources": [], "owners": [], "currencies": [], "columns": {}, "notes": [], "more_values": False,
        "remembered": False,
    }  # fmt: skip
    export = CrmExport(
        public_id=secrets.token_urlsafe(12), nomination_id=nomination.id, file=stored, mapping={}, found=found, outcome=outcome,
        created_at=now, expires_at=now, taken_at=now,
        taken={"replace": False, "before": {"lines": []}, "after": {"lines": []}, "lines": [{"typed": line, "rows": ["7"], "count": 1}]},
    )  # fmt: skip
    db.add(export)
    db.flush()
    if sent is not None:
        first, *others = sent.content.get("lines") or [line]
        sent.content = {**sent.content, "lines": [{**first, "source": f"{export.public_id}:0"}, *others]}
    db.commit()
    return export


def make_panel(
    db: Session, program: Program, name: str = "", *, judges: list[User], categories: list[Category] | None = None,
    nominations: list[Nomination] | None = None, lead: User | None = None,
) -> Panel:  # fmt: skip
    """Of all categories, unless they are named."""
    panel = Panel(
        program_id=program.id, name=name or f"Panel {next(_count)}", lead_judge_id=lead.id if lead else None,
        created_at=datetime.now(UTC),
    )  # fmt: skip
    db.add(panel)
    db.flush()
    if categories is None:
        categories = list(db.scalars(select(Category).where(Category.program_id == program.id)))
    db.add_all(PanelJudge(panel_id=panel.id, user_id=judge.id) for judge in judges)
    db.add_all(PanelCategory(panel_id=panel.id, category_id=one.id) for one in categories)
    db.add_all(PanelNomination(panel_id=panel.id, nomination_id=one.id) for one in nominations or ())
    db.commit()
    return panel


def make_pair(db: Session, program: Program, one: User, other: User, kind: Meeting) -> JudgePair:
    first, second = sorted((one.id, other.id))
    pair = JudgePair(program_id=program.id, first_id=first, second_id=second, kind=kind)
    db.add(pair)
    db.commit()
    return pair
