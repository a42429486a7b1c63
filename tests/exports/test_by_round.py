"""Exports of an earlier round: the tables hold its scores and results, and say so."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.judging.models import Screening
from app.programs.models import Program, Round, RoundMode
from tests import factories as make
from tests.browsing import Visitor

PATH = "/programs/long/exports"


@pytest.fixture
def rounds(db: Session) -> tuple[Program, Round]:
    """A first look with one yes, then a shortlist with one scorecard of eights."""
    program = make.make_program(db, "long", standing="judging", minimum_scores=1)
    first, nomination = make.round_of(db, program), make.make_submitted(db, program, make.make_user(db))
    first.name, first.mode, first.closes_at = "Longlist", RoundMode.SCREEN, datetime.now(UTC) - timedelta(hours=1)
    judge = make.make_judge(db, program)
    card = make.make_scorecard(db, make.make_assignment(db, nomination, judge, first), {})
    db.add(Screening(scorecard_id=card.id, yes=True, reason="Cold start", updated_at=datetime.now(UTC)))
    final = make.make_round(db, program, "Shortlist", minimum_scores=1)
    scores = {one.id: 8000 for one in make.criteria_of(db, program)}
    make.make_scorecard(db, make.make_assignment(db, nomination, judge, final), scores)
    db.commit()
    return program, first


@pytest.fixture
def organizer(db: Session, rounds: tuple[Program, Round], visitor: Visitor) -> Visitor:
    return visitor.signed_in(make.make_organizer(db, rounds[0]))


def taken(organizer: Visitor, what: str, **more: object) -> tuple[str, list[dict[str, str]]]:
    """The name of the file and its rows."""
    got = organizer.submit(f"{PATH}/download", what=what, format="csv", **more)
    assert got.status_code == 200
    rows = csv.DictReader(io.StringIO(got.content.decode("utf-8-sig")))
    return got.headers["content-disposition"], list(rows)


def test_a_table_is_of_the_round_that_counts_or_of_the_one_that_was_asked_for(
    organizer: Visitor, rounds: tuple[Program, Round]
) -> None:
    name, rows = taken(organizer, "scores")
    assert "long-scores-round-2-" in name
    assert {(row["Round"], row["Score"]) for row in rows} == {("Shortlist", "8.0")}
    name, rows = taken(organizer, "comments", round=rounds[1].id)
    assert "long-comments-round-1-" in name
    assert [(row["Round"], row["Yes in a first look"], row["Why, in a first look"]) for row in rows] == [
        ("Longlist", "yes", "Cold start")
    ]
    assert taken(organizer, "scores", round=rounds[1].id)[1] == []


def test_the_trail_says_which_round_was_taken(db: Session, organizer: Visitor, rounds: tuple[Program, Round]) -> None:
    taken(organizer, "judges", round=rounds[1].id)
    taken(organizer, "nominations", round=rounds[1].id)
    told = db.scalars(select(AuditEvent.after).where(AuditEvent.action == "program.export").order_by(AuditEvent.seq))
    assert [one["round"] if one and "round" in one else None for one in told] == ["Longlist", None]


def test_the_page_offers_each_round_that_has_begun(
    db: Session, organizer: Visitor, rounds: tuple[Program, Round]
) -> None:
    program, first = rounds
    make.make_round(db, program, "Final", begun=False)
    page = organizer.get(PATH).text
    assert "Shortlist (counts now)" in page
    assert "Final" not in page.split("<main")[1]
    earlier = organizer.get(f"{PATH}?round={first.id}").text
    assert f'name="round" value="{first.id}"' in earlier
    assert "Of “Longlist”." in earlier
    assert organizer.get(f"{PATH}?round={first.id + 50}").status_code == 404


def test_a_round_that_has_not_begun_is_refused_with_a_sentence(
    db: Session, organizer: Visitor, rounds: tuple[Program, Round]
) -> None:
    planned = make.make_round(db, rounds[0], "Final", begun=False)
    refused = organizer.submit(f"{PATH}/download", what="scores", format="csv", round=planned.id)
    assert refused.status_code == 422
    assert "There is no such round, or it has not begun" in refused.text


def test_the_printed_score_sheet_is_of_a_round_too(organizer: Visitor, rounds: tuple[Program, Round]) -> None:
    got = organizer.submit(f"{PATH}/download", what="score-sheet", format="pdf", round=rounds[1].id)
    assert got.status_code == 200
    assert got.content.startswith(b"%PDF-")
    assert "round-1" in got.headers["content-disposition"]
