"""Certificates: what stands on them, who gets one and when, and that they can be read aloud."""

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfReader
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.domain.states import State
from app.exports.models import CertificateDesign
from app.exports.pdf import compile
from app.files.models import StoredFile
from app.nominations.models import Nomination
from app.programs.models import Program
from app.results.models import Award, AwardKind, CategoryDecision
from app.web.downloads import TYPES
from tests import factories as make
from tests.browsing import Visitor
from tests.exports.deciding import decide, owner_of, publish
from tests.exports.test_book import TRICKS, figures, text_of

PAGE = "/programs/awards/certificates"
CANARY = "canary-of-a-winner"


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="tallying", organization="Sales Union")


@pytest.fixture
def ada(db: Session, program: Program) -> Nomination:
    return make.make_submitted(db, program, make.make_user(db), nominee="Ada Climber", company="Firn Inc.")


def fetched(browser: Visitor, path: str = f"{PAGE}/download", **fields: str) -> PdfReader:
    answer = browser.submit(path, **fields)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["content-type"] == TYPES["pdf"]
    return PdfReader(io.BytesIO(answer.content))


def test_a_certificate_names_the_award_the_nominee_the_program_and_who_signs(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination
) -> None:
    decide(db, ada, citation="For the climb.")
    browser = visitor.signed_in(organizer)
    saved = browser.submit(PAGE, signer_1="Jane Roe", role_1="Chair of the jury", dated_on="2026-11-30")
    assert saved.status_code == 303
    page = browser.get(PAGE).text
    assert 'value="Jane Roe"' in page
    text = text_of(fetched(browser))
    for words in ("Ada Climber", "Firn Inc.", "“For the climb.”", "Winner", "Sales Union", program.name, "Jane Roe", "Chair of the jury", "November 30, 2026"):  # fmt: skip
        assert words in text
    assert make.category_of(db, program).name in text
    assert [event.action for event in db.query(AuditEvent).order_by(AuditEvent.id)] == ["certificate.design", "program.export"]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "title", "words"),
    [
        (AwardKind.SHARED, "", "shares the award"), (AwardKind.RUNNER_UP, "", "Runner-up"), (AwardKind.MENTION, "", "Honorable mention"),
        (AwardKind.SPECIAL, "Twenty years of care", "Twenty years of care"),
    ],
)  # fmt: skip
def test_each_kind_of_award_has_its_own_words(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination, kind: AwardKind, title: str, words: str
) -> None:  # fmt: skip
    decide(db, ada, kind, title=title)
    assert words in text_of(fetched(visitor.signed_in(organizer)))


def test_an_award_that_nobody_gets_and_one_whose_nominee_left_have_no_certificate(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination
) -> None:
    decide(db, ada)
    gone = make.make_submitted(db, program, make.make_user(db), nominee="Gone Away")
    gone.state = State.WITHDRAWN
    decide(db, gone, AwardKind.MENTION)
    decision = db.query(CategoryDecision).one()
    db.add(Award(decision_id=decision.id, nomination_id=None, kind=AwardKind.NOBODY))
    db.commit()
    book = fetched(visitor.signed_in(organizer))
    assert len(book.pages) == 1
    assert "Gone Away" not in text_of(book)


def test_before_approval_there_is_none_and_the_sentence_says_why(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination
) -> None:
    decide(db, ada, approved=False)
    browser = visitor.signed_in(organizer)
    answer = browser.submit(f"{PAGE}/download")
    assert answer.status_code == 422
    assert "needs to be decided and approved first" in answer.text
    page = browser.get(PAGE)
    assert "No award is decided yet" in page.text
    assert "Ada Climber" not in page.text


def test_the_nominator_gets_the_own_certificate_from_publication_on_and_nobody_else_does(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination
) -> None:
    other = make.make_submitted(db, program, make.make_user(db), nominee="Ben Second")
    decide(db, ada)
    decide(db, other, AwardKind.MENTION)
    page = f"/nominations/{ada.public_id}/certificate"
    people = [owner_of(db, ada), owner_of(db, other), make.make_judge(db, program)]
    db.commit()
    mine, theirs, judge = (visitor.signed_in(person) for person in people)
    assert mine.get(page).status_code == mine.submit(f"{page}/download").status_code == 404
    publish(db, program, organizer)
    assert "Ada Climber" in mine.get(page).text
    text = text_of(fetched(mine, f"{page}/download"))
    assert "Ada Climber" in text
    assert "Ben Second" not in text
    event = db.query(AuditEvent).filter_by(action="certificate.take").one()
    assert (event.actor_id, event.object_id) == (ada.owner_id, str(ada.id))
    db.commit()
    for browser in (theirs, judge, visitor.signed_in(organizer)):
        assert browser.get(page).status_code == browser.submit(f"{page}/download").status_code == 404


def test_what_is_not_yet_public_is_the_same_as_nothing_to_its_nominator(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination
) -> None:
    decide(db, ada)
    publish(db, program, organizer, datetime.now(UTC) + timedelta(days=1))
    assert visitor.signed_in(owner_of(db, ada)).get(f"/nominations/{ada.public_id}/certificate").status_code == 404  # fmt: skip


def test_an_organizer_with_a_conflict_sees_no_award_of_the_category_before_it_is_public(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination
) -> None:
    rival = make.make_submitted(db, program, make.make_user(db), nominee="A Cousin")
    make.make_conflict(db, rival, organizer)
    decide(db, ada)
    browser = visitor.signed_in(organizer)
    assert "Ada Climber" not in browser.get(PAGE).text
    assert browser.submit(f"{PAGE}/download").status_code == 422
    publish(db, program, organizer)
    assert "Ada Climber" in text_of(fetched(browser))


def test_a_zip_holds_one_file_for_each_award_under_neutral_names(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination
) -> None:
    program.blind = True
    ben = make.make_submitted(db, program, make.make_user(db), nominee="Ben Second")
    decide(db, ada)
    decide(db, ben, AwardKind.RUNNER_UP)
    answer = visitor.signed_in(organizer).submit(f"{PAGE}/download", format="zip")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == [f"01-{ada.reference}-winner.pdf", f"02-{ben.reference}-runner-up.pdf"]
        texts = [text_of(PdfReader(io.BytesIO(archive.read(name)))) for name in archive.namelist()]
    assert "Ada Climber" in texts[0]
    assert "Ben Second" not in texts[0]
    assert "Ben Second" in texts[1]


def test_one_award_can_be_had_alone(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination
) -> None:
    decide(db, ada)
    ben = make.make_submitted(db, program, make.make_user(db), nominee="Ben Second")
    one = decide(db, ben, AwardKind.MENTION)
    browser = visitor.signed_in(organizer)
    book = fetched(browser, award_id=str(one.id))
    assert len(book.pages) == 1
    assert "Ben Second" in str(book.metadata and book.metadata.title)
    assert browser.submit(f"{PAGE}/download", award_id="99999").status_code == 422
    assert browser.submit(f"{PAGE}/download", format="exe").status_code == 422


def test_certificates_are_tagged_titled_and_landscape_on_the_paper_of_the_country(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination
) -> None:
    decide(db, ada)
    browser = visitor.signed_in(organizer)
    put_on(browser, picture("PNG"))
    sizes = []
    for currency, zone in (("USD", "America/New_York"), ("EUR", "Europe/Berlin")):
        program.currency, program.time_zone = currency, zone
        db.commit()
        book = fetched(browser)
        root = book.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert str(root["/Lang"]).startswith("en")
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert b"pdfuaid" in root["/Metadata"].get_data()
        assert program.name in str(book.outline) or "Ada Climber" in str(book.outline)
        assert ["Logo of Sales Union" in str(one["/Alt"]) for one in figures(root["/StructTreeRoot"])] == [True]
        assert {"/Title", "/Author"} <= set(book.metadata or {}) <= {"/Title", "/Author", "/Creator"}
        sizes.append((round(book.pages[0].mediabox.width), round(book.pages[0].mediabox.height)))
    assert sizes == [(792, 612), (842, 595)]


@pytest.mark.parametrize("length", [1, 40, 121, 5000])
def test_names_and_citations_of_any_length_stay_on_one_page(
    db: Session, visitor: Visitor, program: Program, organizer: User, length: int
) -> None:
    for unbroken in (True, False):
        name = ("x" * length) if unbroken else ("Long Name " * length)[:length]
        one = make.make_submitted(db, program, make.make_user(db), nominee=name, company=name)
        decide(db, one, AwardKind.SPECIAL, title=name[:120], citation=(name * 1000)[:1000])
    browser = visitor.signed_in(organizer)
    browser.submit(PAGE, **{f"{field}_{place}": "W" * 80 for field in ("signer", "role") for place in (1, 2, 3)})
    put_on(browser, picture("PNG"))
    book = fetched(browser)
    assert len(book.pages) == 2
    assert all("W" * 20 in page.extract_text().replace("\u200b", "").replace("\n", "") for page in book.pages)


def test_what_people_typed_stays_text(db: Session, visitor: Visitor, program: Program, organizer: User) -> None:
    for trick in TRICKS:
        one = make.make_submitted(db, program, make.make_user(db), nominee=trick, company=trick)
        decide(db, one, AwardKind.MENTION, citation=trick)
    text = text_of(fetched(visitor.signed_in(organizer)))
    assert "root:" not in text
    for trick in TRICKS[:4]:
        assert trick in text


def picture(format: str, size: tuple[int, int] = (40, 20), mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 0).save(out, format, **more)
    return out.getvalue()


def put_on(browser: Visitor, data: bytes, name: str = "logo.png") -> int:
    return browser.post(f"{PAGE}/logo", files={"file": (name, data, "image/png")}).status_code


@pytest.mark.parametrize(("format", "mode"), [("PNG", "RGB"), ("PNG", "P"), ("PNG", "RGBA"), ("PNG", "L"), ("PNG", "I;16"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L")])  # fmt: skip
def test_a_logo_is_drawn_anew_and_printed(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination, format: str, mode: str
) -> None:
    decide(db, ada)
    browser = visitor.signed_in(organizer)
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", CANARY)
    more = {"pnginfo": note} if format == "PNG" else {"comment": CANARY.encode()}
    sent = picture(format, mode=mode, **more)
    assert CANARY.encode() in sent
    assert put_on(browser, sent + CANARY.encode()) == 303
    kept = browser.application.state.settings.files_dir
    stored = db.query(StoredFile).one()
    db.commit()
    data = (kept / stored.sha256[:2] / stored.sha256).read_bytes()
    assert data.startswith(b"\x89PNG")
    assert CANARY.encode() not in data
    assert len(fetched(browser).pages[0].images) >= 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "Please choose a picture"), (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither a PNG nor a JPEG"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "neither a PNG nor a JPEG"), (picture("PNG")[:60], "damaged"),
        (picture("PNG", (6000, 5000)), "25 million pixels"), (picture("PNG") + b"x" * 5_000_000, "larger than 5 MB"),
        (b"%PDF-1.7", "neither a PNG nor a JPEG"),
    ],
)  # fmt: skip
def test_another_file_than_a_picture_is_refused_with_a_sentence(
    db: Session, visitor: Visitor, program: Program, organizer: User, data: bytes, says: str
) -> None:
    browser = visitor.signed_in(organizer)
    answer = browser.post(f"{PAGE}/logo", files={"file": ("logo.png" if data else "", data, "image/png")})
    assert answer.status_code == 422
    assert says in answer.text
    assert db.query(StoredFile).count() == 0


def test_a_logo_can_be_replaced_and_taken_off(db: Session, visitor: Visitor, program: Program, organizer: User) -> None:
    browser = visitor.signed_in(organizer)
    assert (
        put_on(browser, picture("PNG"), "first.png") == put_on(browser, picture("PNG", (50, 50)), "second.png") == 303
    )
    page = browser.get(PAGE).text
    assert "second.png" in page
    assert "first.png" not in page
    assert browser.submit(f"{PAGE}/logo", remove="yes").status_code == 303
    assert "second.png" not in browser.get(PAGE).text
    assert [one.removed_at is not None for one in db.query(StoredFile)] == [True, True]
    assert db.query(CertificateDesign).one().logo_id is None


def test_what_was_typed_comes_back_when_a_date_is_none(visitor: Visitor, program: Program, organizer: User) -> None:
    answer = visitor.signed_in(organizer).submit(PAGE, signer_1="Jane Roe", dated_on="soon")
    assert answer.status_code == 422
    assert 'value="Jane Roe"' in answer.text
    assert re.search(r'value="soon"', answer.text)


def test_a_certificate_needs_no_signature_and_no_logo() -> None:
    one = {"title": "T", "kind": "Winner", "nominee": "N", "about": "", "sentence": "S", "citation": "", "date": "D"}
    data = {"title": "T", "organization": "", "program": "P", "paper": "a4", "logo": "", "labels": {"given": "To", "logo": ""},
            "signers": [], "certificates": [one]}  # fmt: skip
    assert len(PdfReader(io.BytesIO(compile("exports/pdf/certificate.typ", data))).pages) == 1


def test_the_certificates_of_a_decision_that_is_held_back_come_with_a_warning(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination
) -> None:
    decision = db.get_one(CategoryDecision, decide(db, ada).decision_id)
    db.commit()
    browser = visitor.signed_in(organizer)
    assert "Held back" not in browser.get(PAGE).text
    decision.basis = "of other scores"
    db.commit()
    page = browser.get(PAGE).text
    assert "Held back" in page
    assert "hand these out yet" in page
    assert "Salesperson of the Year. Look at the decision again" in page
