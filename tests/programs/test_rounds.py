"""Rounds: add, change, order, remove; the program's dates are their span."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.programs import queries
from app.programs.models import Criterion, CriterionOverride, Program, Round, RoundMode
from app.programs.service import begin_round
from tests import factories as make
from tests.browsing import Visitor
from tests.programs.typing_in import fields_of, wall

Trail = Callable[[str], list[AuditEvent]]
PATH = "/programs/awards/rounds"


def later(program: Program, days: int) -> str:
    """A moment so many days after judging closes, as it is typed."""
    return wall(program, program.judging_closes_at + timedelta(days=days))


def typed(program: Program, **changed: Any) -> dict[str, Any]:
    return {
        "name": "Final", "mode": "score", "opens_at": later(program, 1), "closes_at": later(program, 8), "scores_wanted": "5",
        "minimum_scores": "3", "through": "hand", "reason": "The jury meets once more.", **changed,
    }  # fmt: skip


def all_of(db: Session, program: Program) -> list[Round]:
    db.rollback()
    db.expire_all()
    return list(queries.rounds_of(db, program.id))


def test_one_round_says_nothing_about_rounds_but_here(browser: Visitor, db: Session, program: Program) -> None:
    page = browser.get(PATH).text
    assert "Judging" in page
    assert "Counts now" not in page
    assert 'aria-label="Round"' not in browser.get("/programs/awards/criteria").text


def test_a_second_is_added_with_a_copy_of_the_rubric_and_makes_judging_longer(
    browser: Visitor, db: Session, program: Program, trail: Trail
) -> None:
    first = make.criteria_of(db, program)[0]
    db.add(CriterionOverride(criterion_id=first.id, category_id=make.category_of(db, program).id, weight=7))
    db.commit()
    judge = make.make_judge(db, program)
    make.make_judge(db, program)
    closed, version = program.judging_closes_at, program.version
    response = browser.submit(PATH, **typed(program, judges=str(judge.id), goes_through="", through="hand"))
    assert "“Final” is there." in browser.follow(response).text
    judging, final = all_of(db, program)
    assert (final.position, final.begun_at, final.scores_wanted, final.minimum_scores) == (2, None, 5, 3)
    assert queries.judges_of_round(db, final.id) == [judge.id]
    assert judging.closes_at == closed
    assert program.judging_closes_at == final.closes_at > closed
    assert program.version == version + 1
    assert (program.scores_wanted, queries.round_now(db, program.id).id) == (3, judging.id)
    copied = db.scalars(select(Criterion).where(Criterion.rubric_id == queries.rubric_now(db, final).id)).all()
    assert [one.source_id for one in copied] == [one.id for one in make.criteria_of(db, program)]
    own = db.scalars(select(CriterionOverride).where(CriterionOverride.criterion_id == copied[0].id)).one()
    assert own.weight == 7
    assert trail("round.add")[0].after["name"] == "Final"  # type: ignore[index]
    assert trail("program.update")[0].reason == "The jury meets once more."
    assert "comes next" in browser.get(PATH).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"opens_at": "tomorrow"}, "date and a time"),
        ({"minimum_scores": "6"}, "more than the number of judges"),
        ({"through": "best", "goes_through": ""}, "how many of each category"),
        ({"through": "bound", "bound": ""}, "the score from which on"),
        ({"reason": ""}, "Please say why that changes."),
        ({"judges": "999999"}, "no longer a judge"),
        ({"mode": "guess"}, "one of the offered answers"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_comes_back(
    browser: Visitor, db: Session, program: Program, change: dict[str, str], sentence: str
) -> None:
    response = browser.submit(PATH, **typed(program, **change))
    assert response.status_code == 422
    assert sentence in response.text
    assert fields_of(response.text)["scores_wanted"] == "5"
    assert len(all_of(db, program)) == 1


def test_rounds_come_one_after_the_other(browser: Visitor, db: Session, program: Program) -> None:
    early = browser.submit(PATH, **typed(program, opens_at=later(program, -1)))
    assert (early.status_code, "is still going on then" in early.text) == (422, True)
    backwards = browser.submit(PATH, **typed(program, closes_at=later(program, 0)))
    assert (backwards.status_code, "must close after it opens" in backwards.text) == (422, True)
    browser.submit(PATH, **typed(program))
    first = all_of(db, program)[0]
    change = {**fields_of(browser.get(f"{PATH}?edit={first.id}").text), "closes_at": later(program, 9), "reason": "x"}
    late = browser.submit(f"{PATH}/{first.id}", **change)
    assert (late.status_code, "The next round opens before this" in late.text) == (422, True)


def test_a_form_saved_as_it_was_changes_nothing(browser: Visitor, db: Session, program: Program, trail: Trail) -> None:
    first = all_of(db, program)[0]
    before = (first.opens_at, first.closes_at, program.version)
    response = browser.submit(f"{PATH}/{first.id}", **fields_of(browser.get(f"{PATH}?edit={first.id}").text))
    assert "Nothing was changed." in browser.follow(response).text
    again = all_of(db, program)[0]
    assert (again.opens_at, again.closes_at, program.version) == before
    assert trail("round.update") == []


def test_the_numbers_of_the_round_that_counts_are_those_of_the_program(
    browser: Visitor, db: Session, program: Program
) -> None:
    first = all_of(db, program)[0]
    browser.submit(f"{PATH}/{first.id}", **{**fields_of(browser.get(f"{PATH}?edit={first.id}").text), "name": "Longlist", "scores_wanted": "4"})  # fmt: skip
    assert (all_of(db, program)[0].name, program.scores_wanted) == ("Longlist", 4)
    settings = fields_of(browser.get("/programs/awards/settings").text)
    browser.submit("/programs/awards/settings", **{**settings, "scores_wanted": "2", "judging_closes_at": later(program, 2), "reason": "Later."})  # fmt: skip
    first = all_of(db, program)[0]
    assert (first.scores_wanted, first.closes_at) == (2, program.judging_closes_at)


def test_how_a_round_is_judged_is_fixed_once_it_has_opened(browser: Visitor, db: Session) -> None:
    program = make.make_program(db, "going", standing="judging")
    organizer = browser.signed_in(make.make_organizer(db, program))
    first = all_of(db, program)[0]
    path = f"/programs/going/rounds/{first.id}"
    form = fields_of(organizer.get(f"/programs/going/rounds?edit={first.id}").text)
    for change in ({"mode": "screen"}, {"minimum_scores": "1"}):
        response = organizer.submit(path, **{**form, **change})
        assert (response.status_code, "Judges have begun with this round" in response.text) == (422, True)
    assert organizer.submit(path, **{**form, "name": "Longlist"}).status_code == 303


def test_planned_rounds_change_places_and_dates_and_are_removed(
    browser: Visitor, db: Session, program: Program, trail: Trail
) -> None:
    browser.submit(PATH, **typed(program, name="Shortlist"))
    browser.submit(PATH, **typed(program))
    _judging, shortlist, final = all_of(db, program)
    dates = (shortlist.opens_at, shortlist.closes_at, final.opens_at, final.closes_at)
    browser.submit(f"{PATH}/{final.id}/move", to="up")
    _judging, one, two = all_of(db, program)
    assert [one.name, two.name] == ["Final", "Shortlist"]
    assert (one.opens_at, one.closes_at, two.opens_at, two.closes_at) == dates
    begun = browser.submit(f"{PATH}/{one.id}/move", to="up")
    assert (begun.status_code, "keeps its place" in begun.text) == (422, True)
    two_id, end = two.id, one.closes_at
    assert browser.submit(f"{PATH}/{two_id}/remove").status_code == 303
    assert [row.name for row in all_of(db, program)] == ["Judging", "Final"]
    assert program.judging_closes_at == end
    assert trail("round.remove")[0].before == {"name": "Shortlist"}
    first = all_of(db, program)[0]
    assert browser.submit(f"{PATH}/{first.id}/remove").status_code == 422


def test_a_criterion_that_a_later_round_copied_can_be_removed(browser: Visitor, db: Session, program: Program) -> None:
    browser.submit(PATH, **typed(program))
    first = make.criteria_of(db, program)[0]
    assert browser.submit(f"/programs/awards/criteria/{first.id}/remove").status_code == 303
    final = all_of(db, program)[1]
    assert len(make.criteria_of(db, program)) == 4
    names = db.scalars(select(Criterion.name).where(Criterion.rubric_id == queries.rubric_now(db, final).id)).all()
    assert "New business" in names


def test_each_round_has_a_rubric_of_its_own(browser: Visitor, db: Session, program: Program) -> None:
    browser.submit(PATH, **typed(program))
    final = all_of(db, program)[1]
    path = "/programs/awards/criteria"
    page = browser.get(f"{path}?round={final.id}").text
    assert f"round={final.id}" in page
    good = {
        "name": "Grit",
        "guidance": "",
        "weight": "3",
        "scale_min": "1",
        "scale_max": "10",
        "step": "1",
        "anchors": "",
    }
    response = browser.submit(path, round=str(final.id), **good)
    assert response.headers["location"].endswith(f"?round={final.id}")
    db.rollback()
    assert "Grit" not in [one.name for one in make.criteria_of(db, program)]
    assert "Grit" in browser.get(f"{path}?round={final.id}").text
    assert "Grit" not in browser.get(path).text
    assert browser.get(f"{path}?round=999999").status_code == 404


def test_what_was_taken_into_a_round_is_what_counts(db: Session, program: Program) -> None:
    chosen, left = (make.make_submitted(db, program, make.make_user(db)) for _each in range(2))
    final = make.make_round(db, program, begun=False, scores_wanted=7, minimum_scores=4)
    begin_round(db, program, final, [chosen.id], by=chosen.owner_id, now=program.created_at)
    db.commit()
    assert queries.round_now(db, program.id).id == final.id
    assert (program.scores_wanted, program.minimum_scores) == (7, 4)
    inside = {one.id: db.scalar(select(queries.takes_part(one.id, program.id))) for one in (chosen, left)}
    assert inside == {chosen.id: True, left.id: False}
    assert final.mode is RoundMode.SCORE


@pytest.mark.parametrize(
    ("fields", "choices"),
    [
        ({"mode": "rank", "places": "3"}, 3),
        ({"mode": "rank", "places": "", "comparisons": "4"}, None),
        ({"mode": "compare", "comparisons": "4", "places": "2"}, 4),
        ({"mode": "compare", "comparisons": ""}, 3),
        ({"mode": "score", "places": "3", "comparisons": "4"}, None),
    ],
)
def test_a_round_without_scores_asks_for_places_or_comparisons(
    browser: Visitor, db: Session, program: Program, fields: dict[str, str], choices: int | None
) -> None:
    browser.submit(PATH, **typed(program, **fields))
    final = all_of(db, program)[-1]
    assert (final.mode, final.choices) == (RoundMode(fields["mode"]), choices)
    page = browser.get(PATH).text
    assert ("No rubric: nothing is scored" in page) is (fields["mode"] != "score")


@pytest.mark.parametrize(("mode", "name"), [("rank", "places"), ("compare", "comparisons")])
def test_how_much_is_asked_is_fixed_once_judges_have_begun(db: Session, visitor: Visitor, mode: str, name: str) -> None:
    program = make.make_program(db, "begun", standing="judging")
    first = make.round_of(db, program)
    first.mode, first.choices = RoundMode(mode), 2
    db.commit()
    browser, path = visitor.signed_in(make.make_organizer(db, program)), f"/programs/begun/rounds/{first.id}"
    fields = fields_of(browser.get(f"/programs/begun/rounds?edit={first.id}").text)
    assert fields[name] == "2"
    answer = browser.submit(path, **{**fields, name: "5", "mode": mode, "through": "hand"})
    assert (answer.status_code, "Judges have begun with this round" in answer.text) == (422, True)
    assert all_of(db, program)[0].choices == 2
