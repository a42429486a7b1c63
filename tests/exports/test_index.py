"""The exports page and its downloads: who may, what is recorded, and that an export is what its organizer may see."""

import csv
import io
import json

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.exports.tables import TABLES, with_round
from app.nominations.models import Conflict, ConflictState, Nomination
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor

DOWNLOAD = "/programs/awards/exports/download"


def test_the_page_offers_every_table_in_three_formats(
    visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    page = visitor.signed_in(organizer).get("/programs/awards/exports").text
    for name in TABLES:
        assert page.count(f'name="what" value="{name}"') == 3
    assert 'name="what" value="everything"' in page


def test_an_export_has_a_neutral_dated_name_and_is_recorded(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    answer = visitor.signed_in(organizer).submit(DOWNLOAD, what="scores", format="csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-length"] == str(len(answer.content))
    name = answer.headers["content-disposition"]
    assert name.startswith('attachment; filename="awards-scores-20')
    assert name.endswith('.csv"')
    event = db.query(AuditEvent).filter_by(action="program.export").one()
    assert (event.actor_id, event.after) == (
        organizer.id,
        {"what": "scores", "format": "csv", "rows": 80, "nominations_left_out": 0},
    )


@pytest.mark.parametrize(
    "fields",
    [{}, {"what": "passwords", "format": "csv"}, {"what": "scores", "format": "exe"}, {"what": "everything", "format": "csv"}],
)  # fmt: skip
def test_what_can_t_be_exported_is_said_and_nothing_is_recorded(
    db: Session, visitor: Visitor, program: Program, organizer: User, fields: dict[str, str]
) -> None:
    answer = visitor.signed_in(organizer).submit(DOWNLOAD, **fields)
    assert answer.status_code == 422
    assert "Please" in answer.text
    assert db.query(AuditEvent).count() == 0


def test_only_organizers_of_the_program_export(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    others = [make.make_judge(db, program), make.make_organizer(db, make.make_program(db)), make.make_user(db)]
    others.append(make.make_user(db, is_administrator=True))
    for user in others:
        browser = visitor.signed_in(user)
        assert browser.get("/programs/awards/exports").status_code == 404
        assert browser.submit(DOWNLOAD, what="scores", format="csv").status_code == 404
    assert visitor.submit(DOWNLOAD, what="scores", format="csv").status_code == 303


@pytest.mark.parametrize("what", sorted(TABLES))
def test_a_conflicted_organizer_s_export_leaves_the_nomination_out(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination], what: str
) -> None:
    secret = make.make_submitted(
        db, program, make.make_user(db, name="Canary Nominator"), nominee="Canary Nominee", company="Canary Corp",
        lines=[{"name": "Canary Customer", "revenue_minor": 1}], content={"story": "Canary story"}, flag=True,
    )  # fmt: skip
    for points in (9000, 8500):
        judge = make.make_judge(db, program)
        full = {criterion.id: points for criterion in make.criteria_of(db, program)}
        make.make_scorecard(db, make.make_assignment(db, secret, judge), full)
    other = make.make_organizer(db, program)
    reference = secret.reference or ""
    db.add(
        Conflict(
            nomination_id=secret.id, user_id=organizer.id, source="declared", state=ConflictState.CONFIRMED, reason="Cousins",
            created_at=secret.created_at,
        )
    )  # fmt: skip
    db.commit()

    def export(user: User) -> str:
        return str(visitor.signed_in(user).submit(DOWNLOAD, what=what, format="json").text)

    seen = export(organizer)
    assert "Canary" not in seen
    assert reference not in seen
    assert seen != export(other), "the nomination is in nobody's export: the test proves nothing"


def test_every_program_s_export_holds_only_its_own_rows(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    elsewhere = make.make_program(db, standing="judging")
    make.make_submitted(db, elsewhere, make.make_user(db), nominee="Canary of another program", flag=True)
    make.make_judge(db, elsewhere)
    for what in TABLES:
        assert "Canary" not in visitor.signed_in(organizer).submit(DOWNLOAD, what=what, format="json").text


def test_judges_progress_is_counted_per_judge(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    idle = make.make_judge(db, program)
    make.make_assignment(db, nominations[0], idle)
    rows = json.loads(visitor.signed_in(organizer).submit(DOWNLOAD, what="judges", format="json").text)
    figures = {row["judge"]: (row["assigned"], row["final"], row["begun"], row["on_the_panel"]) for row in rows}
    assert figures.pop(idle.name) == (1, 0, 0, True)
    assert set(figures.values()) == {(8, 8, 0, True)}


def test_an_empty_program_exports_headers_and_an_empty_array(
    visitor: Visitor, program: Program, organizer: User
) -> None:
    browser = visitor.signed_in(organizer)
    for what, table in TABLES.items():
        assert json.loads(browser.submit(DOWNLOAD, what=what, format="json").text) == []
        rows = list(
            csv.reader(io.StringIO(browser.submit(DOWNLOAD, what=what, format="csv").content.decode("utf-8-sig")))
        )
        assert rows == [[column.title for column in with_round(table).columns]]
    assert browser.submit(DOWNLOAD, what="everything", format="xlsx").status_code == 200
