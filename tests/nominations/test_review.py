"""Review: what judges will see, the question in kind words, the fitting category in one click, and the submission."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from app.domain.states import State
from app.mail.models import OutboxMail
from app.nominations.models import Settlement, Submission
from app.programs.models import ForRole
from tests import factories as make
from tests.nominations.conftest import Bench
from tests.nominations.writing import FULL, MANAGED


def test_the_review_shows_what_judges_read_and_offers_the_fitting_category(bench: Bench) -> None:
    nomination = bench.draft(MANAGED)
    page = bench.browser.get(f"/nominations/{nomination.public_id}/review").text
    assert "both stayed" in page
    assert "A question about the category" in page
    assert "78% of this revenue was there the year before." in page
    assert "move it there?" in page
    assert "$680,000" in page


def test_one_click_moves_it_and_the_question_is_gone(bench: Bench) -> None:
    nomination = bench.draft(MANAGED)
    page = bench.browser.get(f"/nominations/{nomination.public_id}/review").text
    target = bench.category(ForRole.ACCOUNT_MANAGER)
    farmer = bench.category(ForRole.FARMER)
    offered = farmer if f"Move it to {farmer.name}" in page else target
    answer = bench.browser.submit(f"/nominations/{nomination.public_id}/category", category=str(offered.id))
    assert "move it there?" not in bench.browser.follow(answer).text
    assert bench.again(nomination).category_id == offered.id


def test_the_question_names_what_would_clear_it_up_the_rows_and_the_date(bench: Bench) -> None:
    unknown = {**MANAGED, "lines": [{"name": "Dairy", "revenue": "700,000", "origin": "inherited"}, {"name": "Snacks", "revenue": "300,000"}]}  # fmt: skip
    page = bench.browser.get(f"/nominations/{bench.draft(unknown).public_id}/review").text
    asked = page[page.index('id="question"') :]
    asked = asked[: asked.index("</section>")]
    assert "What Dairy and Snacks bought from your company the year before, from anyone" in asked
    assert "Who found Snacks, or how it came to the nominee" in asked
    assert "The rows behind it" in asked
    assert "answer later, by" in asked
    assert asked.count("<li><a") <= 3
    for word in ("flag", "farmer", "mostly managed"):
        assert word not in asked.lower()


def test_the_one_click_keeps_what_was_typed_beside_it_and_can_be_undone(bench: Bench) -> None:
    nomination = bench.submitted(MANAGED)
    path, hunters = f"/nominations/{nomination.public_id}/category", nomination.category_id
    target = bench.category(ForRole.ACCOUNT_MANAGER)
    answer = bench.browser.submit(path, category=str(target.id), explanation="Typed, not saved yet.")
    page = bench.browser.follow(answer).text
    assert "Typed, not saved yet." in page
    assert f"{path}?back={hunters}" in page
    assert len(bench.all(Settlement)) == 1
    bench.browser.submit(f"{path}?back={hunters}")
    assert bench.again(nomination).category_id == hunters
    assert bench.all(Settlement) == []
    assert "A question about the category" in bench.browser.get(f"/nominations/{nomination.public_id}").text


def test_an_incomplete_nomination_names_each_thing_and_keeps_all(bench: Bench) -> None:
    nomination = bench.draft(nominee_name="Nora")
    answer = bench.browser.submit(f"/nominations/{nomination.public_id}/submit", explanation="Still typing.")
    assert answer.status_code == 422
    assert "Please say which company the nominee sells for." in answer.text
    assert "Please tell the story" in answer.text
    assert bench.again(nomination).draft["explanation"] == "Still typing."
    assert nomination.state is State.DRAFT


def test_submitting_leads_to_the_receipt_and_twice_is_once(bench: Bench) -> None:
    nomination = bench.draft(FULL)
    for _again in range(2):
        page = bench.browser.follow(bench.browser.post(f"/nominations/{nomination.public_id}/submit"))
        assert "Received:" in page.text
    assert len(bench.all(Submission)) == 1
    assert len(bench.all(OutboxMail)) == 1


def test_a_late_nominator_is_told_kindly_and_loses_no_text(bench: Bench) -> None:
    nomination = bench.draft(FULL)
    bench.close_program()
    answer = bench.browser.submit(f"/nominations/{nomination.public_id}/submit", explanation="One minute late.")
    assert answer.status_code == 403
    assert "Nominations closed on" in answer.text
    assert "kept" in answer.text
    assert bench.again(nomination).draft["explanation"] == "One minute late."
    assert nomination.state is State.DRAFT


def test_an_edit_after_submitting_counts_only_when_submitted_again(bench: Bench) -> None:
    nomination = bench.submitted(FULL)
    bench.browser.submit(f"/nominations/{nomination.public_id}/story", story="Told anew.")
    assert "You changed it since you submitted it" in bench.browser.get(f"/nominations/{nomination.public_id}").text
    bench.browser.post(f"/nominations/{nomination.public_id}/submit")
    latest = bench.db.scalars(select(Submission).where(Submission.superseded_at.is_(None))).one()
    assert (latest.number, latest.content["story"]) == (2, "Told anew.")


def test_moving_a_submitted_one_while_open_closes_its_question(bench: Bench) -> None:
    nomination = bench.submitted(MANAGED)
    target = bench.category(ForRole.ACCOUNT_MANAGER)
    bench.browser.submit(f"/nominations/{nomination.public_id}/category", category=str(target.id))
    assert bench.all(Settlement)[0].to_category_id == target.id


def test_another_programs_category_is_refused(bench: Bench) -> None:
    nomination = bench.draft(FULL)
    stray = make.category_of(bench.db, make.make_program(bench.db))
    bench.db.commit()
    before = nomination.category_id
    page = bench.browser.follow(
        bench.browser.submit(f"/nominations/{nomination.public_id}/category", category=str(stray.id))
    )
    assert "Please choose one of the categories." in page.text
    assert bench.again(nomination).category_id == before


def test_the_deadline_is_decided_by_the_moment_the_request_arrived(bench: Bench) -> None:
    nomination = bench.draft(FULL)
    bench.program.closes_at = datetime.now(UTC) + timedelta(seconds=60)
    bench.db.commit()
    assert bench.browser.post(f"/nominations/{nomination.public_id}/submit").status_code == 303


def test_beside_an_offered_category_rows_beyond_the_headline_are_still_asked_about(bench: Bench) -> None:
    rows = [{"name": "Foundry", "revenue": "2,000,000", "prior": "1,900,000", "origin": "unknown"}]
    nomination = bench.draft({**MANAGED, "headline": "1,000,000", "lines": rows})
    page = bench.browser.get(f"/nominations/{nomination.public_id}/review").text
    assert "more than the headline of $1,000,000" in page
