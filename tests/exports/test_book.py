"""The results book, read by a reader that is not ours: pypdf."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.exports.pdf import compile
from app.exports.pdf.letters import _known
from app.exports.pdf.paper import short
from app.exports.pdf.words import labels
from app.nominations.models import Conflict, ConflictState, Nomination
from app.programs.models import Program
from app.results.models import Adjustment, AdjustmentState, AwardKind, CategoryDecision
from tests import factories as make
from tests.browsing import Visitor
from tests.exports.deciding import decide
from tests.exports.test_index import DOWNLOAD

TRICKS = ['#read("/etc/passwd")', "$x$", "*a*", "\\", "ש. Cohen", "\U0001f984 Unicorn", "<svg>&amp;", "Zoë Ångström"]


def opened(visitor: Visitor, user: User) -> PdfReader:
    answer = visitor.signed_in(user).submit(DOWNLOAD, what="book", format="pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.content))


def text_of(book: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in book.pages).replace("\u200b", ""))


def test_the_book_holds_every_nominee_and_every_split(
    visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    text = text_of(opened(visitor, organizer))
    for number, nomination in enumerate(nominations):
        assert text.count(f"Nominee {number}") >= 3
        assert (nomination.reference or "") in text
    assert text.count("new business") >= 3 * len(nominations)
    assert "7.75" in text
    assert "Mostly managed, not settled" in text


def test_the_book_is_tagged_for_screen_readers_with_title_language_and_page_numbers(
    visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    book = opened(visitor, organizer)
    root = book.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert book.metadata is not None
    assert program.name in str(book.metadata.title)
    for number, page in enumerate(book.pages, 1):
        assert f"{number} / {len(book.pages)}" in page.extract_text()


def test_a_conflicted_organizer_s_book_leaves_the_nomination_out_and_says_so(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    secret = make.make_submitted(db, program, make.make_user(db), nominee="Canary Nominee", company="Canary Corp")
    other, reference = make.make_organizer(db, program), secret.reference or ""
    db.add(
        Conflict(
            nomination_id=secret.id, user_id=organizer.id, source="declared", state=ConflictState.CONFIRMED, reason="Cousins",
            created_at=secret.created_at,
        )
    )  # fmt: skip
    db.commit()
    seen = text_of(opened(visitor, organizer))
    assert "Canary" not in seen
    assert reference not in seen
    assert "conflict of interest with 1 nomination" in seen
    assert "Canary Nominee" in text_of(opened(visitor, other))


def test_what_people_typed_stays_text(db: Session, visitor: Visitor, program: Program, organizer: User) -> None:
    for trick in TRICKS:
        make.make_submitted(db, program, make.make_user(db), nominee=trick, company=trick, split=(900_00, 0, 100_00, 0))
    make.make_submitted(db, program, make.make_user(db), nominee="x" * 10_000, company="Word " * 2000)
    text = text_of(opened(visitor, organizer))
    for trick in TRICKS[:4] + TRICKS[6:]:
        assert trick in text
    assert "root:" not in text
    assert "Cohen" in text
    assert "□ Unicorn" in text
    assert short("x" * 10_000).replace("\u200b", "") in text.replace(" ", "")


@pytest.mark.parametrize(("what", "format"), [("book", "csv"), ("results", "pdf"), ("everything", "pdf")])
def test_only_the_book_is_a_pdf(visitor: Visitor, program: Program, organizer: User, what: str, format: str) -> None:
    assert visitor.signed_in(organizer).submit(DOWNLOAD, what=what, format=format).status_code == 422


def test_an_empty_program_has_a_book_too(visitor: Visitor, program: Program, organizer: User) -> None:
    assert "Nobody is in the contest here." in text_of(opened(visitor, organizer))


def test_a_picture_s_name_can_t_leave_its_folder() -> None:
    with pytest.raises(ValueError, match="plain name"):
        compile("exports/pdf/book.typ", {}, {"../out.svg": b""})


def figures(node: Any) -> Iterator[Any]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, dict):
        if node.get("/S") == "/Figure":
            yield node
        yield from figures(node.get("/K"))
    elif isinstance(node, list):
        for child in node:
            yield from figures(child)


def test_every_drawing_says_what_it_shows(
    visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    drawn = list(figures(opened(visitor, organizer).trailer["/Root"]["/StructTreeRoot"]))
    assert len(drawn) >= 4, "slope and map of a category and of the program"
    assert all("nominees" in str(one["/Alt"]) for one in drawn)


WORDS = {"title": "T", "paper": "a4", "program": "P", "organization": "", "date": "", "phase": "", "method": "", "note": "", "chapters": [],
         "together": {"drawn": [], "rows": []}}  # fmt: skip


def printed(text: str) -> str:
    data = WORDS | {"labels": labels(), "words": [("Text", text)]}
    return text_of(PdfReader(io.BytesIO(compile("exports/pdf/book.typ", data))))


@pytest.mark.parametrize("start", range(0x20, 0x20000, 0x8000))
def test_any_letter_there_is_can_be_printed_or_replaced(start: int) -> None:
    letters = [chr(code) for code in range(start, start + 0x8000) if not 0xD800 <= code < 0xE000]
    assert "What the words mean" in printed(" ".join(letters))


def test_a_letter_that_can_t_be_set_after_all_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    real = _known
    monkeypatch.setattr(
        "app.exports.pdf.letters._known", lambda plain: real(True) if plain else frozenset(range(0x20, 0x20000))
    )
    assert "Zoë □" in printed("Zoë \U0001f984")


def test_the_book_says_what_was_decided_and_on_what_grounds(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    decide(db, nominations[2], AwardKind.WINNER, citation="For the long climb.")
    decide(db, nominations[3], AwardKind.SPECIAL, title="Twenty years of care")
    db.query(CategoryDecision).one().override = "The flag came too late."
    db.commit()
    text = text_of(opened(visitor, organizer))
    for words in ("Decided and approved.", "Winner Nominee 2", f"({nominations[2].reference})", "For the long climb.", "Twenty years of care Nominee 3",
                  "Decided all the same, because: The flag came too late."):  # fmt: skip
        assert words in text, words


def test_a_conflicted_organizer_s_book_tells_nothing_of_the_category_s_decision(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    decide(db, nominations[2], citation="Canary citation")
    make.make_conflict(db, nominations[5], organizer)
    db.commit()
    text = text_of(opened(visitor, organizer))
    assert "so its decision is left out" in text
    assert "Canary" not in text


def test_an_adjusted_result_stands_beside_the_one_that_the_scores_gave(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    now = datetime.now(UTC)
    for place, state in ((2, AdjustmentState.APPROVED), (3, AdjustmentState.PROPOSED)):
        db.add(
            Adjustment(
                category_id=nominations[place].category_id, nomination_id=nominations[place].id, state=state, old=7750, new=9000 + place,
                reason=f"A card was lost, {state.value}.", proposed_by_id=organizer.id, proposed_at=now,
            )
        )  # fmt: skip
    db.commit()
    text = text_of(opened(visitor, organizer))
    assert "7.75 adjusted to 9.00" in text
    assert (
        f"Nominee 2 ({nominations[2].reference}): 7.75 by the scores, adjusted to 9.00. Why: A card was lost, approved."
        in text
    )
    assert "A card was lost, proposed." not in text
