"""The best of a category in order: saved on the way, submitted as a whole, changed, undone and taken back until the close."""

import io
import re

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.judging.models import CategoryDoubt, Placing, Scorecard
from app.programs.models import RoundMode
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.choosing import Field, arrange, version_in


@pytest.fixture
def field(db: Session) -> Field:
    return arrange(db, RoundMode.RANK, choices=2)


def order_of(field: Field) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(one.best, one.rest) for one in field.chosen()]


def submit(browser: Visitor, field: Field, *places: object, do: str = "submit") -> object:
    version = version_in(browser, field.order)
    return browser.submit(field.order, version=version, do=do, **field.places(*places))


def test_the_desk_leads_to_the_order_and_says_when_it_is_done(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    desk = judge.get("/programs/choosing/desk").text
    assert "The best 2 of 4, in order." in desk
    assert "Put them in order" in desk
    assert field.order in desk
    assert "Your spread so far" not in desk
    page = judge.get(field.order).text
    assert all(f"Nominee {letter}" in page for letter in "ABCD")
    assert page.count("data-order-place") == 4
    assert "of which" in page  # no revenue without its split
    after = judge.follow(submit(judge, field, 2, "", 1, ""))  # type: ignore[arg-type]
    assert "Submitted." in after.text
    assert "Your order is submitted" in after.text
    assert order_of(field) == [(field.ids(2, 0), field.ids(1, 3))]
    assert field.finals() == [True] * 4


def test_what_is_saved_on_the_way_doesnt_count_yet(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    version = version_in(judge, field.order)
    answer = judge.post(
        field.order, data={"version": version, **field.places(1, 1, "", "")}, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, sorted(answer.json())) == (200, ["saved_at", "version"])
    assert order_of(field) == []
    assert [one.place for one in field.rows(Placing)] == [1, 1, None, None]
    assert field.finals() == [False] * 4
    assert "Begun, not submitted" in judge.get("/programs/choosing/desk").text
    again = judge.post(
        field.order, data={"version": answer.json()["version"], **field.places(1, 1, "", "")}, headers={"Accept": "application/json"}
    )  # fmt: skip
    assert again.json()["version"] == answer.json()["version"]
    assert len([one for one in field.rows(AuditEvent) if one.action == "order.save"]) == 1


@pytest.mark.parametrize(
    ("places", "sentence"),
    [
        ((1, "", "", ""), "Place 2 is still free."),
        ((1, 1, "", ""), "Place 1 is given to Nominee A and Nominee B."),
        ((1, 3, "", ""), "Please choose a place from 1 to 2, or none."),
        ((1, "first", "", ""), "Please choose a place from 1 to 2, or none."),
    ],
)
def test_a_missing_or_doubled_place_is_said_and_what_was_chosen_comes_back(
    visitor: Visitor, field: Field, places: tuple[object, ...], sentence: str
) -> None:
    judge = visitor.signed_in(field.judge)
    answer = submit(judge, field, *places)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert sentence in answer.text  # type: ignore[attr-defined]
    assert re.search(r'<option value="1" selected', answer.text)  # type: ignore[attr-defined]
    assert field.rows(Placing) == []


def test_a_submitted_order_is_changed_undone_and_taken_back(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    submit(judge, field, 1, 2, "", "")
    changed = judge.follow(submit(judge, field, "", 2, "", 1))  # type: ignore[arg-type]
    assert order_of(field) == [(field.ids(3, 1), field.ids(0, 2))]
    undo = re.search(r'action="([^"]+/undo\?[^"]+)"', changed.text)
    assert undo is not None
    assert "as it was before" in judge.follow(judge.post(undo[1].replace("&amp;", "&"))).text
    assert order_of(field) == [(field.ids(0, 1), field.ids(2, 3))]
    assert "count any more" in judge.follow(judge.post(f"{field.order}/undo")).text
    assert order_of(field) == []
    assert [one.place for one in field.rows(Placing)] == [1, 2, None, None]


def test_another_tab_is_never_written_over_silently(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    version = version_in(judge, field.order)
    judge.submit(field.order, version=version, do="submit", **field.places(1, 2, "", ""))
    late = judge.submit(field.order, version=version, do="submit", **field.places("", "", 1, 2))
    assert late.status_code == 409
    assert "You saved another order in another tab" in late.text
    assert "<li>Nominee A</li><li>Nominee B</li>" in late.text
    assert order_of(field) == [(field.ids(0, 1), field.ids(2, 3))]
    json = judge.post(
        field.order, data={"version": version, **field.places("", "", 1, 2)}, headers={"Accept": "application/json"}
    )
    assert json.status_code == 409
    assert json.json()["stored"][f"place-{field.nominations[0].public_id}"] == "1"
    twice = judge.submit(field.order, version=version, do="submit", **field.places(1, 2, "", ""))
    assert twice.status_code == 303  # what is sent twice is answered as if sent once


def test_saving_on_the_way_doesnt_take_a_submitted_order_out(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    submit(judge, field, 1, 2, "", "")
    answer = submit(judge, field, 2, 1, "", "", do="save")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert order_of(field) == [(field.ids(0, 1), field.ids(2, 3))]


def test_a_step_without_scripts_moves_and_saves_nothing(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    one = field.nominations[3].public_id
    answer = judge.submit(f"{field.order}/preview", version="1", move=f"{one}:up", **field.places(1, 2, "", ""))
    assert answer.status_code == 200
    assert answer.text.index("Nominee D") < answer.text.index("Nominee B")
    assert field.rows(Placing) == []
    assert judge.submit(f"{field.order}/preview", move="nobody:up").status_code == 200


def test_who_leaves_frees_a_place_and_who_comes_is_asked_for(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    submit(judge, field, 1, 2, "", "")
    make.make_conflict(field.db, field.nominations[0], field.judge)
    assert order_of(field) == [(field.ids(1), field.ids(2, 3))]
    page = judge.get(field.order).text
    assert "Nominee A" not in page
    assert "A place has become free." in page
    assert "A place in your order has become free." in judge.get("/programs/choosing/desk").text
    late = make.make_submitted(field.db, field.program, make.make_user(field.db), nominee="Nominee E")
    make.make_assignment(field.db, late, field.judge)
    assert "One nomination came to your desk since" in judge.get(field.order).text
    assert "not in your order" in judge.get("/programs/choosing/desk").text


def test_a_conflict_that_is_lifted_brings_no_old_place_back(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    submit(judge, field, 1, 2, "", "")
    conflict = make.make_conflict(field.db, field.nominations[0], field.judge)
    judge.submit(
        field.order, version=version_in(judge, field.order), do="submit",
        **{f"place-{one.public_id}": place for one, place in zip(field.nominations[1:], ("1", "2", ""), strict=True)},
    )  # fmt: skip
    field.db.delete(conflict)
    field.db.commit()
    assert order_of(field) == [(field.ids(1, 2), field.ids(3))]


def test_wrong_category_takes_it_out_of_the_order(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    submit(judge, field, 1, 2, "", "")
    path = f"/nominations/{field.nominations[0].public_id}"
    page = judge.get(f"{path}/score").text
    assert "you put the best of each category in order" in page
    version = version_in(judge, f"{path}/score")
    assert (
        judge.submit(f"{path}/doubt", version=version, doubt_reason="All renewals").headers["location"] == field.order
    )
    assert order_of(field) == [(field.ids(1), field.ids(2, 3))]
    assert [one.reason for one in field.rows(CategoryDoubt)] == ["All renewals"]
    assert "marked as in the wrong category" in judge.get(field.order).text
    judge.submit(f"{path}/fits")
    assert order_of(field) == [(field.ids(1), field.ids(2, 3))]
    assert "One nomination came to your desk since" in judge.get(field.order).text


def test_an_organizer_reopens_and_the_order_is_submitted_again(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    submit(judge, field, 1, 2, "", "")
    card = field.rows(Scorecard)[0]
    organizer = visitor.signed_in(make.make_organizer(field.db, field.program))
    path = f"/nominations/{field.nominations[0].public_id}/reopen"
    assert organizer.submit(path, assignment=str(card.assignment_id), reason="Asked for it").status_code == 303
    assert order_of(field) == [(field.ids(1), field.ids(2, 3))]
    assert "An organizer has reopened a scorecard in your order" in judge.get(field.order).text
    submit(judge, field, 1, 2, "", "")
    assert order_of(field) == [(field.ids(0, 1), field.ids(2, 3))]


def test_notes_and_comments_stay_open_after_the_order_is_submitted(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    submit(judge, field, 1, 2, "", "")
    path = f"/nominations/{field.nominations[0].public_id}/score"
    answer = judge.submit(path, version=version_in(judge, path), comment_organizers="Well done", private_note="Mine")
    assert answer.status_code == 303
    assert "Well done" in judge.get(path).text
    assert order_of(field) == [(field.ids(0, 1), field.ids(2, 3))]


def test_there_are_no_scores_to_give(visitor: Visitor, field: Field) -> None:
    judge, path = visitor.signed_in(field.judge), f"/nominations/{field.nominations[0].public_id}"
    criterion = make.criteria_of(field.db, field.program)[0].id
    field.db.commit()
    for answer in (
        judge.submit(f"{path}/score", version="0", **{f"score-{criterion}": "7"}),
        judge.submit(f"{path}/final", version="0"),
        judge.submit(f"{field.pair}", answer="left", **field.sides(0, 1)),
    ):
        assert answer.status_code == 422
    assert "asks for no scores" in judge.submit(f"{path}/final", version="0").text
    assert field.rows(Scorecard) == []


def test_a_round_with_scores_has_no_order(db: Session, visitor: Visitor) -> None:
    field = arrange(db, RoundMode.SCORE)
    judge = visitor.signed_in(field.judge)
    assert judge.get(field.order).headers["location"].endswith("/desk")
    answer = judge.submit(field.order, version="0", do="submit", **field.places(1, 2, 3, 4))
    assert (answer.status_code, "not how nominations are judged" in answer.text) == (422, True)
    assert field.rows(Scorecard) == []


def test_after_the_close_it_is_read_and_not_changed(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    submit(judge, field, 1, 2, "", "")
    version = version_in(judge, field.order)
    field.close()
    answer = judge.submit(field.order, version=version, do="submit", **field.places(2, 1, "", ""))
    assert (answer.status_code, "Judging closed on" in answer.text) == (403, True)
    assert judge.post(f"{field.order}/undo").status_code == 403
    page = judge.get(field.order).text
    assert "Judging closed on" in page
    assert "Submit" not in page.partition("<main")[2]
    assert order_of(field) == [(field.ids(0, 1), field.ids(2, 3))]


def test_each_nomination_has_its_own_event_with_its_place(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    submit(judge, field, 1, 2, "", "")
    submit(judge, field, 2, 1, "", "")
    events = [one for one in field.rows(AuditEvent) if one.action == "scorecard.place"]
    assert [(one.before, one.after) for one in events[4:]] == [
        ({"final": True, "place": 1}, {"final": True, "place": 2}),
        ({"final": True, "place": 2}, {"final": True, "place": 1}),
    ]
    assert len(events) == 6
    assert {one.object_kind for one in events} == {"scorecard"}


def test_the_queries_dont_grow_with_the_nominations(db: Session, visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    with judge.counting() as few:
        judge.get(field.order)
    for _each in range(6):
        one = make.make_submitted(db, field.program, make.make_user(db))
        make.make_assignment(db, one, field.judge)
    with judge.counting() as many:
        judge.get(field.order)
    assert len(many) == len(few)
    assert db.scalars(select(Placing)).all() == []


def test_paper_has_a_column_for_places_and_no_scores_to_type_in(visitor: Visitor, field: Field) -> None:
    judge = visitor.signed_in(field.judge)
    assert "nominations are put in order" in judge.get("/programs/choosing/desk/paper").text

    def printed(what: str) -> str:
        answer = judge.submit("/programs/choosing/desk/download", what=what)
        assert answer.status_code == 200
        return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())

    assert "Nomination Place Notes" in printed("blank")
    assert "Nominee A" in printed("booklet")
    submit(judge, field, 1, 2, "", "")
    assert "Nomination Place State" in printed("scores")
