"""Blind judging: no identity in any answer that a judge can get (test_two_worlds.py: nothing depends on one)."""

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.mail.models import OutboxMail
from app.nominations.models import Submission
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange, assessed

CANARIES = ("zyxqua", "brindlewick", "vexcorda", "florptine", "quillmaster", "grombly", "wilmot", "hobblethwaite")
JSON = {"Accept": "application/json"}


def texts(
    nominator: str = "Florptine Quillmaster", email: str = "florptine@grombly.example", firm: str = "Grombly",
    nominee: str = "Zyxqua Brindlewick", company: str = "Vexcorda",
) -> dict[str, Any]:  # fmt: skip
    first, (given, family) = nominator.split()[0], nominee.split()
    plain = f"{company}.example/{given}-{family}".lower()
    story = (
        f"{nominee} cold-called Bolt Foundry eleven times. {given.upper()}'s patience won it, says {nominator}. "
        f"Ms. {family} manages the Acme account for {company}, Inc., which renewed for another year. "
        f"Write to {email} or see https://{plain}. {first} of {firm} adds: she is right. "
        f"{company}'s customers love {given[:3]}\u00ad{given[3:]}."
    )
    made = assessed(
        story,
        [
            {"name": f"Acme Mills ({company} client)", "revenue": 2_950_000, "prior_revenue": 2_950_000, "origin": "inherited", "kind": "renewal"},
            {"name": f"{family} Family Trust", "revenue": 310_000, "prior_revenue": 0, "origin": "self_sourced", "kind": "new_business", "incumbent_displaced": firm},
        ],
        title=f"Account Manager, {company} West", company=f"{company}, Inc.", headline_revenue=9_000_000,
    )  # fmt: skip
    made["content"] |= {
        "nominee_name": nominee, "nominee_title": f"Account Manager, {company} West", "nominee_company": f"{company}, Inc.",
        "explanation": f"{nominator} and {given} can explain, at {firm}. So can Wilmot Hobblethwaite.", "shared_credit": f"{given} and {first}",
        "links": [f"https://{company.lower()}.example/awards", "https://news.example/story/42", f"https://{firm.lower()}.example/x"],
        "headline": f"9000000 {given}",
        "referees": [{"name": "Wilmot Hobblethwaite", "company": f"{firm} Freight", "email": "wilmot@hobble.example"}],
    }  # fmt: skip
    return made


def blind(db: Session) -> Desk:
    desk = arrange(db, blind=True, nominee="Zyxqua Brindlewick", company="Vexcorda, Inc.", **texts())
    owner = db.get_one(User, desk.owner.id)
    owner.name, owner.email, owner.company = "Florptine Quillmaster", "florptine@grombly.example", "Grombly"
    db.execute(Submission.__table__.update().values(nominee_title="Account Manager, Vexcorda West"))
    db.commit()
    return desk


def answers(judge: Visitor, desk: Desk) -> list[tuple[str, Any]]:
    """Every kind of answer that this judge can get about the nomination: pages, refusals, fragments, exports."""
    slug, pid = desk.program.slug, desk.nomination.public_id
    gets = [
        "/", "/judging", "/programs", f"/programs/{slug}", f"/programs/{slug}/spread", f"/nominations/{pid}", f"/programs/{slug}/desk/charts",
        f"/programs/{slug}/desk/compare", f"/programs/{slug}/desk/compare?near={pid}", f"/programs/{slug}/desk/compare?of={pid}&page=1",
        f"/nominations/{pid}/recuse", f"/nominations/{pid}/receipt", f"/nominations/{pid}/review", f"/nominations/{pid}/flag",
        f"/nominations/{pid}/question", f"/programs/{slug}/nominations", f"/programs/{slug}/results", f"/programs/{slug}/flags",
        f"/programs/{slug}/assignments", f"/programs/{slug}/progress", f"/programs/{slug}/audit", f"/programs/{slug}/mail",
        f"/programs/{slug}/exports", f"/programs/{slug}/exports/nominations.csv", f"/programs/{slug}/exports/scores.json",
        "/nominations", desk.score, desk.score + "?zyxqua=1",
    ]  # fmt: skip
    gets += [
        f"/programs/{slug}/desk?shown={shown}" for shown in ("to_do", "final", "waiting", "wrong_category", "recused")
    ]
    found: list[tuple[str, Any]] = [(path, judge.get(path)) for path in gets]
    found += [(path + " json", judge.get(path, headers=JSON)) for path in gets]
    wrong, right = desk.fields("8,5", 7), desk.fields(8, 7, doubt_category="x" * 3)
    posts: list[tuple[str, dict[str, Any]]] = [
        (desk.score, wrong), (desk.score, right), (desk.score, desk.fields(1, 1)), (desk.path("final"), desk.fields(8, version=1)),
        (desk.path("doubt"), right), (desk.path("doubt"), desk.fields(8, version=1, doubt_reason="No")), (desk.path("fits"), {}),
        (desk.path("recuse"), {"reason": ""}), (desk.path("final"), desk.fields(8, 7, 6, 5, 4, version=1)),
        (desk.score, desk.fields(1, version=9)), (desk.path("reopen"), {"assignment": "1", "reason": "abc"}),
        (desk.path("conflict"), {"person": "1", "reason": "abc"}),
    ]  # fmt: skip
    for path, fields in posts:
        found.append((f"POST {path}", judge.submit(path, **fields)))
        found.append((f"POST {path} json", judge.post(path, data=fields, headers=JSON)))
    found += [(path + " after", judge.get(path)) for path in gets]
    return found


def leaks(where: str, text: str) -> list[str]:
    return [f"{where}: {canary}" for canary in CANARIES if canary in text.lower().replace("\u00ad", "")]


def test_no_identity_is_in_any_answer_a_judge_of_a_blind_program_can_get(db: Session, visitor: Visitor) -> None:
    desk = blind(db)
    judge = visitor.signed_in(desk.judge)
    found = answers(judge, desk)
    assert {200, 303, 404, 409, 422} <= {answer.status_code for _where, answer in found}
    seen = [
        leak
        for where, answer in found
        for leak in leaks(where, answer.text + str(dict(answer.headers)) + str(answer.url.path))
    ]
    assert seen == []


def test_the_search_for_canaries_finds_them_where_judging_is_not_blind(db: Session, visitor: Visitor) -> None:
    desk = blind(db)
    desk.program.blind = False
    db.commit()
    page = visitor.signed_in(desk.judge).get(desk.score)
    assert len(leaks("page", page.text)) == len(CANARIES)


def test_mails_to_a_judge_of_a_blind_program_hide_names_in_an_organizers_words(db: Session, visitor: Visitor) -> None:
    desk = blind(db)
    judge, organizer = visitor.signed_in(desk.judge), visitor.signed_in(make.make_organizer(db, desk.program))
    judge.submit(desk.path("final"), **desk.fields(8, 7, 6, 5, 4))
    organizer.submit(
        desk.path("reopen"), assignment=str(desk.assignment.id), reason="Zyxqua of Vexcorda, says Quillmaster, asked"
    )
    with Session(db.get_bind()) as look:
        (mail,) = look.scalars(select(OutboxMail).where(OutboxMail.to_email == desk.judge.email))
        assert leaks("mail", mail.subject + mail.body) == []
        assert "[nominee] of [company]" in mail.body


def test_the_marks_of_a_masked_story_keep_their_places(db: Session, visitor: Visitor) -> None:
    desk = blind(db)
    page = visitor.signed_in(desk.judge).get(desk.score)
    marked = re.findall(r"<mark[^>]*><a[^>]*>(.*?)</a></mark>", page.text, flags=re.S)
    assert any(text.startswith("[nominee] cold-called Bolt Foundry") for text in marked), marked
    assert any("manages the Acme account for [company]" in text for text in marked), marked
    assert "Link 1" in page.text
    assert "https://news.example/story/42" in page.text


def test_no_id_of_a_judge_is_in_a_judges_pages(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    other = make.make_judge(db, desk.program, "other.judge@canary-judges.example")
    make.make_scorecard(db, make.make_assignment(db, desk.nomination, other), {c.id: 3000 for c in desk.criteria})
    judge = visitor.signed_in(desk.judge)
    for path in (desk.score, f"/programs/{desk.program.slug}/desk", f"/programs/{desk.program.slug}/spread"):
        page = judge.get(path).text
        assert "canary-judges" not in page
        assert other.name not in page
        assert not re.search(rf"judge[-_= ]?{other.id}\b", page, flags=re.I)
        assert not re.search(rf"judge[-_=]{desk.judge.id}\b", page, flags=re.I)
