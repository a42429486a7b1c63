"""The organizer's list: filters, search, order, pages, and exactly what the policy lets the viewer see."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.nominations import queries
from app.nominations.models import Conflict, ConflictState, Nomination
from app.policy import Action, Role, Viewer, decide
from tests import factories as make
from tests.nominations.conftest import Bench
from tests.nominations.writing import FULL, MANAGED


@pytest.fixture
def full(bench: Bench) -> Bench:
    bench.submitted({**FULL, "nominee_name": "Ada Ånström"})
    bench.submitted({**MANAGED, "nominee_name": "Bo Managed"})
    bench.draft({**FULL, "nominee_name": "Cy Draft"})
    return bench


def listing(bench: Bench, query: str = "") -> str:
    return bench.organizer().get(f"/programs/{bench.program.slug}/nominations{query}").text


def test_submitted_ones_are_listed_with_split_role_and_flag_and_drafts_are_not(full: Bench) -> None:
    page = listing(full)
    assert "Ada Ånström" in page
    assert "Mostly managed: 78%" in page
    assert "Hunter" in page
    assert "of which" in page
    assert "Cy Draft" not in page


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("?search=ada", "Ada", "Bo Managed"),
        ("?flag=open", "Bo Managed", "Ada"),
        ("?flag=none", "Ada", "Bo Managed"),
        ("?state=withdrawn", "Nothing fits these filters", "Ada"),
        ("?search=100%25", "Nothing fits these filters", "Ada"),
        ("?category=999999", "Nothing fits these filters", "Ada"),
        ("?page=99&category=x&state=x&sort=%27;--&flag=zzz", "Ada", "Cy Draft"),
    ],
)
def test_filters(full: Bench, query: str, there: str, gone: str) -> None:
    page = listing(full, query)
    assert there in page
    assert gone not in page


def test_sorted_by_revenue_both_ways(full: Bench) -> None:
    up, down = listing(full, "?sort=revenue"), listing(full, "?sort=-revenue")
    assert up.index("Ada") < up.index("Bo Managed")
    assert down.index("Bo Managed") < down.index("Ada")


def test_the_number_of_queries_does_not_grow_with_the_rows(bench: Bench) -> None:
    organizer, counts = bench.organizer(), []
    bench.submitted(FULL)
    for _more in range(2):
        with bench.visitor.counting() as statements:
            organizer.get(f"/programs/{bench.program.slug}/nominations")
        counts.append(len(statements))
        for _number in range(6):
            bench.submitted(FULL)
    assert counts[0] == counts[1]


def test_nominators_judges_and_other_programs_organizers_never_see_the_list(bench: Bench) -> None:
    judge = make.make_judge(bench.db, bench.program)
    other = make.make_organizer(bench.db, make.make_program(bench.db))
    for browser in (bench.browser, bench.visitor.signed_in(judge), bench.visitor.signed_in(other)):
        assert browser.get(f"/programs/{bench.program.slug}/nominations").status_code == 404


def viewer(user: User, roles: dict[int, frozenset[Role]]) -> Viewer:
    return Viewer(user.id, user.name, user.email, roles=roles)


def test_visible_to_returns_exactly_what_the_policy_allows(full: Bench) -> None:
    db, program = full.db, full.program
    elsewhere = make.make_program(db)
    make.make_submitted(db, elsewhere, make.make_user(db))
    withdrawn = make.make_submitted(db, program, make.make_user(db))
    kept_away = make.make_organizer(db, program)
    for state in (ConflictState.CONFIRMED, ConflictState.POSSIBLE, ConflictState.DISMISSED):
        db.add(
            Conflict(nomination_id=withdrawn.id, user_id=kept_away.id, source=state.value, state=state, created_at=datetime.now(UTC))
        )  # fmt: skip
    db.commit()
    organizes = {program.id: frozenset({Role.ORGANIZER})}
    viewers = [
        None, viewer(full.owner, {}), viewer(full.owner, organizes), viewer(make.make_user(db), organizes), viewer(kept_away, organizes),
        viewer(make.make_user(db), {program.id: frozenset({Role.JUDGE})}), viewer(make.make_user(db), {}),
        viewer(make.make_user(db), {program.id: frozenset({Role.JUDGE, Role.ORGANIZER}), elsewhere.id: frozenset({Role.ORGANIZER})}),
    ]  # fmt: skip
    everything = db.scalars(select(Nomination.public_id)).all()
    sizes = set()
    for who in viewers:
        seen = set(db.scalars(select(Nomination.public_id).where(queries.visible_to(who))))
        allowed = {name for name in everything if _allowed(full, who, name)}
        assert seen == allowed
        sizes.add(len(seen))
    assert len(sizes) >= 4


def _allowed(bench: Bench, who: Viewer | None, name: str) -> bool:
    nomination = queries.by_public_id(bench.db, name)
    assert nomination is not None
    return bool(decide(who, Action.NOMINATION_SEE, queries.facts_for(bench.db, nomination, who, datetime.now(UTC))))
