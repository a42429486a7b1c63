"""The nominator answers the question about the category: moves, or keeps and explains."""

from app.nominations import queries
from app.nominations.models import Settlement
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
