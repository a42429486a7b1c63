"""One nomination: the nominator's view, the organizer's view, withdrawn and revived, taken out and put back."""

import re
from datetime import UTC, datetime

from app.domain.states import State
from app.mail.models import OutboxMail
from app.nominations.models import Conflict, ConflictState
from tests import factories as make
from tests.nominations.conftest import Bench
from tests.nominations.writing import FULL, MANAGED


def test_an_organizer_sees_role_flag_remarks_history_and_who_sent_it(bench: Bench) -> None:
    nomination = bench.submitted(MANAGED)
    page = bench.organizer().get(f"/nominations/{nomination.public_id}").text
    assert "Mostly managed: 78%" in page
    assert bench.owner.email in page
    assert "Version 1" in page
    assert "raises the flag" in page


def test_an_organizer_with_a_conflict_is_told_so_and_sees_nothing(bench: Bench) -> None:
    nomination = bench.submitted(MANAGED)
    organizer = make.make_organizer(bench.db, bench.program)
    bench.db.add(
        Conflict(nomination_id=nomination.id, user_id=organizer.id, source="declared", state=ConflictState.CONFIRMED, created_at=datetime.now(UTC))
    )  # fmt: skip
    bench.db.commit()
    browser = bench.visitor.signed_in(organizer)
    page = browser.get(f"/nominations/{nomination.public_id}")
    assert page.status_code == 403
    assert "conflict of interest" in page.text
    assert "Dairy" not in page.text
    listing = browser.get(f"/programs/{bench.program.slug}/nominations").text
    assert "Nora Sample" not in listing
    assert "One nomination isn't shown" in listing


def test_the_same_customer_elsewhere_is_shown_to_organizers_only(bench: Bench) -> None:
    first, second = bench.submitted(FULL), bench.submitted({**FULL, "story": "Another."})
    assert second.reference is not None
    page = bench.organizer().get(f"/nominations/{first.public_id}").text
    assert "The same customer in two nominations" in page
    assert second.reference in page
    assert second.reference not in bench.browser.get(f"/nominations/{first.public_id}").text


def test_withdrawn_and_revived(bench: Bench) -> None:
    nomination = bench.submitted(FULL)
    page = bench.browser.follow(bench.browser.post(f"/nominations/{nomination.public_id}/withdraw"))
    assert "Withdrawn" in page.text
    assert bench.again(nomination).state is State.WITHDRAWN
    bench.browser.post(f"/nominations/{nomination.public_id}/revive")
    assert bench.again(nomination).state is State.SUBMITTED


def test_after_the_close_it_can_be_read_but_not_withdrawn(bench: Bench) -> None:
    nomination = bench.submitted(FULL)
    bench.close_program()
    assert bench.browser.get(f"/nominations/{nomination.public_id}").status_code == 200
    assert bench.browser.post(f"/nominations/{nomination.public_id}/withdraw").status_code == 403


def test_a_draft_is_deleted_and_a_submitted_one_is_not(bench: Bench) -> None:
    draft, sent = bench.draft(), bench.submitted(FULL)
    bench.browser.post(f"/nominations/{draft.public_id}/delete")
    assert bench.browser.get(f"/nominations/{draft.public_id}").status_code == 404
    assert bench.browser.post(f"/nominations/{sent.public_id}/delete").status_code == 403


def test_taking_out_needs_a_reason_and_tells_the_nominator(bench: Bench) -> None:
    nomination = bench.submitted(FULL)
    organizer = bench.organizer()
    refused = organizer.submit(f"/nominations/{nomination.public_id}/take-out", reason=" ")
    assert refused.status_code == 422
    assert "Please give a reason" in refused.text
    organizer.submit(f"/nominations/{nomination.public_id}/take-out", reason="Not sold in the region.")
    assert bench.again(nomination).state is State.OUT_OF_CONTEST
    assert "Not sold in the region." in bench.all(OutboxMail)[0].body
    organizer.submit(f"/nominations/{nomination.public_id}/put-back", reason="A mistake.")
    assert bench.again(nomination).state is State.SUBMITTED


def test_unknown_and_other_peoples_ids_are_not_found(bench: Bench) -> None:
    nomination = bench.submitted(FULL)
    stranger = bench.visitor.signed_in(make.make_user(bench.db))
    for browser, name in (
        (stranger, nomination.public_id),
        (bench.browser, "nothing"),
        (bench.browser, "%00"),
        (bench.browser, "1"),
    ):
        assert browser.get(f"/nominations/{name}").status_code == 404
        for action in (
            "submit",
            "withdraw",
            "revive",
            "delete",
            "category",
            "question",
            "take-out",
            "put-back",
            "revenue/split",
            "revenue/preview",
        ):
            assert browser.post(f"/nominations/{name}/{action}").status_code == 404


def test_each_answer_of_the_story_stands_under_its_question(bench: Bench) -> None:
    path = f"/nominations/{bench.submitted(FULL).public_id}"
    page = bench.browser.get(path).text
    assert page.index("What the nominee did") < page.index("truck map") < page.index("One customer won")
    assert page.index("One customer won</h3>") < page.index("they threw her out twice")
    assert "One customer kept or grown</h3>" not in page


def test_a_story_alone_needs_no_question_over_it(bench: Bench) -> None:
    page = bench.browser.get(f"/nominations/{bench.submitted({**FULL, 'story_won': ''}).public_id}").text
    assert "truck map" in page
    assert "What the nominee did" not in page


def test_marks_stand_at_their_sentences_under_whichever_question(bench: Bench) -> None:
    page = bench.browser.get(f"/nominations/{bench.submitted(FULL).public_id}").text
    marked = dict(re.findall(r'<mark[^>]*><a href="#([^"]+)">([^<]*)</a></mark>', page))
    assert "She knocked on doors until three of them bought." in marked.values()
    assert all(f'<li id="{reason}">' in page for reason in marked)


def test_an_estimate_is_shown_as_the_range_that_it_is(bench: Bench) -> None:
    nomination = bench.submitted({**FULL, "lines": [], "existing_share": "almost_all"})
    organizer = bench.organizer()
    for page in (f"/nominations/{nomination.public_id}", f"/programs/{bench.program.slug}/flags"):
        assert "Mostly managed: 90–100%, estimated" in organizer.get(page).text
