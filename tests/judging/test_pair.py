"""Two nominations compared: which is the better one, changed and undone until the close; what is asked, and what comes next."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.judging.models import Comparison, Scorecard
from app.judging.queries.pace import minutes_a_pair
from app.programs.models import ForRole, RoundMode
from tests import factories as make
from tests.browsing import Visitor
from tests.everyone import without_ids
from tests.judging.choosing import Field, arrange, version_in


@pytest.fixture
def field(db: Session) -> Field:
    return arrange(db, RoundMode.COMPARE, choices=2)


def pairs_of(field: Field) -> list[tuple[tuple[int, ...], bool]]:
    return [(one.best, one.even) for one in field.chosen()]


def sides_in(text: str) -> dict[str, str]:
    return dict(re.findall(r'name="(left|right|was)" value="([^"]*)"', text))


def test_the_desk_leads_from_pair_to_pair_until_all_that_is_asked_is_compared(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    desk = judge.get("/programs/choosing/desk").text
    assert "0 of 4" in desk
    assert "Compare the next two" in desk
    page = judge.get(field.pair).text
    assert page.count("of which") >= 2  # no revenue without its split
    assert page.count("I have a conflict") >= 2
    assert page.count("#wrong-category") == 2
    met = set()
    for number in range(1, 5):
        sides = sides_in(page)
        met |= {sides["left"], sides["right"]}
        answer = judge.submit(field.pair, answer="left", **sides)
        page = judge.follow(answer).text
        if number < 4:
            assert f"{number} of 4" in page
    assert met == {one.public_id for one in field.nominations}
    assert answer.headers["location"].endswith("/desk")
    assert "4 of 4" in page
    assert "Your comparisons" in page
    assert field.finals() == [True] * 4
    assert len(pairs_of(field)) == 4
    done = judge.get(field.pair).text
    assert "You have compared as many as asked" in done
    more = judge.get(f"{field.pair}?more=true").text
    assert judge.submit(field.pair, answer="even", **sides_in(more)).headers["location"] == field.pair
    assert len(pairs_of(field)) == 5


def test_each_answer_is_stored_as_it_was_meant(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    judge.submit(field.pair, answer="left", **field.sides(0, 1))
    judge.submit(field.pair, answer="right", **field.sides(0, 2))
    judge.submit(field.pair, answer="even", **field.sides(1, 3))
    assert pairs_of(field) == [(field.ids(0, 1), False), (field.ids(2, 0), False), (field.ids(1, 3), True)]


def test_an_answer_is_changed_and_its_undo_brings_the_first_one_back(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    judge.submit(field.pair, answer="left", **field.sides(0, 1))
    left, right = field.sides(0, 1).values()
    again = judge.get(f"{field.pair}?left={right}&right={left}").text
    assert "You said that Nominee A is the better one." in again
    assert sides_in(again)["was"] == "right"
    changed = judge.follow(judge.submit(field.pair, answer="left", was="right", left=right, right=left))
    assert pairs_of(field) == [(field.ids(1, 0), False)]
    undo = re.search(r'class="alert alert-success flash".*?action="([^"]+)"', changed.text, re.DOTALL)
    assert undo is not None
    judge.post(undo[1].replace("&amp;", "&"))
    assert pairs_of(field) == [(field.ids(0, 1), False)]


def test_undo_of_the_last_shows_the_two_again_and_opens_their_scorecards(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    judge.submit(field.pair, answer="left", **field.sides(0, 1))
    judge.submit(field.pair, answer="right", **field.sides(1, 2))
    page = judge.get(field.pair).text
    undo = re.findall(r'action="([^"]+/undo\?[^"]+)"', page)[-1].replace("&amp;", "&")
    assert "was" not in undo
    back = judge.follow(judge.post(undo)).text
    assert "Here are the two again" in back
    assert set(sides_in(back).values()) - {""} == set(field.sides(1, 2).values())
    assert pairs_of(field) == [(field.ids(0, 1), False)]
    assert field.finals() == [True, True, False]
    assert judge.post(undo).status_code == 303  # sent twice


def test_two_stand_on_the_same_sides_whenever_they_are_shown(visitor: Visitor, field: Field) -> None:
    """Who pressed the wrong key, and takes it back, mends it with the other one."""
    judge = visitor.signed_in(field.judge)
    for answer in ("left", "right", "even"):
        shown = sides_in(judge.get(field.pair).text)
        after = judge.follow(judge.submit(field.pair, answer=answer, **shown)).text
        undo = re.findall(r'action="([^"]+/undo\?[^"]+)"', after)[-1].replace("&amp;", "&")  # of the last comparison
        assert sides_in(judge.follow(judge.post(undo)).text) == shown
        judge.submit(field.pair, answer=answer, **shown)


def test_another_tab_is_never_written_over_silently(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    judge.submit(field.pair, answer="left", was="", **field.sides(0, 1))
    late = judge.submit(field.pair, answer="right", was="", **field.sides(0, 1))
    assert (late.status_code, "in another tab" in late.text) == (409, True)
    assert pairs_of(field) == [(field.ids(0, 1), False)]
    assert sides_in(late.text)["was"] == "left"
    assert judge.submit(field.pair, answer="left", was="", **field.sides(0, 1)).status_code == 303
    assert len(field.rows(Comparison)) == 1


@pytest.mark.parametrize("answer", ["", "both"])
def test_an_answer_is_needed(visitor: Visitor, field: Field, answer: str) -> None:
    judge = visitor.signed_in(field.judge)
    response = judge.submit(field.pair, answer=answer, **field.sides(0, 1))
    assert (response.status_code, "which of the two is the better one" in response.text) == (422, True)
    assert "Nominee A" in response.text
    assert field.rows(Comparison) == []


def test_a_stranger_and_one_that_is_not_there_get_the_same_answer(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    other = make.make_submitted(field.db, field.program, make.make_user(field.db), nominee="Nobody's Business")
    left = field.nominations[0].public_id
    answers = [
        judge.submit(field.pair, answer="left", left=left, right=right) for right in (other.public_id, "nothing", left)
    ]
    assert {answer.status_code for answer in answers} == {409}
    assert all("no longer on your desk" in answer.text for answer in answers)
    assert not any("Nobody's Business" in answer.text or other.reference in answer.text for answer in answers)
    assert "no longer on your desk" in judge.get(f"{field.pair}?left={left}&right={other.public_id}").text
    assert field.rows(Comparison) == []


def test_a_conflict_takes_the_nomination_out_of_the_pairs_at_once(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    for left, right in ((0, 1), (0, 2), (1, 2)):
        judge.submit(field.pair, answer="left", **field.sides(left, right))
    make.make_conflict(field.db, field.nominations[0], field.judge)
    assert pairs_of(field) == [(field.ids(1, 2), False)]
    page = judge.get(f"{field.pair}?more=true").text
    assert "Nominee A" not in page
    assert field.nominations[0].public_id not in page
    assert judge.submit(field.pair, answer="left", **field.sides(0, 3)).status_code == 409
    assert judge.post(f"{field.pair}/undo?left={field.nominations[0].public_id}&right={field.nominations[1].public_id}").status_code == 422  # fmt: skip
    assert len(field.rows(Comparison)) == 3  # kept, uncounted


def test_wrong_category_takes_its_comparisons_back(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    judge.submit(field.pair, answer="left", **field.sides(0, 1))
    judge.submit(field.pair, answer="left", **field.sides(1, 2))
    path = f"/nominations/{field.nominations[0].public_id}"
    version = version_in(judge, f"{path}/score")
    assert judge.submit(f"{path}/doubt", version=version, doubt_reason="").headers["location"] == field.pair
    assert pairs_of(field) == [(field.ids(1, 2), False)]
    judge.submit(f"{path}/fits")
    assert pairs_of(field) == [(field.ids(1, 2), False)]
    assert "Nominee A" in judge.get(f"{field.pair}?more=true").text


def test_a_reopened_scorecard_has_its_pairs_asked_again(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    judge.submit(field.pair, answer="left", **field.sides(0, 1))
    card = field.rows(Scorecard)[0]
    organizer = visitor.signed_in(make.make_organizer(field.db, field.program))
    organizer.submit(f"/nominations/{field.nominations[0].public_id}/reopen", assignment=str(card.assignment_id), reason="Asked for")  # fmt: skip
    assert pairs_of(field) == []
    assert "it will be asked again" in judge.get(field.pair).text
    assert judge.submit(field.pair, answer="left", was="left", **field.sides(0, 1)).status_code == 303
    assert pairs_of(field) == [(field.ids(0, 1), False)]


def test_one_alone_has_nothing_to_be_compared_with(db: Session, visitor: Visitor) -> None:
    field = arrange(db, RoundMode.COMPARE, count=1)
    judge = visitor.signed_in(field.judge)
    assert "only one nomination here" in judge.get("/programs/choosing/desk").text
    page = judge.get(field.pair).text
    assert "only one nomination here" in page
    assert 'name="answer"' not in page


def test_after_the_close_it_is_read_and_not_changed(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    judge.submit(field.pair, answer="left", **field.sides(0, 1))
    field.close()
    answer = judge.submit(field.pair, answer="right", was="left", **field.sides(0, 1))
    assert (answer.status_code, "Judging closed on" in answer.text) == (403, True)
    left, right = field.sides(0, 1).values()
    assert judge.post(f"{field.pair}/undo?left={left}&right={right}").status_code == 403
    page = judge.get(field.pair).text
    assert "Judging closed on" in page
    assert 'name="answer"' not in page
    assert "Nominee A" in page
    assert pairs_of(field) == [(field.ids(0, 1), False)]


def test_before_the_round_opens_nobody_reads_anything(db: Session, visitor: Visitor) -> None:
    field = arrange(db, RoundMode.COMPARE)
    field.program.judging_opens_at = field.program.judging_closes_at
    db.commit()
    answer = visitor.signed_in(field.judge).get(field.pair)
    assert (answer.status_code, "Nominee A" in answer.text) == (403, False)


def test_each_of_the_two_has_an_event_that_doesnt_name_the_other(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    judge.submit(field.pair, answer="right", **field.sides(0, 1))
    judge.submit(field.pair, answer="right", **field.sides(0, 1))  # sent twice
    events = [one for one in field.rows(AuditEvent) if one.action.startswith("scorecard.")]
    assert [(one.action, one.before, one.after) for one in events] == [
        ("scorecard.compare", None, {"compared": "not preferred"}),
        ("scorecard.compare", None, {"compared": "preferred"}),
    ]
    left, right = field.sides(0, 1).values()
    judge.post(f"{field.pair}/undo?left={left}&right={right}")
    events = [one for one in field.rows(AuditEvent) if one.action == "scorecard.uncompare"]
    assert [(one.before, one.after) for one in events] == [
        ({"compared": "not preferred"}, None), ({"compared": "preferred"}, None),
    ]  # fmt: skip


def test_in_a_blind_program_the_two_have_no_names(db: Session, visitor: Visitor) -> None:
    field = arrange(db, RoundMode.COMPARE, hide_nominee=True)
    judge = visitor.signed_in(field.judge)
    page = judge.get(field.pair).text
    assert "Nominee of T" in page
    onward = judge.follow(judge.submit(field.pair, answer="left", **field.sides(0, 1))).text
    assert f"{field.nominations[0].reference} rather than {field.nominations[1].reference}." in onward
    assert not re.search(r"Nominee [A-J]\b", page + onward)


def test_another_judge_sees_nothing_of_it(db: Session, visitor: Visitor, field: Field) -> None:
    other = make.make_judge(db, field.program)
    for one in field.nominations:
        make.make_assignment(db, one, other)
    second = visitor.signed_in(other)
    before = second.get(field.pair).text
    visitor.signed_in(field.judge).submit(field.pair, answer="left", **field.sides(0, 1))
    assert without_ids(second.get(field.pair).text) == without_ids(before)


def test_the_queries_dont_grow_with_nominations_or_comparisons(db: Session, visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    judge.submit(field.pair, answer="left", **field.sides(0, 1))
    with judge.counting() as few:
        judge.get(f"{field.pair}?more=true")
    for _each in range(4):
        one = make.make_submitted(db, field.program, make.make_user(db))
        make.make_assignment(db, one, field.judge)
    for left, right in ((0, 2), (1, 2), (2, 3), (1, 3)):
        judge.submit(field.pair, answer="left", **field.sides(left, right))
    with judge.counting() as many:
        judge.get(f"{field.pair}?more=true")
    assert len(many) == len(few)


def test_organizers_see_who_compared_how_often(db: Session, visitor: Visitor, field: Field) -> None:
    visitor.signed_in(field.judge).submit(field.pair, answer="left", **field.sides(0, 1))
    organizer = visitor.signed_in(make.make_organizer(db, field.program))
    assert "1 of 4</strong> pairs<" in organizer.get("/programs/choosing/progress").text
    assert "chosen among by fewer than 2 judges" in organizer.get("/programs/choosing/progress").text


def test_the_plan_says_who_would_have_nothing_to_compare_with(db: Session, visitor: Visitor, field: Field) -> None:
    moved = make.make_submitted(
        db, field.program, make.make_user(db), category=make.category_of(db, field.program, ForRole.FARMER)
    )
    make.make_assignment(db, moved, field.judge)
    organizer = visitor.signed_in(make.make_organizer(db, field.program))
    fields = {"kind": "add", "least": "1", "most": "1", "seed": "1"}
    page = organizer.submit("/programs/choosing/assignments/plan/preview", **fields).text
    assert "Major Account Manager of the Year has a single nomination" in page
    assert "no plan can mend that" in page


def test_a_plan_of_a_round_without_scores_gives_nobody_a_single_nomination_of_a_category(
    db: Session, visitor: Visitor, field: Field
) -> None:
    other = make.category_of(db, field.program, ForRole.FARMER)
    both = [make.make_submitted(db, field.program, make.make_user(db), category=other) for _each in range(2)]
    make.make_assignment(db, both[0], field.judge)
    make.make_judge(db, field.program)
    db.commit()
    organizer = visitor.signed_in(make.make_organizer(db, field.program))
    plan = "/programs/choosing/assignments/plan"
    page = organizer.get(plan).text
    assert "only one nomination of a category" in page
    assert "nothing to mend" not in page
    fields = {"kind": "mend", "least": "1", "most": "1", "seed": "1"}
    page = organizer.submit(f"{plan}/preview", **fields).text
    assert "only one of" not in page
    taken = organizer.submit(f"{plan}/preview", **fields, take=f"{both[0].id}.{field.judge.id}").text
    assert "only one of Major Account Manager of the Year" in taken


def test_whoever_says_done_is_told_what_is_left(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    for left, right in ((0, 1), (2, 3)):
        judge.submit(field.pair, answer="left", **field.sides(left, right))
    page = judge.get("/programs/choosing/desk/done").text
    assert "2 of 4 pairs compared" in page
    assert "done all the same" in page
    for left, right in ((0, 2), (1, 3)):
        judge.submit(field.pair, answer="left", **field.sides(left, right))
    assert "chosen wherever there is something to choose from" in judge.get("/programs/choosing/desk/done").text
    assert judge.submit("/programs/choosing/desk/done").status_code == 303


def test_mails_and_texts_name_comparisons_where_judges_compare(db: Session, visitor: Visitor, field: Field) -> None:
    organizer = visitor.signed_in(make.make_organizer(db, field.program))
    page = organizer.get("/programs/choosing/letters").text
    assert "your comparisons are still missing" in page
    assert "each missing comparison makes" in page
    for kind in ("reminder", "expected"):
        assert "score" not in organizer.get(f"/programs/choosing/letters?kind={kind}").text.partition("<textarea")[2].partition("</textarea>")[0]  # fmt: skip


def test_desk_and_plan_agree_on_the_time_that_reading_and_comparing_takes(
    db: Session, visitor: Visitor, field: Field
) -> None:
    """Four nominations of eight minutes, four pairs of two: 40 minutes; then one pair is done and two are read."""
    judge, plan = visitor.signed_in(field.judge), "/programs/choosing/assignments/plan/preview"
    assert "Reading and comparing what is left takes about 40 min" in judge.get("/programs/choosing/desk").text
    judge.submit(field.pair, answer="left", **field.sides(0, 1))
    assert "Reading and comparing what is left takes about 20 min" in judge.get("/programs/choosing/desk").text
    organizer = visitor.signed_in(make.make_organizer(db, field.program))
    assert "<td>about 20 min" in organizer.submit(plan, kind="add", least="1", most="1", seed="1").text


def test_the_pace_of_pairs_is_measured_once_four_are_compared(db: Session, visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    more = make.make_submitted(db, field.program, make.make_user(db))
    make.make_assignment(db, more, field.judge)
    for left, right in ((0, 1), (1, 2), (2, 3), (0, 2)):
        judge.submit(field.pair, answer="left", **field.sides(left, right))
    begun = datetime.now(UTC) - timedelta(hours=1)
    for number, row in enumerate(db.scalars(select(Comparison).order_by(Comparison.id))):
        row.updated_at = begun + timedelta(minutes=6 * number)
    db.commit()
    with Session(db.get_bind()) as other:
        assert minutes_a_pair(other, field.number) == {field.judge.id: 6.0}
        assert minutes_a_pair(other, field.number, field.judge.id + 99) == {}
    # One more to read (8 minutes), and one of five pairs to compare (6 minutes).
    assert "takes about 15 min" in judge.get("/programs/choosing/desk").text
