"""Choosing a category begins a draft."""

from app.nominations.models import Nomination
from tests import factories as make
from tests.nominations.conftest import Bench


def test_each_category_says_whom_it_is_for(bench: Bench) -> None:
    page = bench.browser.get(f"/programs/{bench.program.slug}/nominate")
    assert page.status_code == 200
    assert "find or close new business" in page.text
    assert "Major Account Manager of the Year" in page.text


def test_a_choice_begins_a_draft_and_leads_to_the_first_step(bench: Bench) -> None:
    category = bench.category()
    answer = bench.browser.submit(f"/programs/{bench.program.slug}/nominate", category=str(category.id))
    page = bench.browser.follow(answer)
    assert "Whom do you nominate?" in page.text
    assert bench.all(Nomination)[0].owner_id == bench.owner.id


def test_no_choice_or_another_programs_category_is_asked_again(bench: Bench) -> None:
    other = make.category_of(bench.db, make.make_program(bench.db))
    bench.db.commit()
    for typed in ("", str(other.id), "x", "9" * 40):
        answer = bench.browser.submit(f"/programs/{bench.program.slug}/nominate", category=typed)
        assert answer.status_code == 422
        assert "Please choose a category" in answer.text
    assert bench.all(Nomination) == []


def test_a_closed_program_says_since_when(bench: Bench) -> None:
    bench.close_program()
    page = bench.browser.get(f"/programs/{bench.program.slug}/nominate")
    assert page.status_code == 403
    assert "Nominations closed on" in page.text


def test_somebody_not_signed_in_is_sent_to_sign_in(bench: Bench) -> None:
    assert bench.visitor.get(f"/programs/{bench.program.slug}/nominate").status_code == 303
