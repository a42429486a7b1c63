"""The first step, and what all steps share: every save keeps the text, tabs don't overwrite each other, late text is kept."""

from tests import factories as make
from tests.nominations.conftest import Bench
from tests.nominations.writing import FULL

AUTOSAVE = {"X-Autosave": "1", "Accept": "application/json"}


def test_a_save_keeps_the_text_and_goes_on(bench: Bench) -> None:
    nomination = bench.draft()
    path = f"/nominations/{nomination.public_id}/nominee"
    page = bench.browser.follow(bench.browser.submit(path, nominee_name="Nora", version="1", go="next"))
    assert "Where did the revenue come from?" in page.text
    assert bench.again(nomination).draft["nominee_name"] == "Nora"


def test_leaving_goes_to_the_list_and_the_text_is_there_on_return(bench: Bench) -> None:
    nomination = bench.draft()
    path = f"/nominations/{nomination.public_id}/nominee"
    answer = bench.browser.submit(path, nominee_name="Nora", go="leave")
    assert answer.headers["location"] == "/nominations"
    assert 'value="Nora"' in bench.browser.get(path).text


def test_a_fresh_step_shows_no_complaints_and_one_to_mend_does(bench: Bench) -> None:
    path = f"/nominations/{bench.draft().public_id}/nominee"
    assert "Please say whom you nominate." not in bench.browser.get(path).text
    assert "Please say whom you nominate." in bench.browser.get(path + "?mend=1").text


def test_an_autosave_answers_with_the_version_and_the_time(bench: Bench) -> None:
    nomination = bench.draft()
    path = f"/nominations/{nomination.public_id}/nominee"
    answer = bench.browser.post(path, data={"nominee_name": "Nora", "version": "1"}, headers=AUTOSAVE)
    assert answer.status_code == 200
    assert answer.json()["version"] == 2
    assert answer.json()["saved_at"].endswith(("a.m.", "p.m."))


def test_the_same_autosave_from_an_old_tab_is_well(bench: Bench) -> None:
    path = f"/nominations/{bench.draft().public_id}/nominee"
    for _again in range(2):
        answer = bench.browser.post(path, data={"nominee_name": "Nora", "version": "1"}, headers=AUTOSAVE)
        assert (answer.status_code, answer.json()["version"]) == (200, 2)


def test_another_tabs_text_is_not_overwritten_and_this_tabs_text_is_kept(bench: Bench) -> None:
    nomination = bench.draft()
    path = f"/nominations/{nomination.public_id}/nominee"
    bench.browser.submit(path, nominee_name="From tab one", version="1")
    silent = bench.browser.post(path, data={"nominee_name": "From tab two", "version": "1"}, headers=AUTOSAVE)
    assert silent.status_code == 409
    page = bench.browser.submit(path, nominee_name="From tab two", version="1")
    assert page.status_code == 409
    assert 'value="From tab two"' in page.text
    assert bench.again(nomination).draft["nominee_name"] == "From tab one"
    assert 'name="version" value="2"' in page.text  # pressing save again writes it over, knowingly
    bench.browser.submit(path, nominee_name="From tab two", version="2")
    assert bench.again(nomination).draft["nominee_name"] == "From tab two"


def test_late_text_is_kept_and_said_not_to_be_sent(bench: Bench) -> None:
    nomination = bench.draft()
    bench.close_program()
    path = f"/nominations/{nomination.public_id}/nominee"
    answer = bench.browser.post(path, data={"nominee_name": "A minute late", "version": "1"}, headers=AUTOSAVE)
    assert answer.status_code == 200
    assert "Nominations closed on" in answer.json()["message"]
    assert bench.again(nomination).draft["nominee_name"] == "A minute late"
    assert "kept, but not sent" in bench.browser.get(path).text


def test_an_expired_session_answers_an_autosave_with_401(bench: Bench) -> None:
    path = f"/nominations/{bench.draft().public_id}/nominee"
    assert bench.visitor.post(path, data={"nominee_name": "x"}, headers=AUTOSAVE).status_code == 401


def test_strangers_organizers_and_judges_never_see_a_draft(bench: Bench) -> None:
    nomination = bench.draft(FULL)
    judge = bench.visitor.signed_in(make.make_judge(bench.db, bench.program))
    for browser in (bench.organizer(), judge, bench.visitor.signed_in(make.make_user(bench.db))):
        for step in ("nominee", "revenue", "story", "evidence", "review", "receipt", "question"):
            assert browser.get(f"/nominations/{nomination.public_id}/{step}").status_code == 404
        assert browser.submit(f"/nominations/{nomination.public_id}/nominee", nominee_name="x").status_code == 404
    assert bench.again(nomination).draft["nominee_name"] == "Nora Sample"
