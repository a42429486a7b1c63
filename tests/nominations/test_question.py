"""The nominator answers the question about the category: moves, or keeps and explains."""

from datetime import UTC, datetime

from app.nominations import queries, service
from app.nominations.models import Assessment, Settlement
from app.programs.models import ForRole
from tests.nominations.conftest import Bench
from tests.nominations.writing import FULL, MANAGED


def test_the_question_offers_both_answers_with_the_figures(bench: Bench) -> None:
    page = bench.browser.get(f"/nominations/{bench.submitted(MANAGED).public_id}/question").text
    assert "78% of this revenue was there the year before" in page
    assert "Move it to the category below" in page
    assert "Keep it in Salesperson of the Year" in page


def test_accepting_the_move_after_the_close_settles_it(bench: Bench) -> None:
    nomination = bench.submitted(MANAGED)
    bench.close_program()
    target = bench.category(ForRole.ACCOUNT_MANAGER)
    path = f"/nominations/{nomination.public_id}/question"
    page = bench.browser.follow(bench.browser.submit(path, answer="move", category=str(target.id)))
    assert "the question is closed" in page.text
    assert bench.all(Settlement)[0].by_id == bench.owner.id
    assert bench.browser.submit(path, answer="move", category=str(target.id)).status_code == 403


def test_keeping_it_needs_an_explanation_which_organizers_read(bench: Bench) -> None:
    nomination = bench.submitted(MANAGED)
    bench.close_program()
    path = f"/nominations/{nomination.public_id}/question"
    refused = bench.browser.submit(path, answer="keep", explanation=" ")
    assert refused.status_code == 422
    assert "Please write a sentence or two" in refused.text
    bench.browser.submit(path, answer="keep", explanation="She rebuilt the account from nothing.")
    assert bench.all(Settlement) == []
    found = queries.latest(bench.db, nomination.id)
    assert found is not None
    assert queries.answer_of(bench.again(nomination), found[0]) == "She rebuilt the account from nothing."
    assert "She rebuilt the account" in bench.organizer().get(f"/nominations/{nomination.public_id}").text


def test_an_answer_that_is_neither_is_asked_again_with_the_text(bench: Bench) -> None:
    path = f"/nominations/{bench.submitted(MANAGED).public_id}/question"
    for fields in (
        {},
        {"answer": "x"},
        {"answer": "move"},
        {"answer": "move", "category": "0"},
        {"answer": "keep", "explanation": "x" * 100_000},
    ):
        answer = bench.browser.submit(path, **{"explanation": "Mine.", **fields})
        assert answer.status_code == 422
        assert "explanation" in answer.text


def test_without_a_question_nothing_can_be_answered(bench: Bench) -> None:
    path = f"/nominations/{bench.submitted(FULL).public_id}/question"
    assert "There is no open question" in bench.browser.get(path).text
    assert bench.browser.submit(path, answer="keep", explanation="x").status_code == 403


def test_below_the_threshold_every_page_says_that_no_question_is_open(bench: Bench) -> None:
    nomination = bench.submitted(MANAGED)
    path = f"/nominations/{nomination.public_id}"
    organizer = bench.organizer()
    assert "Mostly managed" in organizer.get(path).text
    dairy, foundry = MANAGED["lines"][0], FULL["lines"][0]
    lines = [{**dairy, "revenue": "490,000", "prior": "490,000"}, {**foundry, "revenue": "510,000"}]
    now = datetime.now(UTC)
    # The sum exceeds the headline: a question, but none about the category.
    typed = {"lines": lines, "headline": "900,000", "existing_share": "half"}
    service.save_step(bench.db, nomination, "revenue", typed, version=None, by=bench.owner.id, now=now)
    service.submit_nomination(bench.db, nomination, by=bench.owner.id, now=now)
    bench.db.commit()
    latest = next(a for a in bench.all(Assessment) if a.superseded_at is None and a.share == 490_000)
    assert (latest.flag, latest.question) == (False, False)
    for page in ("", "/review", "/receipt"):
        assert "A question about the category" not in bench.browser.get(path + page).text
    assert "There is no open question" in bench.browser.get(path + "/question").text
    told = organizer.get(path).text
    assert "Open question" not in told
    assert "more than the headline of $900,000" in told  # still said, beside the figures
    flags = organizer.get(f"/programs/{bench.program.slug}/flags").text
    assert "Nora Sample" not in flags


def test_out_of_the_contest_no_question_waits_on_any_page(bench: Bench) -> None:
    nomination = bench.submitted(MANAGED)
    path = f"/nominations/{nomination.public_id}"
    service.withdraw(bench.db, nomination, by=bench.owner.id, now=datetime.now(UTC))
    bench.db.commit()
    assert "There is no open question" in bench.browser.get(path + "/question").text
    assert "Mostly managed" not in bench.organizer().get(path).text
