"""The receipt says what arrived, when, and with which fingerprint."""

from app.mail.models import OutboxMail
from app.nominations.models import Submission
from tests.nominations.conftest import Bench
from tests.nominations.writing import FULL, MANAGED


def test_page_and_mail_give_number_time_and_fingerprint(bench: Bench) -> None:
    nomination = bench.draft(FULL)
    page = bench.browser.follow(bench.browser.post(f"/nominations/{nomination.public_id}/submit")).text
    submission = bench.all(Submission)[0]
    mail = bench.all(OutboxMail)[0]
    reference = bench.again(nomination).reference
    assert reference is not None
    for text in (page, mail.body):
        assert reference in text
        assert submission.content_hash in text
        assert "Eastern Time" in text
    assert mail.to_email == bench.owner.email
    assert "truck map" in page
    assert "truck map" in mail.body
    assert "- Foundry: 300,000 (year before: 0)" in mail.body


def test_before_the_first_submission_there_is_none(bench: Bench) -> None:
    assert bench.browser.get(f"/nominations/{bench.draft(FULL).public_id}/receipt").status_code == 404


def test_a_receipt_leads_to_the_question_that_waits(bench: Bench) -> None:
    nomination = bench.submitted(MANAGED)
    page = bench.browser.get(f"/nominations/{nomination.public_id}/receipt").text
    assert f'href="/nominations/{nomination.public_id}/question"' in page
    assert "flag" not in page.split("<main")[1].lower()
