"""How many nominations judges take, who must meet whom, and what is reckoned."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.panels.models import JudgePair, JudgeWish
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import look


def test_loads_are_saved_for_all_at_once_and_only_changes_are_noted(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    ann, ben = make.make_judge(db, program), make.make_judge(db, program)
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/loads"
    fields = {f"least-{ann.id}": "2", f"most-{ann.id}": "20", f"least-{ben.id}": "", f"most-{ben.id}": ""}
    assert "Saved for one judge." in browser.follow(browser.submit(path, **fields)).text
    assert look(db, select(JudgeWish.at_most)) == [20]
    assert "Nothing was changed." in browser.follow(browser.submit(path, **fields)).text
    assert look(db, select(AuditEvent.action).where(AuditEvent.action.like("judge.%"))) == ["judge.load"]
    page = browser.get(path).text
    assert 'value="20"' in page


def test_odd_loads_are_refused_by_name_and_come_back(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    ann = make.make_judge(db, program)
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/loads"
    for least, most, words in (
        ("3", "2", "At most can"),
        ("x", "", "whole numbers"),
        ("-1", "", "whole numbers"),
        ("", "1e3", "whole numbers"),
        ("", "99999", "whole numbers"),
        ("٣", "", "whole numbers"),
    ):
        page = browser.submit(path, **{f"least-{ann.id}": least, f"most-{ann.id}": most})
        assert page.status_code == 422
        assert f"{ann.name}: " in page.text
        assert words in page.text
        assert f'value="{least or most}"' in page.text
    assert look(db, select(JudgeWish.user_id)) == []


def test_a_pair_of_judges_is_kept_apart_then_brought_together_then_dropped(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    ann, ben = make.make_judge(db, program), make.make_judge(db, program)
    stranger = make.make_user(db)
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/loads"
    for one, other in ((ann, ann), (ann, stranger)):
        refused = browser.submit(path + "/pairs", first=str(one.id), second=str(other.id), kind="apart")
        assert refused.status_code == 422
    browser.submit(path + "/pairs", first=str(ben.id), second=str(ann.id), kind="apart")
    assert "never on one nomination" in browser.get(path).text
    browser.submit(path + "/pairs", first=str(ann.id), second=str(ben.id), kind="together")
    (pair,) = look(db, select(JudgePair))
    assert (pair.first_id, pair.second_id, pair.kind) == (*sorted((ann.id, ben.id)), "together")
    assert browser.submit(f"{path}/pairs/{pair.id}/remove").status_code == 303
    assert look(db, select(JudgePair.id)) == []
    assert browser.submit(f"{path}/pairs/{pair.id}/remove").status_code == 404


def test_minutes_and_the_offer_to_bid_are_the_programs(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    make.make_judge(db, program)
    browser = visitor.signed_in(make.make_organizer(db, program))
    path = f"/programs/{program.slug}/loads"
    assert browser.submit(path + "/terms", minutes="0").status_code == 422
    assert browser.submit(path + "/terms", minutes="15", bids="yes").status_code == 303
    (stored,) = look(db, select(Program))
    assert (stored.minutes_each, stored.bids) == (15, True)
    assert 'value="15"' in browser.get(path).text


def test_the_number_of_queries_does_not_grow_with_the_judges(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db)
    browser = visitor.signed_in(make.make_organizer(db, program))
    counts = []
    for _more in range(2):
        make.make_judge(db, program)
        with visitor.counting() as statements:
            browser.get(f"/programs/{program.slug}/loads")
        counts.append(len(statements))
    assert counts[0] == counts[1]
