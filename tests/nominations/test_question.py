"""The nominator answers the question about the category: moves, or keeps and explains."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.mail.models import OutboxMail
from app.nominations import queries, service
from app.nominations.models import AnswerKind, Assessment, Nomination, Question, Settlement, Submission
from app.programs.models import ForRole
from tests import factories as make
from tests.nominations.conftest import Bench
from tests.nominations.writing import FULL, MANAGED


def test_the_question_offers_both_answers_with_the_figures(bench: Bench) -> None:
    page = bench.browser.get(f"/nominations/{bench.submitted(MANAGED).public_id}/question").text
    assert "78% of this revenue was there the year before" in page
    assert "Move it to another category" in page
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


UNKNOWN: dict[str, Any] = {
    **MANAGED,
    "lines": [
        {"name": "Dairy", "revenue": "700,000", "prior": "", "origin": "unknown"},
        {"name": "Snacks", "revenue": "300,000", "prior": "0", "origin": "self_sourced", "started": "2025-02", "kind": "new_business"},
    ],
}  # fmt: skip


def asked(bench: Bench, content: dict[str, Any] = UNKNOWN) -> tuple[Nomination, str]:
    """Submitted as by the browser, so that the receipt asks; nominations have closed since."""
    nomination = bench.draft(content)
    bench.browser.submit(f"/nominations/{nomination.public_id}/submit")
    bench.close_program()
    return bench.again(nomination), f"/nominations/{nomination.public_id}/question"


def one(bench: Bench) -> Question:
    (question,) = bench.all(Question)
    return question


def test_the_receipt_asks_once_with_a_date_that_the_page_repeats(bench: Bench) -> None:
    _nomination, path = asked(bench)
    (mail,) = bench.all(OutboxMail)
    assert "please do so by" in mail.body
    assert path in mail.body
    question = one(bench)
    assert question.due_at >= question.asked_at + timedelta(days=6)
    page = bench.browser.get(path).text
    assert "Please answer by" in page
    assert "(in " in page
    for word in ("flag", "farmer", "mostly managed"):
        assert word not in page.lower().replace("app/nominations", "")


def test_only_rows_that_need_a_figure_stand_in_the_open(bench: Bench) -> None:
    _nomination, path = asked(bench)
    page = bench.browser.get(path).text
    assert "What Dairy bought from your company the year before, from anyone" in page
    assert page.index("Figures that would help") < page.index("lines-0-prior") < page.index("Correct the year before")
    assert page.index("Correct the year before") < page.index("lines-1-prior")


def test_figures_make_a_new_version_and_may_close_the_question(bench: Bench) -> None:
    nomination, path = asked(bench)
    answer = bench.browser.submit(
        path, **{"answer": "keep", "lines-0-prior": "100,000", "lines-0-origin": "self_sourced"}
    )
    assert "These figures answer the question" in bench.browser.follow(answer).text
    first, second = sorted(bench.all(Submission), key=lambda row: row.number)
    assert first.content["lines"][0] == {"name": "Dairy", "revenue": "700,000", "origin": "unknown"}
    assert second.content["lines"][0]["prior"] == "100,000"
    assert one(bench).answered is AnswerKind.FIGURES
    assert bench.again(nomination).draft["lines"][0]["prior"] == "100,000"
    for page in (bench.browser, bench.organizer()):
        text = page.get(f"/nominations/{nomination.public_id}").text
        assert "Sent first" in text
        assert "Year before: 100,000" in text
        assert "Year before: not known" in text


def test_an_answer_changes_nothing_but_the_year_before_and_the_explanation(bench: Bench) -> None:
    nomination, path = asked(bench)
    bench.browser.submit(f"/nominations/{nomination.public_id}/story", story="Rewritten after the close.")
    sent = {
        "answer": "keep", "explanation": "Mine.", "story": "Sneaked in.", "nominee_name": "Other", "headline": "9", "lines-0-revenue": "1",
        "lines-0-name": "Renamed", "lines-0-kind": "new_business", "lines-2-name": "Added", "lines-2-revenue": "900,000", "lines-0-prior": "690,000",
    }  # fmt: skip
    bench.browser.submit(path, **sent)
    first, second = sorted(bench.all(Submission), key=lambda row: row.number)
    expected = {**first.content, "explanation": "Mine.", "lines": [{**first.content["lines"][0], "prior": "690,000"}, first.content["lines"][1]]}  # fmt: skip
    assert second.content == expected
    assert bench.again(nomination).draft["story"] == "Rewritten after the close."


def test_customers_may_be_added_only_where_none_are_listed(bench: Bench) -> None:
    _nomination, path = asked(bench, {**MANAGED, "lines": [], "existing_share": "cant_say"})
    assert "The largest customers, each with what it bought" in bench.browser.get(path).text
    rows = {
        "lines-0-name": "Dairy",
        "lines-0-revenue": "900,000",
        "lines-0-prior": "0",
        "lines-0-origin": "self_sourced",
    }
    bench.browser.submit(path, answer="keep", **rows)
    latest = max(bench.all(Assessment), key=lambda row: row.id)
    assert (latest.new_minor, latest.question, latest.flag) == (90_000_000, False, False)


def test_leaving_it_as_it_is_is_an_answer_and_no_new_version(bench: Bench) -> None:
    nomination, path = asked(bench)
    assert "It stays as it is" in bench.browser.follow(bench.browser.submit(path, answer="leave")).text
    assert one(bench).answered is AnswerKind.LEFT
    assert len(bench.all(Submission)) == 1
    assert "The nominator leaves it as it is." in bench.organizer().get(f"/nominations/{nomination.public_id}").text


def test_an_answer_can_be_changed_until_its_date_and_not_after(bench: Bench) -> None:
    _nomination, path = asked(bench)
    bench.browser.submit(path, answer="leave")
    bench.browser.submit(path, answer="keep", explanation="On second thought: she won it back.")
    assert one(bench).answered is AnswerKind.EXPLAINED
    question = one(bench)
    question.due_at = datetime.now(UTC) - timedelta(minutes=1)
    bench.db.commit()
    assert "The date for an answer was" in bench.browser.get(path).text
    assert bench.browser.submit(path, answer="leave").status_code == 403


def test_while_nominations_are_open_a_passed_date_refuses_nobody(bench: Bench) -> None:
    nomination = bench.draft(UNKNOWN)
    bench.browser.submit(f"/nominations/{nomination.public_id}/submit")
    one(bench).due_at = datetime.now(UTC) - timedelta(minutes=1)
    bench.db.commit()
    assert bench.browser.submit(f"/nominations/{nomination.public_id}/question", answer="leave").status_code == 303


@pytest.mark.parametrize("amount", ["a lot", "-5", "1e99", "9" * 200])
def test_a_figure_that_cant_be_read_comes_back_with_a_sentence(bench: Bench, amount: str) -> None:
    _nomination, path = asked(bench)
    answer = bench.browser.submit(path, **{"answer": "keep", "explanation": "Kept text.", "lines-0-prior": amount})
    assert answer.status_code == 422
    assert "Kept text." in answer.text
    assert amount in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert len(bench.all(Submission)) == 1
    assert one(bench).answered is None


def test_an_explanation_that_was_sent_along_counts_as_the_answer(bench: Bench) -> None:
    nomination = bench.draft({**UNKNOWN, "explanation": "She won both from a rival."})
    bench.browser.submit(f"/nominations/{nomination.public_id}/submit")
    assert one(bench).answered is AnswerKind.EXPLAINED
    assert "your explanation is with the organizers" in bench.all(OutboxMail)[0].body


def test_submitting_again_with_other_figures_answers_and_asks_no_second_time(bench: Bench) -> None:
    nomination = bench.draft(UNKNOWN)
    path = f"/nominations/{nomination.public_id}"
    bench.browser.submit(path + "/submit")
    asked_at = one(bench).asked_at
    bench.browser.submit(path + "/revenue", **{"headline": "1,000,000", "existing_share": "half", "measure": "booked", "period_from": "2025-01-01", "period_to": "2025-12-31", "amounts_are": "currency", "lines-0-name": "Dairy", "lines-0-revenue": "1,000,000"})  # fmt: skip
    bench.browser.submit(path + "/submit")
    question = one(bench)
    assert (question.answered, question.asked_at) == (AnswerKind.FIGURES, asked_at)


def test_of_two_nominators_one_cant_answer_for_the_other(bench: Bench) -> None:
    _nomination, path = asked(bench)
    other = bench.visitor.signed_in(make.make_user(bench.db))
    assert other.get(path).status_code == 404
    assert other.submit(path, answer="leave").status_code == 404
    assert bench.organizer().submit(path, answer="leave").status_code == 404
