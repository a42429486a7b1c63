"""The judge's desk: what is left, groups, what is next, and that its cost does not grow."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.judging.models import Scorecard
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import arrange, assessed


def test_the_desk_says_what_is_left_by_when_and_leads_to_the_next(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    page = visitor.signed_in(desk.judge).get(f"/programs/{desk.program.slug}/desk")
    assert page.status_code == 200
    assert "0 of 1" in page.text
    assert "at 8 minutes each" in page.text
    assert "Judging closes on" in page.text
    assert f'href="{desk.score}"' in page.text


def test_a_final_card_moves_to_its_group(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    judge.submit(desk.path("final"), **desk.fields(8, 7, 6, 5, 4))
    here = f"/programs/{desk.program.slug}/desk"
    assert "Everything is done" in judge.get(here).text
    assert desk.nomination.reference in judge.get(here + "?shown=final").text


def test_the_pace_is_the_median_of_the_judges_own_gaps(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    start = datetime.now(UTC) - timedelta(hours=5)
    for minutes in (0, 20, 40, 60, 200):
        nomination = make.make_submitted(db, desk.program, desk.owner, **assessed())
        card = make.make_scorecard(db, make.make_assignment(db, nomination, desk.judge), {})
        db.get_one(Scorecard, card.id).final_at = start + timedelta(minutes=minutes)
        db.commit()
    page = visitor.signed_in(desk.judge).get(f"/programs/{desk.program.slug}/desk")
    assert "about 20 min left at your pace" in page.text


def test_a_flag_without_a_ruling_waits_and_one_with_a_ruling_does_not(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    here = f"/programs/{desk.program.slug}/desk?shown=waiting"
    assert desk.nomination.reference in judge.get(here).text
    other = make.make_judge(db, desk.program)
    make.make_assignment(db, desk.nomination, other)
    visitor.signed_in(other).submit(desk.score, **desk.fields(verdict="agree"))
    assert '<span class="tab-count num">1</span>' in judge.get(here).text.split("Rulings waiting")[1][:80]
    judge.submit(desk.score, **desk.fields(verdict="cant_tell"))
    page = judge.get(here).text
    assert "Nothing here" in page
    assert "tab-count" not in page.split("Rulings waiting")[1][:80]


def test_a_strange_page_or_group_shows_the_desk(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    for query in ("?shown=everything", "?page=999", "?page=-1"):
        assert judge.get(f"/programs/{desk.program.slug}/desk{query}").status_code == 200
    assert judge.get(f"/programs/{desk.program.slug}/desk?page=x").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_desk(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    here = f"/programs/{desk.program.slug}/desk"
    with visitor.counting() as few:
        judge.get(here)
    for _more in range(5):
        make.make_assignment(db, make.make_submitted(db, desk.program, desk.owner, **assessed()), desk.judge)
    with visitor.counting() as many:
        judge.get(here)
    assert len(many) == len(few) <= 9


def test_nobody_but_a_judge_has_a_desk(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    elsewhere = make.make_judge(db, make.make_program(db))
    organizer = make.make_organizer(db, desk.program)
    for user in (desk.owner, elsewhere, organizer):
        assert visitor.signed_in(user).get(f"/programs/{desk.program.slug}/desk").status_code == 404


def test_own_nominations_are_searched_and_filtered(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, nominee="Zoë Ångström", company="Harbor Ltd")
    other = make.make_submitted(db, desk.program, desk.owner, nominee="Ann Other", role="farmer", flag=False)
    make.make_assignment(db, other, desk.judge)
    db.commit()
    judge = visitor.signed_in(desk.judge)
    here = f"/programs/{desk.program.slug}/desk"

    def found(query: str) -> list[bool]:
        page = judge.get(f"{here}?{query}").text
        rows = page.split("<tbody>")[1] if "<tbody>" in page else ""
        return [one.reference in rows for one in (desk.nomination, other)]

    assert found("search=zoe+angstrom") == [True, False]
    assert found("search=HARBOR") == [True, False]
    assert found(f"search={other.reference.lower()}") == [False, True]
    assert found("role=farmer") == [False, True]
    assert found(f"category={desk.nomination.category_id}&search=o") == [True, True]
    assert found("category=999999&role=nonsense") == [True, True], "what is unknown is no filter"
    assert found("search=nobody") == [False, False]
    assert found("shown=final&search=zoe") == [False, False]


def test_a_blind_desk_is_searched_by_reference_only(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, blind=True, nominee="Zyxqua Brindlewick", company="Vexcorda Ltd")
    judge = visitor.signed_in(desk.judge)
    for words in ("Zyxqua", "vexcorda", "brindle"):
        page = judge.get(f"/programs/{desk.program.slug}/desk?search={words}").text
        assert "Nothing fits these filters" in page
    assert "<tbody>" in judge.get(f"/programs/{desk.program.slug}/desk?search={desk.nomination.reference}").text


def test_the_desk_leads_back_to_where_one_was(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    more = make.make_submitted(db, desk.program, desk.owner, **assessed())
    make.make_assignment(db, more, desk.judge)
    db.commit()
    judge = visitor.signed_in(desk.judge)
    judge.submit(f"/nominations/{more.public_id}/score", **desk.fields(8))
    page = judge.get(f"/programs/{desk.program.slug}/desk").text
    where = page.split("Where you were")[2]
    assert f'href="/nominations/{more.public_id}/score"' in where[:1500]
    assert f'href="{desk.score}"' in where.split("Score the next one")[0], "and the next one stands beside it"
