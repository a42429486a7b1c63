"""The plan of who judges what: seen before it is saved, repeatable, changed by hand, mended after a drop-out, undone."""

import re
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.audit.models import AuditEvent
from app.judging.models import Assignment, Plan, PlanKind
from app.judging.queries.drafting import Asked, Draft, draft_of
from app.judging.queries.ground import ground_of
from app.nominations.models import ConflictState, Nomination
from app.panels.models import JudgeWish, Meeting
from app.programs.models import Program, RoundEntry, RoundJudge, RoundMode
from app.settings import Settings
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import look
from tests.judging.test_races import all_at_once


def here(program: Program) -> str:
    return f"/programs/{program.slug}/assignments/plan"


def contest(
    db: Session, *, nominations: int, judges: int, standing: str = "closed"
) -> tuple[Program, User, list[User]]:
    program = make.make_program(db, standing=standing)
    organizer = make.make_organizer(db, program)
    panel = [make.make_judge(db, program) for _n in range(judges)]
    for _n in range(nominations):
        make.make_submitted(db, program, make.make_user(db))
    return program, organizer, panel


def drafted(
    db: Session, program: Program, wanted: int, *, kind: PlanKind = PlanKind.ADD, seed: int = 1, **more: Any
) -> Draft:
    """As the app would draft it, in a session of its own (so that nothing of `db` expires)."""
    with Session(db.get_bind()) as other:
        found = other.get_one(Program, program.id)
        return draft_of(ground_of(other, found), Asked(kind, wanted, wanted, seed, **more))


def fields(page: Any) -> dict[str, str]:
    """The hidden fields of the plan that a page shows."""
    return dict(re.findall(r'<input type="hidden" name="(kind|least|most|seed|changes|seen|since|shown)" value="([^"]*)"', page.text))  # fmt: skip


def saved(browser: Visitor, program: Program, **asked: Any) -> Any:
    """Looks at a plan, and saves what it showed."""
    page = browser.submit(here(program) + "/preview", **{"kind": "add", "least": "3", "seed": "42", **asked})
    assert page.status_code == 200, page.text[:3000]
    return browser.submit(here(program), **fields(page))


def test_every_nomination_gets_n_judges_with_even_loads_as_previewed(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=10, judges=4)
    browser = visitor.signed_in(organizer)
    assert "10 nominations have fewer than 3 judges." in browser.get(here(program)).text
    page = browser.submit(here(program) + "/preview", kind="add", least="3", seed="42")
    assert page.status_code == 200
    assert "30 assignments" in page.text
    assert "everybody with everybody" in page.text
    assert "Save this plan" in page.text
    assert look(db, select(Assignment.id)) == []
    assert browser.submit(here(program), **fields(page)).status_code == 303
    loads = Counter(look(db, select(Assignment.judge_id)))
    assert sum(loads.values()) == 30
    assert set(loads) == {judge.id for judge in panel}
    assert max(loads.values()) - min(loads.values()) <= 1
    assert saved(browser, program).status_code == 303
    assert len(look(db, select(Assignment.id))) == 30
    assert look(db, select(Plan.added)) == [30]
    assert "Every nomination has its judges" in browser.get(here(program)).text


def test_the_same_seed_gives_the_same_plan_and_the_graph_is_connected(db: Session) -> None:
    program, _organizer, _panel = contest(db, nominations=12, judges=6)
    first, second = (drafted(db, program, 2, seed=7) for _twice in range(2))
    assert (first.pairs, first.told.components) == (second.pairs, 1)
    assert drafted(db, program, 2, seed=8).pairs != first.pairs


def test_own_and_own_company_nominations_and_conflicts_are_left_out(db: Session) -> None:
    program, _organizer, panel = contest(db, nominations=1, judges=2)
    own = make.make_submitted(db, program, panel[0])
    neighbor = make.make_user(db, f"someone@{panel[0].email.split('@')[1]}")
    theirs = make.make_submitted(db, program, neighbor)
    apart = make.make_submitted(db, program, make.make_user(db))
    make.make_conflict(db, apart, panel[0])
    pairs = drafted(db, program, 2).pairs
    assert not {(own.id, panel[0].id), (theirs.id, panel[0].id), (apart.id, panel[0].id)} & pairs
    assert {(own.id, panel[1].id), (theirs.id, panel[1].id), (apart.id, panel[1].id)} <= pairs


def test_a_possible_conflict_is_avoided_where_somebody_else_can_judge(db: Session) -> None:
    program, _organizer, panel = contest(db, nominations=2, judges=2)
    first, second = look(db, select(Nomination).order_by(Nomination.id))
    make.make_conflict(db, first, panel[0], state=ConflictState.POSSIBLE)
    assert drafted(db, program, 1).pairs == {(first.id, panel[1].id), (second.id, panel[0].id)}
    assert (first.id, panel[0].id) in drafted(db, program, 2).pairs
    make.make_conflict(db, second, panel[0], state=ConflictState.DISMISSED)
    assert (second.id, panel[0].id) in drafted(db, program, 1).pairs


def test_people_of_one_free_mail_domain_are_not_of_one_company(db: Session) -> None:
    program = make.make_program(db)
    judge = make.make_judge(db, program, "judge.a@gmail.com")
    nomination = make.make_submitted(db, program, make.make_user(db, "nominator.b@gmail.com"))
    assert drafted(db, program, 1).pairs == {(nomination.id, judge.id)}


def test_judges_are_given_nominations_of_own_panels_only_and_what_no_panel_judges_is_named(
    db: Session, visitor: Visitor
) -> None:
    program, organizer, panel = contest(db, nominations=4, judges=4)
    one, *others = look(db, select(Nomination).order_by(Nomination.id))
    make.make_panel(db, program, "Solo", judges=panel[:1], categories=[], nominations=[one])
    make.make_panel(db, program, "Rest", judges=panel[1:], categories=[])
    browser = visitor.signed_in(organizer)
    page = browser.submit(here(program) + "/preview", kind="add", least="1", seed="1")
    assert f"No panel judges {others[0].reference}, {others[1].reference}" in page.text
    make.make_panel(db, program, "All", judges=panel[1:])
    pairs = drafted(db, program, 3).pairs
    assert {judge for nomination, judge in pairs if nomination == one.id} == {panel[0].id}
    assert {judge for nomination, judge in pairs if nomination != one.id} == {judge.id for judge in panel[1:]}


def test_loads_are_kept_and_what_cannot_be_met_says_what_would_help(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=10, judges=4)
    db.add_all(
        JudgeWish(program_id=program.id, user_id=judge.id, at_most=5, updated_at=program.created_at) for judge in panel
    )
    db.commit()
    browser = visitor.signed_in(organizer)
    page = browser.submit(here(program) + "/preview", kind="add", least="3", seed="1")
    assert "10 of 30 scores can&#39;t be given" in page.text
    assert "or 2 scores instead of 3." in page.text
    assert browser.submit(here(program), **fields(page)).status_code == 303
    assert set(Counter(look(db, select(Assignment.judge_id))).values()) == {5}


def test_judges_who_must_not_meet_do_not_and_those_who_should_do(db: Session) -> None:
    program, _organizer, panel = contest(db, nominations=12, judges=6)
    make.make_pair(db, program, panel[0], panel[1], Meeting.APART)
    make.make_pair(db, program, panel[2], panel[3], Meeting.TOGETHER)
    for seed in range(5):
        pairs = drafted(db, program, 2, seed=seed).pairs
        of = {judge.id: {nomination for nomination, other in pairs if other == judge.id} for judge in panel}
        assert not of[panel[0].id] & of[panel[1].id]
        assert of[panel[2].id] & of[panel[3].id]


def test_a_plan_is_changed_by_hand_with_each_change_checked(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=4, judges=3)
    own = make.make_submitted(db, program, panel[0])
    browser = visitor.signed_in(organizer)
    page = browser.submit(here(program) + "/preview", kind="add", least="2", seed="1")
    (nomination, judge) = min(pair for pair in drafted(db, program, 2).pairs if pair[0] != own.id)
    page = browser.submit(here(program) + "/preview", **fields(page), take=f"{nomination}.{judge}")
    assert fields(page)["changes"] == f"-{nomination}.{judge}"
    reference = look(db, select(Nomination.reference).where(Nomination.id == nomination))[0]
    assert f"{reference}: 1 of 2 judges." in page.text
    refused = browser.submit(
        here(program) + "/preview", **fields(page), do="add", reference=own.reference, judge=str(panel[0].id)
    )
    assert refused.status_code == 422
    assert "made the nomination" in refused.text
    other = next(one for one in panel if (nomination, one.id) not in drafted(db, program, 2).pairs)
    page = browser.submit(
        here(program) + "/preview", **fields(refused), do="add", reference=reference, judge=str(other.id)
    )
    assert fields(page)["changes"] == f"-{nomination}.{judge} +{nomination}.{other.id}"
    assert "by hand" in page.text
    assert browser.submit(here(program), **fields(page)).status_code == 303
    rows = look(db, select(Assignment).where(Assignment.nomination_id == nomination))
    assert judge not in {row.judge_id for row in rows}
    assert {row.assigned_by for row in rows if row.judge_id == other.id} == {"choice"}
    assert {row.assigned_by for row in rows if row.judge_id != other.id} == {"rule"}


def test_a_plan_that_changed_since_it_was_seen_is_shown_again_and_not_saved(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=4, judges=3)
    browser = visitor.signed_in(organizer)
    page = browser.submit(here(program) + "/preview", kind="add", least="2", seed="1")
    nomination, judge = min(drafted(db, program, 2).pairs)
    (about,) = look(db, select(Nomination).where(Nomination.id == nomination))
    make.make_conflict(db, about, next(one for one in panel if one.id == judge))
    answer = browser.submit(here(program), **fields(page))
    assert answer.status_code == 409
    assert "Something changed meanwhile" in answer.text
    assert look(db, select(Assignment.id)) == []
    assert browser.submit(here(program), **fields(answer)).status_code == 303
    assert len(look(db, select(Assignment.id))) == 8


@pytest.mark.parametrize("what", ["conflict", "withdrawal", "left", "begun", "planned"])
def test_whatever_changed_since_a_plan_was_seen_is_named_and_nothing_is_saved(
    db: Session, visitor: Visitor, what: str
) -> None:
    program, organizer, panel = contest(
        db, nominations=6, judges=4, standing="judging" if what == "begun" else "closed"
    )
    other = make.make_organizer(db, program)
    browser = visitor.signed_in(organizer)
    saved(browser, program, least="1")
    page = browser.submit(here(program) + "/preview", kind="anew", least="1", seed="7")
    nomination, judge_id = min(drafted(db, program, 1, kind=PlanKind.ANEW, seed=7).taken)
    before = look(db, select(Assignment.id).order_by(Assignment.id))
    about = look(db, select(Nomination).where(Nomination.id == nomination))[0]
    judge = next(one for one in panel if one.id == judge_id)
    if what == "conflict":
        form = {"person": str(judge_id), "reason": "They worked together."}
        assert visitor.signed_in(other).submit(f"/nominations/{about.public_id}/conflict", **form).status_code == 303
        told = "recorded a conflict of interest with nomination"
    elif what == "withdrawal":
        reason = {"reason": "The nominator asked for it."}
        assert visitor.signed_in(other).submit(f"/nominations/{about.public_id}/take-out", **reason).status_code == 303
        told = "took nomination"
    elif what == "left":
        end = {"user_id": str(judge_id), "role": "judge", "reason": "Has no time."}
        assert visitor.signed_in(other).submit(f"/programs/{program.slug}/people/end", **end).status_code == 303
        told = "ended a role of"
    elif what == "begun":
        score = {"version": "0", f"score-{make.criteria_of(db, program)[0].id}": "5"}
        db.commit()
        assert visitor.signed_in(judge).submit(f"/nominations/{about.public_id}/score", **score).status_code == 303
        told = "worked on"
    else:
        assert saved(visitor.signed_in(other), program, least="2").status_code == 303
        before = look(db, select(Assignment.id).order_by(Assignment.id))
        told = "spread nominations over the judges"
    browser = visitor.signed_in(organizer)
    answer = browser.submit(here(program), **fields(page))
    assert answer.status_code == 409
    assert "What changed meanwhile" in answer.text
    assert told in answer.text
    assert look(db, select(Assignment.id).order_by(Assignment.id)) == before
    assert browser.submit(here(program), **fields(answer)).status_code == 303


def test_of_two_organizers_who_save_at_the_same_moment_one_plan_is_saved(
    db: Session, settings: Settings, visitor: Visitor
) -> None:
    program, organizer, _panel = contest(db, nominations=8, judges=4)
    browser = visitor.signed_in(organizer)
    drafts = [
        fields(browser.submit(here(program) + "/preview", kind="anew", least="2", seed=str(seed))) for seed in range(4)
    ]
    answers = all_at_once(settings, browser, [(here(program), draft) for draft in drafts])
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert set(Counter(look(db, select(Assignment.nomination_id))).values()) == {2}
    assert len(look(db, select(Plan.id))) == 1


def test_undoing_a_plan_gives_nothing_back_that_is_a_conflict_by_now(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=4, judges=3)
    browser = visitor.signed_in(organizer)
    saved(browser, program, least="1")
    mine = look(db, select(Assignment).where(Assignment.judge_id == panel[0].id))
    db.add(JudgeWish(program_id=program.id, user_id=panel[0].id, at_most=0, updated_at=program.created_at))
    db.commit()
    saved(browser, program, least="1", kind="mend")
    (about,) = look(db, select(Nomination).where(Nomination.id == mine[0].nomination_id))
    make.make_conflict(db, about, panel[0])
    undo = f"{here(program)}/{max(look(db, select(Plan.id)))}/undo"
    assert "is undone" in browser.follow(browser.submit(undo)).text
    back = look(db, select(Assignment.nomination_id).where(Assignment.judge_id == panel[0].id))
    assert set(back) == {one.nomination_id for one in mine} - {about.id}


def test_after_a_judge_leaves_only_what_was_not_begun_moves(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=12, judges=4)
    browser = visitor.signed_in(organizer)
    saved(browser, program, least="2")
    before = {(row.nomination_id, row.judge_id): row for row in look(db, select(Assignment))}
    gone = panel[0]
    theirs = [row for pair, row in sorted(before.items()) if pair[1] == gone.id]
    criteria = {one.id: 7000 for one in make.criteria_of(db, program)}
    db.commit()
    make.make_scorecard(db, theirs[0], criteria)
    make.make_scorecard(db, theirs[1], {}, final=False)
    db.execute(update(ProgramRole).where(ProgramRole.user_id == gone.id).values(ended_at=program.created_at))
    db.commit()
    page = browser.get(here(program))
    assert f"{gone.name} no longer judges here and leaves {len(theirs) - 1} nominations unfinished." in page.text
    assert 'value="mend" required checked' in page.text or 'value="mend" checked' in page.text
    assert saved(browser, program, least="2", kind="mend").status_code == 303
    after = {(row.nomination_id, row.judge_id): row for row in look(db, select(Assignment))}
    assert {theirs[0].id, theirs[1].id} <= {row.id for row in after.values()}
    assert before.keys() - after.keys() >= {(row.nomination_id, gone.id) for row in theirs[2:]}
    stays = [pair for pair in before if pair[1] != gone.id and pair in after]
    assert len(stays) >= len([pair for pair in before if pair[1] != gone.id]) - 2  # exchanges that keep all comparable
    counted = Counter(pair[0] for pair in after if pair != (theirs[1].nomination_id, gone.id))
    assert set(counted.values()) == {2}


def test_a_judge_who_takes_less_gives_the_rest_to_others(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=10, judges=5)
    browser = visitor.signed_in(organizer)
    saved(browser, program, least="2")
    db.add(JudgeWish(program_id=program.id, user_id=panel[0].id, at_most=1, updated_at=program.created_at))
    db.commit()
    assert f"{panel[0].name} has 4 nominations and takes 1 at most." in browser.get(here(program)).text
    page = browser.submit(here(program) + "/preview", kind="mend", least="2", seed="42")
    assert "loses it" in page.text
    assert browser.submit(here(program), **fields(page)).status_code == 303
    loads = Counter(look(db, select(Assignment.judge_id)))
    assert loads[panel[0].id] == 1
    assert sum(loads.values()) == 20


def test_a_judge_who_is_behind_is_relieved_of_what_is_not_begun(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=10, judges=5, standing="judging")
    browser = visitor.signed_in(organizer)
    saved(browser, program, least="2")
    slow = panel[0]
    first, *_others = look(db, select(Assignment).where(Assignment.judge_id == slow.id).order_by(Assignment.id))
    make.make_scorecard(db, first, {}, final=False)
    page = browser.get(here(program)).text
    assert "Relieve judges who are behind" in page
    page = browser.submit(here(program) + "/preview", kind="mend", least="2", seed="42", relieved=[str(slow.id)])
    assert f'name="relieved" value="{slow.id}"' in page.text
    assert browser.submit(here(program), **fields(page), relieved=[str(slow.id)]).status_code == 303
    assert look(db, select(Assignment.id).where(Assignment.judge_id == slow.id)) == [first.id]
    assert len(look(db, select(Assignment.id))) == 20


def test_a_slow_judge_is_one_click_from_being_relieved_where_it_is_seen(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=4, judges=3, standing="judging")
    browser = visitor.signed_in(organizer)
    saved(browser, program, least="2")
    progress = browser.get(f"/programs/{program.slug}/progress").text
    link = f"{here(program)}?relieve={panel[0].id}"
    assert f'href="{link}"' in progress
    assert f'href="/programs/{program.slug}/judges/{panel[0].id}/judge#replace"' in progress
    page = browser.get(link).text
    assert re.search(rf'<input[^>]*name="relieved"[^>]*value="{panel[0].id}"[^>]*checked', page)
    assert re.search(r'value="mend"[^>]*checked', page)
    assert browser.get(here(program) + "?relieve=0").status_code == 404


def test_a_plan_is_undone_until_a_judge_begins(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=6, judges=3)
    browser = visitor.signed_in(organizer)
    saved(browser, program, least="1")
    first = look(db, select(Plan.id))[0]
    before = {(row.nomination_id, row.judge_id, row.plan_id) for row in look(db, select(Assignment))}
    db.add(JudgeWish(program_id=program.id, user_id=panel[0].id, at_most=0, updated_at=program.created_at))
    db.commit()
    saved(browser, program, least="1", kind="mend")
    second = max(look(db, select(Plan.id)))
    undo = f"{here(program)}/{{}}/undo"
    assert "can&#39;t be undone" in browser.follow(browser.submit(undo.format(first))).text
    assert "is undone" in browser.follow(browser.submit(undo.format(second))).text
    assert {(row.nomination_id, row.judge_id, row.plan_id) for row in look(db, select(Assignment))} == before
    make.make_scorecard(db, look(db, select(Assignment))[0], {}, final=False)
    assert "can&#39;t be undone" in browser.follow(browser.submit(undo.format(first))).text
    assert len(look(db, select(Assignment.id))) == 6
    actions = look(db, select(AuditEvent.action).where(AuditEvent.action.like("assignment.%")).order_by(AuditEvent.seq))
    assert actions == ["assignment.plan", "assignment.plan", "assignment.unplan"]


def test_a_conflicted_organizer_plans_a_nomination_without_seeing_or_moving_it(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=3, judges=2)
    own = make.make_submitted(db, program, organizer)
    browser = visitor.signed_in(organizer)
    page = browser.submit(
        here(program) + "/preview", kind="add", least="1", seed="1", changes=f"+{own.id}.{panel[0].id}"
    )
    assert fields(page)["changes"] == ""
    assert str(own.reference) not in page.text
    assert "One nomination is planned too" in page.text
    assert browser.submit(here(program), **fields(page)).status_code == 303
    assert len(look(db, select(Assignment.id).where(Assignment.nomination_id == own.id))) == 1


@pytest.mark.parametrize("least", ["0", "-1", "51", "1e3", "NaN", "three", "", "99999999999999999999"])
def test_a_plan_for_no_sensible_number_is_refused(db: Session, visitor: Visitor, least: str) -> None:
    program, organizer, _panel = contest(db, nominations=1, judges=1)
    browser = visitor.signed_in(organizer)
    for path in ("/preview", ""):
        assert browser.submit(here(program) + path, least=least, seed="1").status_code == 422
    assert browser.submit(here(program) + "/preview", least="3", most="2", seed="1").status_code == 422
    assert look(db, select(Assignment.id)) == []


def test_odd_changes_by_hand_change_nothing(db: Session, visitor: Visitor) -> None:
    program, organizer, _panel = contest(db, nominations=2, judges=2)
    browser = visitor.signed_in(organizer)
    for odd in ("+1", "💥", "+99999999.1", "-1.1.1", "+ 1.2", "+0.0 -0.0", "x" * 3000):
        page = browser.submit(here(program) + "/preview", kind="add", least="1", seed="1", changes=odd, take=odd)
        assert page.status_code == 200, odd
        assert "2 assignments" in page.text


def test_the_number_of_queries_does_not_grow_with_nominations_or_judges(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=2, judges=2)
    make.make_panel(db, program, "All", judges=panel)
    browser = visitor.signed_in(organizer)
    saved(browser, program, least="1")
    counts = []
    for more in (0, 3):
        for _more in range(more):
            make.make_submitted(db, program, make.make_user(db))
            make.make_judge(db, program)
        with visitor.counting() as statements:
            browser.get(here(program))
            browser.submit(here(program) + "/preview", kind="mend", least="2", seed="1", shown="all")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_plan_is_for_the_round_that_counts_now_and_touches_no_other(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=6, judges=4, standing="judging")
    browser = visitor.signed_in(organizer)
    saved(browser, program, least="2")
    first = look(db, select(Assignment.id).order_by(Assignment.id))
    final = make.make_round(db, program, "Final", scores_wanted=3)
    db.add(RoundJudge(round_id=final.id, user_id=panel[0].id))
    db.add(RoundJudge(round_id=final.id, user_id=panel[1].id))
    chosen = look(db, select(Nomination.id).order_by(Nomination.id))[0]
    db.add(RoundEntry(round_id=final.id, nomination_id=chosen, created_at=program.created_at))
    db.commit()
    page = browser.get(here(program)).text
    assert "The plan is for the round “Final”." in page
    assert "One nomination has fewer than 3 judges." in page
    assert saved(browser, program, least="2", kind="anew").status_code == 303
    later = look(db, select(Assignment).where(Assignment.round_id == final.id))
    assert {(row.nomination_id, row.judge_id) for row in later} == {(chosen, panel[0].id), (chosen, panel[1].id)}
    assert look(db, select(Assignment.id).where(Assignment.round_id != final.id).order_by(Assignment.id)) == first
    plan = max(look(db, select(Plan.id)))
    assert "is undone" in browser.follow(browser.submit(f"{here(program)}/{plan}/undo")).text
    assert look(db, select(Assignment.id).order_by(Assignment.id)) == first
    assert "can&#39;t be undone" in browser.follow(browser.submit(f"{here(program)}/{min(look(db, select(Plan.id)))}/undo")).text  # fmt: skip


@pytest.mark.parametrize("mode", ["screen", "rank", "compare"])
def test_a_second_round_of_any_mode_is_planned_like_the_first(db: Session, visitor: Visitor, mode: str) -> None:
    program, organizer, panel = contest(db, nominations=4, judges=3, standing="judging")
    browser = visitor.signed_in(organizer)
    saved(browser, program, least="2")
    final = make.make_round(db, program, "Final", scores_wanted=2, mode=RoundMode(mode))
    key = final.id
    for one in look(db, select(Nomination.id).order_by(Nomination.id))[:3]:
        db.add(RoundEntry(round_id=key, nomination_id=one, created_at=program.created_at))
    db.commit()
    page = browser.get(here(program)).text
    assert "The plan is for the round “Final”." in page
    assert "3 nominations have fewer than 2 judges." in page
    assert saved(browser, program, least="2").status_code == 303
    given = look(db, select(Assignment).where(Assignment.round_id == key))
    assert set(Counter(one.nomination_id for one in given).values()) == {2}
    assert set(Counter(one.judge_id for one in given).values()) == {2}
    assert len(panel) == 3
