"""A judged contest for the decision file: real assessments, a settled flag, excluded cards, a tie, and judges whose names may
stand nowhere."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.decision_file.layout import DATA, pack
from app.judging.models import AssignmentState
from app.nominations.models import Nomination, Settlement, SettlementKind
from app.nominations.service import assess_again
from app.programs.models import Program
from tests import factories as make

CANARIES = ("Canary Magpie", "canary.magpie@judges.example")
STORY = (
    "She won four customers from rivals, cold calls only. The rest is renewals of contracts that were assigned to her."
)
POINTS = {"Ada": [9, 8, 8], "Ben": [7, 7, 6], "Cyd": [5, 6, 4], "Dot": [8, 6, 7], "Eve": [8, 7, 6], "Fay": [7]}


def contest(db: Session, program: Program) -> list[Nomination]:
    judges = [make.make_judge(db, program) for _ in range(3)]
    judges[1].name, judges[1].email = CANARIES
    program.tie_rules = ["heaviest", "first_places", "head_to_head"]
    made = [_nominated(db, program, judges, name, points) for name, points in POINTS.items()]
    _excluded(db, program, made, judges)
    organizer = make.make_organizer(db, program)
    _total, assessment = made[0], _assessment(db, made[0])
    db.add(
        Settlement(
            assessment_id=assessment, nomination_id=made[0].id, decision=SettlementKind.KEEP,
            from_category_id=made[0].category_id, reason="As canary  magpie said: it fits.", by_id=organizer.id,
            created_at=program.created_at,
        )
    )  # fmt: skip
    db.commit()
    return made


def _nominated(db: Session, program: Program, judges: list[User], name: str, points: list[int]) -> Nomination:
    lines = [
        {"name": "Acme", "revenue": "600000", "prior": "580000", "origin": "assigned", "kind": "renewal"},
        {"name": "Customer B", "revenue": "400000.50", "prior": "0", "prior_confirmed": True, "origin": "self_sourced"},
    ]
    content = {
        "nominee_name": name, "period_from": "2026-01-01", "period_to": "2026-12-31", "measure": "booked",
        "amounts_are": "currency", "headline": "1,000,000", "lines": lines, "story": STORY,
    }  # fmt: skip
    nomination = make.make_submitted(db, program, make.make_user(db), nominee=name, content=content)
    criteria = make.criteria_of(db, program)
    for judge, given in zip(judges, points, strict=False):
        card = {one.id: given * 1000 - 1000 * (place == 1) for place, one in enumerate(criteria)}
        make.make_scorecard(db, make.make_assignment(db, nomination, judge), card)
    db.refresh(nomination, ["program"])
    assess_again(db, nomination, by=None, now=program.created_at)
    db.commit()
    return nomination


def _excluded(db: Session, program: Program, made: list[Nomination], judges: list[User]) -> None:
    """One card each that is not final, of a judge who was removed, and of one with a conflict."""
    more = [make.make_judge(db, program) for _ in range(3)]
    card = {one.id: 10_000 for one in make.criteria_of(db, program)}
    make.make_scorecard(db, make.make_assignment(db, made[0], more[0]), card, final=False)
    removed = make.make_assignment(db, made[1], more[1])
    make.make_scorecard(db, removed, card)
    removed.state = AssignmentState.REMOVED
    make.make_scorecard(db, make.make_assignment(db, made[2], more[2]), card)
    make.make_conflict(db, made[2], more[2])
    db.commit()


def _assessment(db: Session, nomination: Nomination) -> int:
    from app.nominations.queries import latest

    found = latest(db, nomination.id)
    assert found is not None
    return found[1].id


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Just so, whatever the hashes say."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, Any]:
    return {name: json.loads(part) for name, part in members(data).items() if name in DATA}


def forged(parts: Mapping[str, Any]) -> bytes:
    """With a manifest that fits what was changed."""
    return pack(parts)[0]
