"""From counted composites to the results by a method: rounds, outcomes, and each category in its order."""

import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lcm
from typing import Any

from app.domain.decision_file.choosing import MODES, Chosen, chosen
from app.domain.decision_file.counting import Valued, Versions, valued
from app.domain.decision_file.model import CategoryLine, RubricPart, Rules, Scores
from app.domain.decision_file.naming import Names, named
from app.domain.errors import UserError
from app.domain.scoring.composite import Rubric
from app.domain.scoring.means import Result, rank, tally

METHODS = ("fair", "mean", "trimmed", "additive")
_STRAIGHT_FROM = 3


@dataclass(frozen=True, slots=True)
class Entered:
    nomination_id: int
    judge_id: int
    category_id: int
    value: int
    denominator: int


@dataclass(frozen=True)
class Contest:
    """What the file says of rules, rubric and scores. People and categories get numbers that sort as they did for the engine."""

    rules: Rules
    rubric: RubricPart
    scores: Scores

    @cached_property
    def versions(self) -> Versions:
        return Versions.of(self.rubric)

    @property
    def rubrics(self) -> Mapping[str, Rubric]:
        return self.versions.latest

    @cached_property
    def cards(self) -> Sequence[Valued]:
        if self.percent:
            return self.chosen.cards
        return self._scored

    @property
    def percent(self) -> bool:
        """Judges ranked or compared."""
        return self.rules.mode in MODES

    @cached_property
    def _scored(self) -> Sequence[Valued]:
        return valued(self.scores.cards, self.scores.nominations, self.versions, self.categories)

    @cached_property
    def chosen(self) -> Chosen:
        return chosen(
            self.scores.choices, self._scored, self.scores.nominations, self.nominees, self.judges, self.rules.minimum
        )

    @cached_property
    def denominators(self) -> Mapping[str, int]:
        """Category → one that all its values have."""
        if not self.percent:
            return {name: self.versions.denominator(name) for name in self.categories}
        found: dict[str, int] = dict.fromkeys(self.categories, 1)
        for one in self.cards:
            if one.value is not None:
                found[one.card.category] = lcm(found[one.card.category], one.value.denominator)
        return found

    @cached_property
    def nominees(self) -> Mapping[str, int]:
        return numbers({one.reference: one.order for one in self.scores.nominations}, "scores.json")

    @cached_property
    def categories(self) -> Mapping[str, int]:
        return numbers({one.name: one.order for one in self.rubric.categories}, "rubric.json")

    @cached_property
    def judges(self) -> Mapping[str, int]:
        return numbers(
            {card.judge: int(card.judge.removeprefix("Judge ")) for card in self.scores.cards}, "scores.json"
        )

    @cached_property
    def names(self) -> Names:
        return Names(_turned(self.nominees), _turned(self.judges), _turned(self.categories))

    @cached_property
    def counted(self) -> Mapping[str, Sequence[Valued]]:
        """Reference → its counted cards, for everybody in the contest, in the order of the file."""
        found: dict[str, list[Valued]] = {
            one.reference: [] for one in self.scores.nominations if one.state == "submitted"
        }
        for card in self.cards:
            if card.why_not is None:
                found[card.card.nomination].append(card)
        return found

    @cached_property
    def category_of(self) -> Mapping[str, str]:
        return {one.reference: one.category for one in self.scores.nominations if one.state == "submitted"}

    @cached_property
    def rounds(self) -> list[tuple[list[str], list[Entered], Collection[int]]]:
        """(categories, composites, judges who straight-lined) per scale."""
        by_scale: dict[tuple[int, int], list[str]] = {}
        for name, rubric in self.rubrics.items():
            by_scale.setdefault((rubric.scale.minimum, rubric.scale.maximum), []).append(name)
        return [found for names in by_scale.values() if (found := self._round(names))[1]]

    def _round(self, names: list[str]) -> tuple[list[str], list[Entered], Collection[int]]:
        minimum = max(1, self.rules.minimum)
        entered, lines = [], dict[int, list[bool]]()
        for reference, cards in self.counted.items():
            place = self.category_of[reference]
            if place not in names or len(cards) < minimum:
                continue
            below = self.denominators[place]
            for one in cards:
                judge = self.judges[one.card.judge]
                value = int((one.value or 0) * below)
                entered.append(Entered(self.nominees[reference], judge, self.categories[place], value, below))
                if len(self.rubrics[place].criteria) > 1:
                    lines.setdefault(judge, []).append(one.straight)
        straight = sorted(judge for judge, all_ in lines.items() if len(all_) >= _STRAIGHT_FROM and all(all_))
        return names, entered, straight


def numbers(order: Mapping[str, int], member: str) -> dict[str, int]:
    """Name → a number; all have as many digits, so that they sort alike as numbers and as text."""
    if len(set(order.values())) != len(order):
        raise UserError(f"{member} can't be used: two have the same place in the order.")
    base = 10 ** len(str(max(order.values(), default=0)))
    return {name: base + place for name, place in order.items()}


def results(contest: Contest, method: str) -> dict[str, Any]:
    """Outcomes per round, and the categories in their order, as the file holds them."""
    # Small matrices: more threads only get into each other's way, and digits stay the same on every machine.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    outcomes = [
        (names, named(outcome, contest.names))
        for names, outcome in (_of_choices(contest, method) if contest.percent else _of_scores(contest, method))
    ]
    of = {name: outcome for names, outcome in outcomes for name in names}
    return {
        "rounds": [{"categories": sorted(names), "outcome": outcome} for names, outcome in outcomes],
        "categories": {
            category.name: _board(contest, category, of.get(category.name)) for category in contest.rubric.categories
        },
    }


def _of_scores(contest: Contest, method: str) -> Iterator[tuple[list[str], dict[str, Any]]]:
    from app.domain.scoring.told import told

    rules = contest.rules
    for names, entered, straight in contest.rounds:
        yield names, told(entered, method=method, assignment=rules.assignment, seed=rules.seed, straight=straight)


def _of_choices(contest: Contest, method: str) -> Iterator[tuple[list[str], dict[str, Any]]]:
    from app.domain.scoring.choices.told import told

    for name, own in sorted(contest.chosen.kept.items(), key=lambda one: contest.categories[one[0]]):
        if own:
            yield [name], told(own, category_id=contest.categories[name], method=method, seed=contest.rules.seed)


def _board(contest: Contest, category: CategoryLine, outcome: Mapping[str, Any] | None) -> dict[str, Any]:
    lines = outcome["nominees"] if outcome else {}
    own = [
        (reference, _raw(contest, reference, cards))
        for reference, cards in contest.counted.items()
        if contest.category_of[reference] == category.name
    ]
    ranked = [(reference, raw, lines[reference]) for reference, raw in own if reference in lines]
    places = Counter((line["component"], line["rank"]) for _reference, _raw_, line in ranked)
    ranked.sort(key=lambda one: (one[2]["component"], one[2]["rank"]))
    rows = [
        row_of(reference, raw, line, shared=places[line["component"], line["rank"]] > 1)
        for reference, raw, line in ranked
    ]
    zone = [row["nominee"] for row in rows if row["in_tie_zone"]]
    few = [row_of(reference, raw, None, shared=False) for reference, raw in own if reference not in lines]
    return {
        "ranked": rows, "few": few, "tie_zone": zone,
        "significant": outcome is not None and outcome["status"] == "ok" and len(zone) == 1,
    }  # fmt: skip


def row_of(reference: str, raw: Result, line: Mapping[str, Any] | None, *, shared: bool) -> dict[str, Any]:
    """One line of a leaderboard; mean, sd and spread in thousandths, the rest in points."""
    names = ("rank", "raw", "fair", "se", "low", "high", "rank_low", "rank_high", "p_win", "component", "in_tie_zone")
    fair = None if line is None else line["fair"]
    return {
        "nominee": reference, "mean": raw.mean, "sd": raw.sd, "spread": raw.spread, "scores": raw.count, "shared": shared,
        "change": None if line is None or fair is None else fair - line["raw"],
        **{name: None if line is None else line[name] for name in names},
    }  # fmt: skip


def _raw(contest: Contest, reference: str, cards: Sequence[Valued]) -> Result:
    below = contest.denominators[contest.category_of[reference]]
    ranking = rank([tally(reference, [int((one.value or 0) * below) for one in cards])], denominator=below)
    return (*ranking.ranked, *ranking.below_minimum)[0]


def _turned(of: Mapping[str, int]) -> dict[int, str]:
    return {number: name for name, number in of.items()}
