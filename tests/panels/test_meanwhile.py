"""Two people, or two tabs, with the same page open: what the second one typed is merged, or comes back with what changed."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.panels.models import Bid, CategoryJudge, JudgePair, JudgeWish, Panel, Topic, TopicJudge
from app.panels.queries import panels_of
from app.panels.service.meanwhile import Meanwhile, merged, ticks_merged
from app.programs.models import ForRole, Program
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import look
from tests.judging.test_races import all_at_once


def hidden(page: Any, *names: str) -> dict[str, str]:
    """The hidden fields of a page whose names begin like this."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return {name: value for name, value in found if name.startswith(names)}


def test_where_only_one_of_two_changed_a_field_that_change_stands_and_else_both_are_told() -> None:
    assert merged({"a": 1, "b": 2}, {"a": 5, "b": 2}, {"a": 1, "b": 3}) == {"a": 5, "b": 3}
    assert merged({}, {"a": 5}, {"a": 1}) == {"a": 1}
    assert merged({"a": 1}, {"a": 5}, {"a": 5}) == {"a": 5}
    with pytest.raises(Meanwhile) as told:
        merged({"a": 1, "b": 1}, {"a": 5, "b": 1}, {"a": 6, "b": 2})
    assert told.value.found == {"a": 5}
    assert ticks_merged(frozenset({1, 2}), frozenset({2, 3}), frozenset({1, 4})) == {3, 4}


def test_an_organizers_old_page_of_loads_does_not_undo_what_a_judge_said_since(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    ann, ben = make.make_judge(db, program), make.make_judge(db, program)
    organizer = make.make_organizer(db, program)
    path = f"/programs/{program.slug}/loads"
    old = hidden(visitor.signed_in(organizer).get(path), "was-")
    visitor.signed_in(ann).submit(f"/programs/{program.slug}/desk/wishes", most="7")
    browser = visitor.signed_in(organizer)
    both = {f"{word}-{judge.id}": "" for judge in (ann, ben) for word in ("least", "most")}
    assert browser.submit(path, **{**both, **old, f"most-{ben.id}": "3"}).status_code == 303
    loads = {row.user_id: row.at_most for row in look(db, select(JudgeWish))}
    assert loads == {ann.id: 7, ben.id: 3}
    page = browser.submit(path, **{**both, **old, f"most-{ann.id}": "5", f"most-{ben.id}": "3"})
    assert page.status_code == 409
    assert f"{ann.name}: this was changed meanwhile, to 0 to 7." in page.text
    assert f'name="most-{ann.id}" value="5"' in page.text
    assert {row.user_id: row.at_most for row in look(db, select(JudgeWish))} == loads
    again = {**both, **hidden(page, "was-"), f"most-{ann.id}": "5", f"most-{ben.id}": "3"}
    assert browser.submit(path, **again).status_code == 303
    assert {row.user_id: row.at_most for row in look(db, select(JudgeWish))} == {ann.id: 5, ben.id: 3}


def test_two_tabs_of_a_judges_wishes_keep_each_others_ticks_and_a_limit_changed_in_both_comes_back(
    db: Session, visitor: Visitor
) -> None:
    program = make.make_program(db)
    ann = make.make_judge(db, program)
    hunters, farmers = make.category_of(db, program), make.category_of(db, program, ForRole.FARMER)
    topic = Topic(program_id=program.id, name="Steel", words="steel")
    db.add(topic)
    db.commit()
    key, path = topic.id, f"/programs/{program.slug}/desk/wishes"
    db.commit()
    browser = visitor.signed_in(ann)
    old = hidden(browser.get(path), "was")
    browser.submit(path, **old, most="9", categories=[str(hunters.id)])
    answer = browser.submit(path, **old, categories=[str(farmers.id)], topics=[str(key), "99999"])
    assert "A subject that you ticked was removed" in browser.follow(answer).text
    assert set(look(db, select(CategoryJudge.category_id))) == {hunters.id, farmers.id}
    assert look(db, select(TopicJudge.topic_id)) == [key]
    assert look(db, select(JudgeWish.at_most)) == [9]
    page = browser.submit(path, **old, most="4", categories=[str(farmers.id)])
    assert page.status_code == 409
    assert "changed meanwhile, to 0 to 9" in page.text
    assert 'value="4"' in page.text
    assert browser.submit(path, **hidden(page, "was"), most="4", categories=[str(farmers.id)]).status_code == 303
    assert look(db, select(JudgeWish.at_most)) == [4]


def test_a_bid_of_another_tab_is_not_overwritten_unseen(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, standing="closed", bids=True)
    ann = make.make_judge(db, program)
    one, two = (make.make_submitted(db, program, make.make_user(db)) for _twice in range(2))
    browser, path = visitor.signed_in(ann), f"/programs/{program.slug}/desk/wishes"
    old = hidden(browser.get(path), "was-bid")
    browser.submit(path + "/bids", **old, **{f"bid-{one.id}": "1", f"bid-{two.id}": "0"})
    browser.submit(path + "/bids", **old, **{f"bid-{one.id}": "0", f"bid-{two.id}": "1"})
    stored = {(bid.nomination_id, bid.value) for bid in look(db, select(Bid))}
    assert stored == {(one.id, 1), (two.id, 1)}
    page = browser.submit(path + "/bids", **old, **{f"bid-{one.id}": "-1", f"bid-{two.id}": "0"})
    assert page.status_code == 409
    assert "Another tab said something else" in page.text
    assert {(bid.nomination_id, bid.value) for bid in look(db, select(Bid))} == stored


def panel_of(db: Session, program: Program) -> Any:
    with Session(db.get_bind()) as other:
        (seats,) = panels_of(other, program.id).seats
        return seats


def test_two_organizers_change_different_parts_of_a_panel_and_the_same_part_comes_back(
    db: Session, visitor: Visitor
) -> None:
    program = make.make_program(db)
    ann, ben = make.make_judge(db, program), make.make_judge(db, program)
    panel = make.make_panel(db, program, "All", judges=[ann])
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/panels/{panel.id}"
    old = hidden(browser.get(f"/programs/{program.slug}/panels?edit={panel.id}"), "was")
    assert browser.submit(path, **old, name="All", judges=[str(ann.id), str(ben.id)]).status_code == 303
    assert browser.submit(path, **old, name="Everybody", judges=[str(ann.id)]).status_code == 303
    seats = panel_of(db, program)
    assert (seats.name, seats.judges) == ("Everybody", {ann.id, ben.id})
    page = browser.submit(path, **old, name="Everybody", judges=[str(ben.id)])
    assert page.status_code == 409
    assert f"Stored now: {', '.join(sorted([ann.name, ben.name]))}." in page.text
    assert panel_of(db, program).judges == {ann.id, ben.id}
    assert browser.submit(path, **hidden(page, "was"), name="Everybody", judges=[str(ben.id)]).status_code == 303
    assert panel_of(db, program).judges == {ben.id}


def test_a_panel_removed_while_it_was_changed_can_be_added_anew_as_typed(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    ann = make.make_judge(db, program)
    panel = make.make_panel(db, program, "All", judges=[ann])
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/panels"
    old = hidden(browser.get(f"{path}?edit={panel.id}"), "was")
    assert browser.submit(f"{path}/{panel.id}/remove").status_code == 303
    page = browser.submit(f"{path}/{panel.id}", **old, name="Typed long", judges=[str(ann.id)])
    assert page.status_code == 409
    assert "This panel was removed meanwhile." in page.text
    assert 'value="Typed long"' in page.text
    assert look(db, select(Panel.id)) == []


def test_the_contrary_about_two_judges_is_told_before_it_is_replaced(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    ann, ben = make.make_judge(db, program), make.make_judge(db, program)
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/loads"
    two = {"first": str(ann.id), "second": str(ben.id)}
    browser.submit(path + "/pairs", **two, kind="apart", shown="")
    page = browser.submit(path + "/pairs", **two, kind="together", shown="")
    assert page.status_code == 409
    assert "said the contrary about these two meanwhile" in page.text
    assert look(db, select(JudgePair.kind)) == ["apart"]
    browser.submit(path + "/pairs", **two, kind="together", **hidden(page, "shown"))
    assert look(db, select(JudgePair.kind)) == ["together"]


def test_what_is_reckoned_is_not_overwritten_unseen(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    make.make_judge(db, program)
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/loads"
    old = hidden(browser.get(path), "was_")
    browser.submit(path + "/terms", **old, minutes="12")
    browser.submit(path + "/terms", **old, minutes=old["was_minutes"], bids="on")
    (stored,) = look(db, select(Program))
    assert (stored.minutes_each, stored.bids) == (12, True)
    page = browser.submit(path + "/terms", **old, minutes="20", bids="on")
    assert page.status_code == 409
    assert "changed this meanwhile, to 12 minutes" in page.text
    assert 'value="20"' in page.text


def test_of_ten_different_limits_sent_at_once_one_is_stored_and_nine_are_told(
    db: Session, settings: Any, visitor: Visitor
) -> None:
    program = make.make_program(db)
    ann = make.make_judge(db, program)
    db.commit()
    path = f"/programs/{program.slug}/desk/wishes"
    requests = [(path, {"was": "0/", "least": "", "most": str(number)}) for number in range(1, 11)]
    answers = all_at_once(settings, visitor.signed_in(ann), requests)
    assert sorted(answer.status_code for answer in answers) == [303] + [409] * 9
    winner = next(n for n, answer in enumerate(answers, 1) if answer.status_code == 303)
    assert look(db, select(JudgeWish.at_most)) == [winner]
