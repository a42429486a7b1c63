"""Drafts are kept as typed, submissions are frozen with lines and assessment, and every write leaves a trace."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.db import Database
from app.domain.errors import UserError
from app.domain.states import State
from app.mail.models import OutboxMail
from app.nominations import queries, service
from app.nominations.models import Assessment, Nomination, RevenueLine, Settlement, Submission
from app.nominations.service import Incomplete, Stale
from app.programs.models import ForRole, Program
from tests import factories as make
from tests.nominations.writing import FULL, MANAGED

ORIGIN = "http://testserver"


@dataclass
class Desk:
    db: Session
    program: Program
    owner: User

    def draft(self, content: dict[str, Any] | None = None) -> Nomination:
        return service.start_draft(
            self.db, self.program, category=make.category_of(self.db, self.program), by=self.owner.id, now=datetime.now(UTC), draft=content
        )  # fmt: skip

    def submit(self, nomination: Nomination) -> tuple[Submission, Assessment]:
        return service.submit_nomination(self.db, nomination, by=self.owner.id, now=datetime.now(UTC), origin=ORIGIN)

    def save(self, nomination: Nomination, step: str, version: int | None = None, **typed: Any) -> Any:
        return service.save_step(
            self.db, nomination, step, typed, version=version, by=self.owner.id, now=datetime.now(UTC)
        )

    def count(self, model: Any) -> int:
        return self.db.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def desk(db: Session) -> Desk:
    program = make.make_program(db, reference_prefix="CMSA", period_to=datetime(2025, 12, 31, tzinfo=UTC).date())
    return Desk(db, program, make.make_user(db))


def test_a_new_draft_starts_with_the_programs_period(desk: Desk) -> None:
    nomination = desk.draft()
    assert nomination.state is State.DRAFT
    assert nomination.draft["period_from"] == "2025-01-01"


def test_a_save_keeps_what_was_typed_even_when_it_is_wrong(desk: Desk) -> None:
    nomination = desk.draft()
    saved = desk.save(nomination, "revenue", headline="about four million?", lines=[{"name": "A", "revenue": "x"}])
    assert saved.changed
    assert nomination.draft["headline"] == "about four million?"


def test_the_same_save_again_changes_nothing(desk: Desk) -> None:
    nomination = desk.draft()
    first = desk.save(nomination, "story", version=1, story="Once.")
    again = desk.save(nomination, "story", version=1, story="Once.")
    assert again.version == first.version
    assert not again.changed


def test_two_tabs_on_two_steps_are_both_kept(desk: Desk) -> None:
    nomination = desk.draft()
    desk.save(nomination, "story", version=1, story="From one tab.")
    desk.save(nomination, "nominee", version=1, nominee_name="From the other")
    assert nomination.draft["story"] == "From one tab."
    assert nomination.draft["nominee_name"] == "From the other"


def test_two_tabs_on_one_field_are_a_conflict_that_writes_nothing(desk: Desk) -> None:
    nomination = desk.draft()
    desk.save(nomination, "story", version=1, story="First.")
    assert isinstance(desk.save(nomination, "story", version=1, story="Second."), Stale)
    assert nomination.draft["story"] == "First."


def test_a_save_is_audited_with_field_names_and_never_values(desk: Desk) -> None:
    nomination = desk.draft()
    desk.save(nomination, "story", story="A secret worth keeping")
    event = desk.db.scalars(select(AuditEvent).where(AuditEvent.action == "nomination.save")).one()
    assert event.after == {"version": 2, "step": "story", "fields": ["story"]}


def test_an_incomplete_nomination_is_refused_and_nothing_is_written(desk: Desk) -> None:
    nomination = desk.draft({"nominee_name": "Nora"})
    with pytest.raises(Incomplete) as refusal:
        desk.submit(nomination)
    assert {problem.field for problem in refusal.value.problems} == {"nominee_company", "existing_share", "story"}
    assert nomination.number is None
    assert desk.count(Submission) == 0


def test_submitting_freezes_content_lines_and_assessment_and_gives_a_reference(desk: Desk) -> None:
    nomination = desk.draft(FULL)
    submission, assessment = desk.submit(nomination)
    year = desk.program.closes_at.year
    assert nomination.reference == f"CMSA-{year}-0001"
    assert nomination.state is State.SUBMITTED
    assert submission.headline_minor == 600_000_00
    assert [line.revenue_minor for line in queries.lines_of(desk.db, submission.id)] == [
        300_000_00,
        200_000_00,
        100_000_00,
    ]
    assert assessment.role == "hunter"
    assert assessment.new_minor == 600_000_00
    assert not assessment.flag
    assert assessment.rules_version == assessment.result["rules_version"]


def test_a_double_submit_is_one_submission_with_one_receipt(desk: Desk) -> None:
    nomination = desk.draft(FULL)
    first, _ = desk.submit(nomination)
    again, _ = desk.submit(nomination)
    assert again.id == first.id
    assert desk.count(Submission) == 1
    mail = desk.db.scalars(select(OutboxMail)).one()
    assert first.content_hash in mail.body
    assert nomination.reference is not None
    assert nomination.reference in mail.subject


def test_a_changed_nomination_supersedes_what_was_sent_and_keeps_its_number(desk: Desk) -> None:
    nomination = desk.draft(FULL)
    first, _ = desk.submit(nomination)
    reference = nomination.reference
    desk.save(nomination, "story", story="Told anew.")
    second, _ = desk.submit(nomination)
    desk.db.refresh(first)
    assert (second.number, nomination.reference) == (2, reference)
    assert first.superseded_at is not None
    found = queries.latest(desk.db, nomination.id)
    assert found is not None
    assert found[0].id == second.id


def test_mostly_managed_revenue_raises_the_flag_with_its_figures(desk: Desk) -> None:
    _, assessment = desk.submit(desk.draft(MANAGED))
    assert assessment.flag
    assert assessment.share == 780_000
    assert (assessment.managed_minor, assessment.expansion_minor) == (780_000_00, 220_000_00)


def test_silence_is_an_open_question(desk: Desk) -> None:
    _, assessment = desk.submit(
        desk.draft({**FULL, "headline": "", "lines": [], "existing_share": "cant_say", "story": "A fine person."})
    )
    assert assessment.question
    assert not assessment.flag
    assert assessment.share is None


def test_percentages_become_amounts_of_the_headline(desk: Desk) -> None:
    lines = [
        {"name": "A", "revenue": "75", "prior": "0", "origin": "inbound"},
        {"name": "B", "revenue": "25%", "prior": "20"},
    ]
    submission, _ = desk.submit(desk.draft({**FULL, "amounts_are": "percent", "lines": lines}))
    stored = queries.lines_of(desk.db, submission.id)
    assert [(line.revenue_minor, line.prior_minor) for line in stored] == [(450_000_00, 0), (150_000_00, 120_000_00)]


def test_a_withdrawn_nomination_is_revived_as_it_was(desk: Desk) -> None:
    nomination = desk.draft(FULL)
    first, _ = desk.submit(nomination)
    service.withdraw(desk.db, nomination, by=desk.owner.id, now=datetime.now(UTC))
    with pytest.raises(UserError):
        desk.submit(nomination)
    service.revive(desk.db, nomination, by=desk.owner.id, now=datetime.now(UTC))
    found = queries.latest(desk.db, nomination.id)
    assert found is not None
    assert found[0].id == first.id


def test_only_what_was_never_submitted_is_deleted(desk: Desk) -> None:
    service.delete_draft(desk.db, desk.draft(), by=desk.owner.id, now=datetime.now(UTC))
    assert desk.count(Nomination) == 0
    nomination = desk.draft(FULL)
    desk.submit(nomination)
    with pytest.raises(UserError):
        service.delete_draft(desk.db, nomination, by=desk.owner.id, now=datetime.now(UTC))


def test_accepting_the_move_closes_the_question_by_itself(desk: Desk) -> None:
    nomination = desk.draft(MANAGED)
    _, assessment = desk.submit(nomination)
    target = make.category_of(desk.db, desk.program, ForRole.ACCOUNT_MANAGER)
    service.answer_question(desk.db, nomination, service.Answer(accept=target), by=desk.owner.id, now=datetime.now(UTC))
    settlement = desk.db.scalars(select(Settlement)).one()
    assert (settlement.assessment_id, settlement.decision.value) == (assessment.id, "move")
    assert nomination.category.id == target.id
    with pytest.raises(UserError):
        service.answer_question(
            desk.db, nomination, service.Answer(explanation="x"), by=desk.owner.id, now=datetime.now(UTC)
        )


def test_an_assessment_is_made_anew_only_when_the_rules_changed(desk: Desk) -> None:
    nomination = desk.draft(MANAGED)
    _, old = desk.submit(nomination)
    assert service.assess_again(desk.db, nomination, by=None, now=datetime.now(UTC)) is None
    desk.program.threshold = 800
    new = service.assess_again(desk.db, nomination, by=None, now=datetime.now(UTC))
    assert new is not None
    assert (old.flag, new.flag, new.number) == (True, False, 2)
    assert old.superseded_at is not None


def test_two_programs_with_one_prefix_never_share_a_reference(desk: Desk, db: Session) -> None:
    desk.submit(desk.draft(FULL))
    other = Desk(db, make.make_program(db, reference_prefix="CMSA"), desk.owner)
    nomination = other.draft(FULL)
    other.submit(nomination)
    assert nomination.reference is not None
    assert nomination.reference.endswith("-0002")


def test_a_customer_counted_in_two_nominations_is_found_but_never_customer_a(desk: Desk) -> None:
    first = desk.draft(FULL)
    second = desk.draft(
        {**FULL, "lines": [{"name": " foundry ", "revenue": "1"}, {"name": "Customer A", "revenue": "1"}]}
    )
    desk.submit(first)
    desk.submit(second)
    assert [row[0] for row in queries.shared_customers(desk.db, first)] == ["Foundry"]
    assert desk.db.scalar(select(RevenueLine.name_key).where(RevenueLine.name == "Customer A")) == ""


def test_eight_people_pressing_submit_at_once_make_one_submission(desk: Desk, database: Database) -> None:
    nomination = desk.draft(FULL)
    desk.db.commit()

    def press(_number: int) -> int:
        with database.writing() as session:
            found = queries.by_public_id(session, nomination.public_id)
            assert found is not None
            return service.submit_nomination(session, found, by=desk.owner.id, now=datetime.now(UTC), origin=ORIGIN)[
                0
            ].id

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(press, range(8)))
    assert len(ids) == 1
    assert (desk.count(Submission), desk.count(Assessment), desk.count(OutboxMail)) == (1, 1, 1)


def test_two_nominations_submitted_at_once_get_two_numbers(desk: Desk, database: Database) -> None:
    drafts = [desk.draft(FULL).public_id for _number in range(6)]
    desk.db.commit()

    def press(name: str) -> str | None:
        with database.writing() as session:
            found = queries.by_public_id(session, name)
            assert found is not None
            service.submit_nomination(session, found, by=desk.owner.id, now=datetime.now(UTC))
            return found.reference

    with ThreadPoolExecutor(3) as pool:
        references = set(pool.map(press, drafts))
    assert len(references) == 6
