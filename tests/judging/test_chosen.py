"""What counts of orders and pairs: a conflict, a move, a withdrawal or "wrong category" takes a nomination out of them at once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.states import State
from app.judging.models import AssignmentState, CategoryDoubt, Comparison, Placing, Scorecard
from app.judging.queries.choosing import Chosen, chosen
from app.nominations.models import Nomination
from app.programs.models import ForRole, Program
from tests import factories as make
from tests.browsing import Visitor

NOW = datetime.now(UTC)


class Panel:
    """One judge with four nominations, of which three are put in order and three pairs are compared."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.program: Program = make.make_program(db, standing="judging")
        self.judge: User = make.make_judge(db, self.program)
        owner = make.make_user(db)
        self.nominations: list[Nomination] = [make.make_submitted(db, self.program, owner) for _each in range(4)]
        self.cards: list[Scorecard] = [
            make.make_scorecard(db, make.make_assignment(db, one, self.judge), {}) for one in self.nominations
        ]

    def order(self, *places: int | None) -> None:
        self.db.add_all(
            Placing(scorecard_id=card.id, place=place) for card, place in zip(self.cards, places, strict=True)
        )
        self.db.commit()

    def pair(self, preferred: int, other: int, *, even: bool = False) -> None:
        ids = {"preferred_id": self.cards[preferred].id, "other_id": self.cards[other].id}
        self.db.add(Comparison(**ids, even=even, created_at=NOW, updated_at=NOW))
        self.db.commit()

    def ids(self, *places: int) -> tuple[int, ...]:
        return tuple(self.nominations[place].id for place in places)

    def an_order(self, best: tuple[int, ...], rest: tuple[int, ...] = ()) -> Chosen:
        return Chosen(self.judge.id, self.nominations[-1].category_id, "order", self.ids(*best), self.ids(*rest))

    def a_pair(self, preferred: int, other: int, *, even: bool = False) -> Chosen:
        return Chosen(self.judge.id, self.nominations[-1].category_id, "pair", self.ids(preferred, other), (), even)

    def chosen(self, **more: object) -> list[Chosen]:
        return chosen(self.db, self.program.id, **more)  # type: ignore[arg-type]


@pytest.fixture
def panel(db: Session) -> Panel:
    return Panel(db)


def test_an_order_is_told_best_first_and_the_rest_below(panel: Panel) -> None:
    panel.order(2, None, 1, None)
    assert panel.chosen() == [panel.an_order((2, 0), (1, 3))]


def test_pairs_are_told_as_they_were_made(panel: Panel) -> None:
    panel.pair(1, 0)
    panel.pair(2, 3, even=True)
    assert panel.chosen() == [panel.a_pair(1, 0), panel.a_pair(2, 3, even=True)]


def conflict(panel: Panel) -> None:
    make.make_conflict(panel.db, panel.nominations[0], panel.judge)


def removal(panel: Panel) -> None:
    panel.cards[0].assignment.state = AssignmentState.REMOVED


def move(panel: Panel) -> None:
    panel.nominations[0].category_id = make.category_of(panel.db, panel.program, ForRole.FARMER).id


def withdrawal(panel: Panel) -> None:
    panel.nominations[0].state = State.WITHDRAWN


def doubt(panel: Panel) -> None:
    panel.db.add(CategoryDoubt(scorecard_id=panel.cards[0].id, reason="", created_at=NOW))


def reopening(panel: Panel) -> None:
    panel.cards[0].final_at = None


@pytest.mark.parametrize("change", [conflict, removal, move, withdrawal, doubt, reopening])
def test_what_no_longer_counts_drops_out_of_the_order_and_its_pairs_vanish(panel: Panel, change: object) -> None:
    panel.order(1, 2, 3, None)
    panel.pair(0, 1)
    panel.pair(2, 0)
    panel.pair(1, 2)
    assert len(panel.chosen()) == 4
    panel.db.refresh(panel.cards[0], ["assignment"])
    change(panel)  # type: ignore[operator]
    panel.db.commit()
    assert panel.chosen() == [panel.an_order((1, 2), (3,)), panel.a_pair(1, 2)]


def test_what_is_hidden_from_the_reader_is_in_neither(panel: Panel) -> None:
    panel.order(1, 2, None, None)
    panel.pair(0, 1)
    panel.pair(3, 1)
    assert panel.chosen(hidden=panel.ids(0)) == [panel.an_order((1,), (2, 3)), panel.a_pair(3, 1)]


def test_an_order_of_one_says_nothing(panel: Panel) -> None:
    panel.order(1, 2, None, None)
    assert panel.chosen(hidden=panel.ids(1, 2, 3)) == []
    assert panel.chosen(hidden=panel.ids(0, 1)) == []  # none of the best is left: the others were not told apart


def test_an_earlier_round_is_read_by_its_number_and_the_present_one_without(panel: Panel) -> None:
    first = make.round_of(panel.db, panel.program)
    panel.order(1, 2, 3, 4)
    make.make_round(panel.db, panel.program)
    assert panel.chosen() == []
    assert panel.chosen(round_id=first.id) == [panel.an_order((0, 1, 2, 3))]


def test_it_takes_two_queries_however_many_judges(panel: Panel, visitor: Visitor) -> None:
    panel.order(1, 2, None, None)
    for _each in range(3):
        judge = make.make_judge(panel.db, panel.program)
        for place, one in enumerate(panel.nominations, 1):
            card = make.make_scorecard(panel.db, make.make_assignment(panel.db, one, judge), {})
            panel.db.add(Placing(scorecard_id=card.id, place=place))
    panel.db.commit()
    with visitor.counting() as asked:
        found = panel.chosen()
    assert (len(found), sum("SELECT" in one for one in asked)) == (4, 2)
