"""What judges can take, know, and would rather judge or not; and that plans follow it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.judging.models import PlanKind
from app.judging.queries.drafting import Asked, draft_of
from app.judging.queries.ground import ground_of
from app.panels.models import Bid, CategoryJudge, JudgeWish, Topic, TopicJudge
from app.programs.models import ForRole, Program
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import look


def pairs(db: Session, program: Program, wanted: int = 1) -> frozenset[tuple[int, int]]:
    with Session(db.get_bind()) as other:
        found = other.get_one(Program, program.id)
        return draft_of(ground_of(other, found), Asked(PlanKind.ADD, wanted, wanted, 1)).pairs


def test_a_judge_says_how_many_and_of_what_and_the_plan_follows(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, standing="closed")
    ann, ben = make.make_judge(db, program), make.make_judge(db, program)
    hunters, farmers = make.category_of(db, program), make.category_of(db, program, ForRole.FARMER)
    for category in (hunters, hunters, farmers, farmers):
        make.make_submitted(db, program, make.make_user(db), category=category)
    browser = visitor.signed_in(ann)
    path = f"/programs/{program.slug}/desk/wishes"
    assert "What you can take and know" in browser.get(path).text
    answer = browser.submit(path, most="2", categories=[str(farmers.id), "99999"])
    assert "next plan follows it" in browser.follow(answer).text
    assert look(db, select(JudgeWish.at_most)) == [2]
    assert look(db, select(CategoryJudge.category_id)) == [farmers.id]
    given = dict(pairs(db, program))
    of = {one.id: one for one in ground_entries(db, program)}
    assert {of[n].category_id for n, judge in given.items() if judge == ann.id} == {farmers.id}
    assert {of[n].category_id for n, judge in given.items() if judge == ben.id} == {hunters.id}
    assert browser.submit(path, most="none").status_code == 422
    browser.submit(path, most="", categories=[])
    assert look(db, select(CategoryJudge.category_id)) == []


def ground_entries(db: Session, program: Program) -> list[object]:
    with Session(db.get_bind()) as other:
        return list(ground_of(other, other.get_one(Program, program.id)).entries)


def test_a_ticked_topic_brings_judge_and_nomination_together(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, standing="closed")
    ann, ben = make.make_judge(db, program), make.make_judge(db, program)
    steel = make.make_submitted(db, program, make.make_user(db), content={"story": "The steel mill."})
    other = make.make_submitted(db, program, make.make_user(db), content={"story": "A bakery."})
    topic = Topic(program_id=program.id, name="Manufacturing", words="steel")
    db.add(topic)
    db.commit()
    key = topic.id
    db.commit()
    visitor.signed_in(ben).submit(f"/programs/{program.slug}/desk/wishes", topics=[str(key)])
    assert look(db, select(TopicJudge.user_id)) == [ben.id]
    assert pairs(db, program) == {(steel.id, ben.id), (other.id, ann.id)}


def test_bids_are_offered_only_where_the_program_says_so_and_only_on_what_may_be_given(
    db: Session, visitor: Visitor
) -> None:
    program = make.make_program(db, standing="closed", bids=True)
    ann, ben = make.make_judge(db, program), make.make_judge(db, program)
    one, two = (make.make_submitted(db, program, make.make_user(db)) for _twice in range(2))
    own = make.make_submitted(db, program, ann, nominee="Own Nominee")
    apart = make.make_submitted(db, program, make.make_user(db), nominee="Apart Nominee")
    make.make_conflict(db, apart, ann)
    browser = visitor.signed_in(ann)
    path = f"/programs/{program.slug}/desk/wishes"
    page = browser.get(path).text
    assert "Nominee 1" in page
    assert "Own Nominee" not in page
    assert "Apart Nominee" not in page
    fields = {f"bid-{one.id}": "-1", f"bid-{two.id}": "1", f"bid-{own.id}": "1", f"bid-{apart.id}": "1", "bid-x": "1"}
    assert browser.submit(path + "/bids", **fields).status_code == 303
    assert {(bid.nomination_id, bid.value) for bid in look(db, select(Bid))} == {(one.id, -1), (two.id, 1)}
    assert {(two.id, ann.id), (one.id, ben.id)} <= pairs(db, program)
    browser.submit(path + "/bids", **{f"bid-{one.id}": "0", f"bid-{two.id}": "7"})
    assert {(bid.nomination_id, bid.value) for bid in look(db, select(Bid))} == {(two.id, 1)}


def test_a_blind_program_offers_no_titles(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, standing="closed", bids=True, blind=True)
    judge = make.make_judge(db, program)
    nomination = make.make_submitted(db, program, make.make_user(db), nominee="Secret Nominee")
    browser = visitor.signed_in(judge)
    path = f"/programs/{program.slug}/desk/wishes"
    assert "Secret Nominee" not in browser.get(path).text
    assert browser.submit(path + "/bids", **{f"bid-{nomination.id}": "1"}).status_code == 404


def test_who_is_no_judge_has_no_wishes(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    browser = visitor.signed_in(make.make_organizer(db, program))
    assert browser.get(f"/programs/{program.slug}/desk/wishes").status_code == 404
    assert browser.submit(f"/programs/{program.slug}/desk/wishes", most="1").status_code == 404
