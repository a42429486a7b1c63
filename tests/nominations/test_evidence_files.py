"""The file behind what was submitted: organizers open it and it is noted, judges know it by another name, and nobody else does."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.audit.models import AuditEvent
from tests import factories as make
from tests.browsing import Visitor
from tests.nominations.conftest import Bench
from tests.nominations.exports import Uploader, salesforce, shown_fields, uploader
from tests.nominations.writing import FULL


@pytest.fixture
def desk(bench: Bench) -> Uploader:
    """Submitted with lines from an export whose name would tell who it is."""
    desk = uploader(bench, **{**FULL, "lines": [], "headline": ""})
    desk.took(desk.kept(name="Nora Sample of Sample Pumps.xlsx"))
    submit(desk)
    return desk


def submit(desk: Uploader) -> None:
    answer = desk.browser.submit(f"/nominations/{desk.nomination.public_id}/submit")
    assert answer.headers["location"].endswith("/receipt"), answer.headers["location"]


def path_of(desk: Uploader) -> str:
    export = desk.export()
    desk.bench.db.commit()
    return f"{desk.path}/{export.public_id}/download"


def judging(desk: Uploader, *, blind: bool) -> tuple[Visitor, User]:
    """Judging has opened, and this judge is to judge it."""
    program, now = desk.bench.program, datetime.now(UTC)
    program.opens_at, program.closes_at = now - timedelta(days=9), now - timedelta(days=5)
    program.judging_opens_at, program.judging_closes_at = now - timedelta(days=1), now + timedelta(days=9)
    program.blind = blind
    desk.bench.db.commit()
    judge = make.make_judge(desk.bench.db, program)
    make.make_assignment(desk.bench.db, desk.nomination, judge)
    return desk.bench.visitor.signed_in(judge), judge


def reads(desk: Uploader) -> list[AuditEvent]:
    entries = desk.bench.db.scalars(select(AuditEvent).where(AuditEvent.action == "evidence.read")).all()
    desk.bench.db.commit()
    return list(entries)


def test_organizers_see_and_open_the_file_and_it_is_noted(desk: Uploader) -> None:
    browser = desk.bench.organizer()
    page = browser.get(f"/nominations/{desk.nomination.public_id}").text
    for text in (
        "Nora Sample of Sample Pumps.xlsx",
        "from row 4",
        "from rows 5, 6",
        "Olive Nominator",
        "Files behind the figures",
    ):
        assert text in page
    before = len(reads(desk))
    answer = browser.submit(path_of(desk))
    assert answer.content == salesforce()
    assert len(reads(desk)) == before + 1


def test_a_line_changed_before_it_was_submitted_is_marked(desk: Uploader) -> None:
    page = f"/nominations/{desk.nomination.public_id}/revenue"
    fields = shown_fields(desk.browser.get(page).text)
    desk.browser.submit(page, **{**fields, "lines-0-revenue": "999000", "go": "stay"})
    submit(desk)
    shown = desk.bench.organizer().get(f"/nominations/{desk.nomination.public_id}").text
    assert shown.count("changed by hand since") == 1


def test_a_forged_source_is_no_evidence(desk: Uploader) -> None:
    other = uploader(desk.bench, **FULL)
    source = desk.draft()["lines"][0]["source"]
    lines = [{**FULL["lines"][0], "source": source}, {**FULL["lines"][1], "source": "nonsense:0"}]
    other.nomination.draft = {**other.nomination.draft, "lines": lines}
    desk.bench.db.commit()
    submit(other)
    page = desk.bench.organizer().get(f"/nominations/{other.nomination.public_id}").text
    assert "Files behind the figures" not in page


def test_what_is_only_in_the_draft_is_the_nominators_alone(desk: Uploader) -> None:
    path = desk.kept(name="later.xlsx")
    desk.took(path)
    browser = desk.bench.organizer()
    assert "later.xlsx" not in browser.get(f"/nominations/{desk.nomination.public_id}").text
    assert browser.submit(path + "/download").status_code == 404


def test_a_conflicted_organizer_and_others_open_nothing(desk: Uploader) -> None:
    organizer = make.make_organizer(desk.bench.db, desk.bench.program)
    make.make_conflict(desk.bench.db, desk.nomination, organizer)
    others = [make.make_user(desk.bench.db), make.make_judge(desk.bench.db, desk.bench.program)]
    path = path_of(desk)
    assert desk.bench.visitor.signed_in(organizer).submit(path).status_code == 403
    for user in others:
        assert desk.bench.visitor.signed_in(user).submit(path).status_code == 404
    assert desk.bench.visitor.submit(path).headers["location"].startswith("/sign-in")
    assert reads(desk) == []


def test_a_judge_gets_it_under_a_name_that_says_nothing(desk: Uploader) -> None:
    browser, _judge = judging(desk, blind=False)
    score = f"/nominations/{desk.nomination.public_id}/score"
    page = browser.get(score).text
    assert "-evidence-1" in page
    assert "Sample Pumps.xlsx" not in page
    answer = browser.submit(score + "/evidence/1/download")
    assert answer.content == salesforce()
    number = str(desk.bench.again(desk.nomination).reference).rpartition("-")[2]
    assert f'filename="N-{number}-evidence-1.xlsx"' in answer.headers["content-disposition"]
    assert len(reads(desk)) == 1
    assert browser.submit(score + "/evidence/2/download").status_code == 404
    assert browser.submit(path_of(desk)).status_code == 404


def test_a_blind_judge_learns_only_that_there_is_one(desk: Uploader) -> None:
    browser, _judge = judging(desk, blind=True)
    score = f"/nominations/{desk.nomination.public_id}/score"
    page = browser.get(score).text
    assert "-evidence-1" in page
    assert "the organizers hold it" in page
    assert "Sample Pumps" not in page
    assert "evidence/1/download" not in page
    answer = browser.submit(score + "/evidence/1/download")
    assert answer.status_code == 403
    assert salesforce()[:200] not in answer.content


def test_an_unassigned_and_a_conflicted_judge_find_nothing(desk: Uploader) -> None:
    _browser, judge = judging(desk, blind=False)
    score = f"/nominations/{desk.nomination.public_id}/score/evidence/1/download"
    unassigned = make.make_judge(desk.bench.db, desk.bench.program)
    make.make_conflict(desk.bench.db, desk.nomination, judge)
    for user in (unassigned, judge, desk.bench.owner):
        assert desk.bench.visitor.signed_in(user).submit(score).status_code == 404


def test_the_flags_page_shows_it_beside_the_flag(desk: Uploader) -> None:
    page = desk.bench.organizer().get(f"/nominations/{desk.nomination.public_id}/flag")
    assert page.status_code == 200
    assert "Nora Sample of Sample Pumps.xlsx" in page.text


def test_the_trail_tells_hashes_and_never_names(desk: Uploader) -> None:
    trail = select(AuditEvent).where(AuditEvent.action.like("evidence.%")).order_by(AuditEvent.seq)
    entries = desk.bench.db.scalars(trail).all()
    assert [entry.action for entry in entries] == ["evidence.upload", "evidence.take"]
    told = json.dumps([entry.after for entry in entries])
    desk.bench.db.commit()
    assert "Sample Pumps" not in told
    assert "sha256" in told


def test_what_was_submitted_keeps_its_file(desk: Uploader) -> None:
    path = path_of(desk).removesuffix("/download")
    desk.browser.submit(path + "/take-back")
    answer = desk.browser.submit(path + "/discard")
    assert answer.status_code == 422
    assert "kept as evidence" in answer.text
