"""The organizer's page of conflicts: found whenever it is opened, decided, asked about, lifted."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.judging.models import Assignment, Scorecard
from app.judging.queries.assigning import cleared
from app.judging.queries.conflicts import not_to_meet
from app.judging.queries.counted import counted_scorecards
from app.mail.models import OutboxMail
from app.nominations.models import Conflict, ConflictState, Nomination, Submission
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import look


class Panel:
    """A judge of Acme Tools, a nominee of Acme Tools, an organizer; and a second organizer who is told."""

    def __init__(self, db: Session, visitor: Visitor, **nomination: Any) -> None:
        self.program: Program = make.make_program(db, standing="judging")
        self.judge = make.make_judge(db, self.program)
        self.judge.company, self.judge.name = "Acme Tools, Inc.", "Dana Okafor"
        self.organizer, self.other = make.make_organizer(db, self.program), make.make_organizer(db, self.program)
        self.nomination = make.make_submitted(
            db, self.program, make.make_user(db), **{"company": "ACME Tools", "nominee": "Jordan Vale", **nomination}
        )
        db.commit()
        self.path = f"/programs/{self.program.slug}/conflicts"
        self.browser = visitor.signed_in(self.organizer)

    def settle(self, decision: str, reason: str = "We looked into it", person: User | None = None, **more: Any) -> Any:
        path = f"/nominations/{self.nomination.public_id}/conflict/settle"
        return self.browser.submit(path, person=(person or self.judge).id, decision=decision, reason=reason, **more)

    def lift(self, reason: str = "They left years ago", **more: Any) -> Any:
        path = f"/nominations/{self.nomination.public_id}/conflict/lift"
        return self.browser.submit(path, person=self.judge.id, reason=reason, **more)

    def page(self, state: str = "possible") -> str:
        return self.browser.get(f"{self.path}?state={state}").text


@pytest.fixture
def panel(db: Session, visitor: Visitor) -> Panel:
    return Panel(db, visitor)


def test_what_ties_a_judge_to_a_nomination_is_shown_with_its_evidence(panel: Panel) -> None:
    page = panel.page()
    assert "Dana Okafor and Jordan Vale" in page
    assert "Same company: the employer, Acme Tools, Inc., and the nominee" in page
    assert "Nothing dismissed" in panel.page("dismissed")


def test_a_dismissed_one_stays_dismissed_until_something_new_is_found(panel: Panel, db: Session) -> None:
    panel.browser.follow(panel.settle("dismiss", "Another Acme"))
    assert "Jordan Vale" not in panel.page()
    assert "Another Acme" in panel.page("dismissed")
    make.make_declaration(db, panel.program, panel.judge, relatives="Jordan Vale")
    page = panel.page()
    assert "It was dismissed before; this is new:" in page
    assert "Same name: a relative, Jordan Vale, and the nominee, Jordan Vale" in page
    assert "Another Acme" in page


def test_a_late_nomination_and_a_new_judge_are_found_and_decisions_stay(panel: Panel, db: Session) -> None:
    panel.settle("dismiss", "Another Acme")
    late = make.make_submitted(db, panel.program, make.make_user(db), nominee="Late Comer", company="Acme Tools GmbH")
    new = make.make_judge(db, panel.program)
    new.company = "Acme Tools"
    db.commit()
    page = panel.page()
    assert page.count("Late Comer") == 2
    assert f"{new.name} and Jordan Vale" in page
    assert "Dana Okafor and Jordan Vale" not in page
    assert late.reference is not None
    assert "Another Acme" in panel.page("dismissed")


def test_what_is_gone_from_the_data_is_no_longer_possible(panel: Panel, db: Session) -> None:
    db.execute(update(Submission).values(nominee_company="Clearwater"))
    db.commit()
    assert "Nothing to decide" in panel.page()


def test_a_confirmed_one_takes_the_nomination_away_and_the_other_organizers_are_told(
    panel: Panel, db: Session, visitor: Visitor
) -> None:
    make.make_assignment(db, panel.nomination, panel.judge)
    judge = visitor.signed_in(panel.judge)
    assert judge.get(f"/nominations/{panel.nomination.public_id}/score").status_code == 200
    panel.browser.follow(panel.settle("confirm", "They are colleagues"))
    assert judge.get(f"/nominations/{panel.nomination.public_id}/score").status_code == 404
    assert "Jordan Vale" in panel.page("confirmed")
    assert [mail.to_email for mail in look(db, select(OutboxMail))] == [panel.other.email]
    assert "They are colleagues" in look(db, select(OutboxMail.body))[0]
    event = look(db, select(AuditEvent).where(AuditEvent.action == "conflict.confirm"))[0]
    assert (event.before["state"], event.after["state"], event.reason) == (
        "possible",
        "confirmed",
        "They are colleagues",
    )


@pytest.mark.parametrize("give_back", [True, False])
def test_c8_lifting_gives_the_nomination_back_with_its_scores_or_takes_it_away(
    panel: Panel, db: Session, give_back: bool
) -> None:
    criteria = make.criteria_of(db, panel.program)
    card = make.make_scorecard(
        db, make.make_assignment(db, panel.nomination, panel.judge), {c.id: 7000 for c in criteria}
    )
    db.commit()
    assert len(look(db, counted_scorecards(panel.program.id))) == 1
    panel.settle("confirm")
    assert look(db, counted_scorecards(panel.program.id)) == []
    assert look(db, select(Scorecard.id)) == [card.id]
    panel.browser.follow(panel.lift(give_back="yes" if give_back else None))
    assert len(look(db, counted_scorecards(panel.program.id))) == give_back
    assert look(db, select(Assignment.state)) == ["active" if give_back else "removed"]
    assert "They left years ago" in panel.page("dismissed")
    assert "Nothing to decide" in panel.page()
    assert look(db, select(AuditEvent.reason).where(AuditEvent.action == "conflict.lift")) == ["They left years ago"]


def test_a_judge_who_stepped_back_gets_the_nomination_again_when_it_is_lifted(
    panel: Panel, db: Session, visitor: Visitor
) -> None:
    make.make_assignment(db, panel.nomination, panel.judge)
    judge, score = visitor.signed_in(panel.judge), f"/nominations/{panel.nomination.public_id}/score"
    judge.submit(f"/nominations/{panel.nomination.public_id}/recuse", reason="We worked together")
    assert "We worked together" in panel.page("confirmed")
    panel.lift(give_back="yes")
    assert judge.get(score).status_code == 200


def test_the_judge_is_asked_by_mail_and_the_answer_is_shown(panel: Panel, db: Session, visitor: Visitor) -> None:
    panel.browser.follow(panel.settle("ask", "Is it the same Acme?"))
    mail = look(db, select(OutboxMail))[0]
    assert mail.to_email == panel.judge.email
    assert "Is it the same Acme?" in mail.body
    assert f"/programs/{panel.program.slug}/declare" in mail.body
    assert "No answer yet." in panel.page()
    judge = visitor.signed_in(panel.judge)
    assert "Is it the same Acme?" in judge.get(f"/programs/{panel.program.slug}/declare").text
    judge.submit(
        f"/programs/{panel.program.slug}/declare/answer",
        nomination=panel.nomination.public_id,
        conflicted="no",
        words="Another one",
    )
    page = panel.page()
    assert "The answer: no conflict." in page
    assert "Another one" in page
    panel.settle("dismiss", "As the judge says")
    assert "Jordan Vale" not in panel.page()


def test_a_yes_of_the_judge_confirms_it(panel: Panel, db: Session, visitor: Visitor) -> None:
    panel.settle("ask", "")
    judge, path = visitor.signed_in(panel.judge), f"/programs/{panel.program.slug}/declare/answer"
    assert judge.submit(path, nomination=panel.nomination.public_id, conflicted="maybe").status_code == 422
    judge.follow(judge.submit(path, nomination=panel.nomination.public_id, conflicted="yes", words="We are cousins"))
    assert look(db, select(Conflict.state)) == [ConflictState.CONFIRMED]
    assert "We are cousins" in panel.page("confirmed")
    told = look(db, select(OutboxMail.to_email).where(OutboxMail.dedup_key.like("conflict:%")))
    assert sorted(told) == sorted([panel.organizer.email, panel.other.email])
    assert judge.submit(path, nomination=panel.nomination.public_id, conflicted="no").status_code == 404


def test_a_decision_needs_a_reason_and_what_was_typed_comes_back(panel: Panel) -> None:
    refused = panel.settle("dismiss", " ")
    assert refused.status_code == 422
    assert "Please give a reason in a few words" in refused.text
    long = panel.settle("confirm", "x" * 3000)
    assert long.status_code == 422
    assert "x" * 3000 in long.text
    assert panel.settle("burn").status_code == 422
    assert panel.lift(" ").status_code == 422


def test_nobody_dismisses_their_own_and_whom_it_is_about_never_lifts_it(
    panel: Panel, db: Session, visitor: Visitor
) -> None:
    db.execute(update(User).where(User.id == panel.organizer.id).values(company="Acme Tools"))
    db.commit()
    assert "only another organizer can dismiss it" in panel.page()
    for decision in ("dismiss", "ask"):
        assert panel.settle(decision, person=panel.organizer).status_code == 422
    assert panel.browser.follow(panel.settle("confirm", "My employer", person=panel.organizer)).status_code == 200
    page = panel.page("confirmed")
    assert "Jordan Vale" not in page
    assert "One nomination is left out here" in page
    path = f"/nominations/{panel.nomination.public_id}/conflict/lift"
    assert panel.browser.submit(path, person=panel.organizer.id, reason="Never mind").status_code == 403
    assert panel.settle("dismiss").status_code == 403
    other = visitor.signed_in(panel.other)
    assert other.submit(path, person=panel.organizer.id, reason="They left").status_code == 303
    assert "Jordan Vale" in panel.page()


def test_what_was_settled_meanwhile_or_never_was_changes_nothing(panel: Panel, db: Session) -> None:
    panel.settle("dismiss")
    panel.browser.follow(panel.settle("ask"))
    panel.browser.follow(panel.settle("dismiss", person=panel.other))
    panel.browser.follow(panel.lift())
    assert look(db, select(Conflict.state)) == [ConflictState.DISMISSED]
    assert look(db, select(func.count(OutboxMail.id))) == [0]


def test_a_dismissed_one_can_be_confirmed_after_all(panel: Panel, db: Session) -> None:
    panel.settle("dismiss")
    panel.browser.follow(panel.settle("confirm", "It is the same Acme"))
    assert look(db, select(Conflict.state)) == [ConflictState.CONFIRMED]


def test_who_plans_learns_of_possible_ones_and_a_dismissed_one_is_no_bar(panel: Panel, db: Session) -> None:
    pair, program = (panel.nomination.id, panel.judge.id), panel.program.id

    def planned() -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        with Session(db.get_bind()) as other:
            return not_to_meet(other, program), cleared(other, program)

    assert planned() == ({pair}, set())
    panel.settle("dismiss", "Another Acme")
    assert planned() == (set(), {pair})
    assign = f"/programs/{panel.program.slug}/assignments"
    panel.browser.follow(panel.browser.submit(assign, judge=panel.judge.id, reference=panel.nomination.reference))
    assert look(db, select(Assignment.judge_id)) == [panel.judge.id]


def test_c6_mails_that_wait_are_not_sent_to_who_has_a_conflict_by_now(panel: Panel, db: Session) -> None:
    now = datetime.now(UTC)
    for key, to, about in (
        ("a", panel.judge, panel.nomination.id),
        ("b", panel.judge, None),
        ("c", panel.other, panel.nomination.id),
    ):
        db.add(
            OutboxMail(
                dedup_key=key, program_id=panel.program.id, nomination_id=about, to_email=to.email, subject="", body="", created_at=now
            )
        )  # fmt: skip
    db.commit()
    panel.settle("confirm")
    stopped = look(db, select(OutboxMail.dedup_key).where(OutboxMail.given_up_at.is_not(None)))
    assert stopped == ["a"]


def test_the_page_asks_no_more_of_the_database_with_more_on_it(panel: Panel, db: Session) -> None:
    with panel.browser.counting() as few:
        panel.page()
    for number in range(6):
        judge = make.make_judge(db, panel.program)
        judge.company = "Acme Tools"
        make.make_submitted(db, panel.program, make.make_user(db), nominee=f"More {number}", company="Acme Tools")
    db.commit()
    with panel.browser.counting() as many:
        page = panel.page()
    assert "More 5" in panel.browser.get(f"{panel.path}?page=3").text
    assert page.count("Same company:") == 20
    assert len(many) == len(few)


def test_a_nomination_that_left_the_contest_is_not_looked_at(panel: Panel, db: Session) -> None:
    db.execute(update(Nomination).values(state="withdrawn"))
    db.commit()
    assert "Nothing to decide" in panel.page()


def test_a_customer_who_is_a_person_and_a_title_are_looked_at_too(panel: Panel, db: Session) -> None:
    lines = [{"name": "Dana Okafor", "revenue": "100"}, {"name": "All others", "revenue": "9"}]
    sent = db.scalars(select(Submission).where(Submission.nomination_id == panel.nomination.id)).one()
    sent.content = {"lines": lines, "nominee_title": "Assistant to Dana Okafor"}
    panel.judge.company = "Elsewhere"
    make.make_declaration(db, panel.program, panel.judge, told="I sold to all others.")
    page = panel.page()
    assert "Same name: Dana Okafor, and a customer, Dana Okafor" in page
    assert "Assistant to Dana Okafor" in page
    assert "All others" not in page


def test_a_nomination_that_no_organizer_may_look_after_is_said_to_wait(panel: Panel, db: Session, visitor: Visitor) -> None:  # fmt: skip
    own = make.make_submitted(db, panel.program, panel.other)
    make.make_submitted(db, panel.program, make.make_user(db))
    make.make_conflict(db, panel.nomination, panel.organizer)
    assert "another one is invited" not in panel.page()
    make.make_conflict(db, panel.nomination, panel.other)
    page = panel.page()
    assert "For one nomination there is no such organizer yet" in page
    assert f'href="/programs/{panel.program.slug}/people#invite"' in page
    overview = panel.browser.get(f"/programs/{panel.program.slug}/overview").text
    assert "1 nomination has nobody to look after it" in overview
    make.make_conflict(db, own, panel.organizer)
    assert "For 2 nominations there is no such organizer yet" in panel.page()
    make.make_organizer(db, panel.program)
    assert "nobody to look after" not in panel.browser.get(f"/programs/{panel.program.slug}/overview").text
    assert "no such organizer yet" not in panel.page()
