"""Recomputes a decision file from itself, part by part."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.decision_file.assessing import assessed_again
from app.domain.decision_file.comparing import TOLERANCE, Difference, differences, figures
from app.domain.decision_file.counting import weights_of
from app.domain.decision_file.deciding import applied, orders, ties
from app.domain.decision_file.model import (
    FORMAT,
    READABLE,
    Assessed,
    Decided,
    RubricPart,
    Rules,
    Scores,
    Settled,
    parsed,
)
from app.domain.decision_file.opening import Opened, open_file
from app.domain.decision_file.recomputing import METHODS, Contest, results
from app.domain.decision_file.versions import DIGITS_DEPEND_ON, differing, versions_here
from app.domain.errors import UserError
from app.domain.revenue import RULES_VERSION

_GIVEN = ("rules.json", "rubric.json", "scores.json")
_UNFIT = (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError, RecursionError)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the file. `checked`: how many figures were compared; `problem`: why it could not be; `nearly`: compared with
    a tolerance, since another version computed it."""

    name: str
    checked: int
    differences: tuple[Difference, ...] = ()
    problem: str = ""
    nearly: bool = False

    @property
    def matches(self) -> bool:
        return not self.differences and not self.problem


@dataclass(frozen=True, slots=True)
class Verified:
    """`seal`: SHA-256 of the manifest; `changed`: (member, what is wrong); `notes`: what else must be known, as sentences."""

    seal: str
    program: str
    changed: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    notes: tuple[str, ...]

    @property
    def matches(self) -> bool:
        return not self.changed and all(part.matches for part in self.parts)


def verify(data: bytes) -> Verified:
    """Hashes, composites in exact arithmetic, results by every method, assessments, tie rules: everything computed again from
    `data` alone. Raises UserError, one sentence, where it is no decision file or holds what can't be read."""
    opened = open_file(data)
    return _Verifying(opened).verified()


class _Verifying:
    """Parts are read and recomputed one by one: what was changed and can't be read any more spoils only what rests on it."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.changed = {name for name, _what in opened.changed}
        self.contest: Contest | None = None
        self.official: dict[str, Any] = {}
        self.tolerance = 0.0
        self.notes: list[str] = []

    def verified(self) -> Verified:
        parts = [
            *self._part("rubric.json", self._rubric),
            *self._part("scores.json", self._scores),
            *self._part("assessments.json", self._assessments),
            *self._part("results.json", self._results),
            *self._part("decisions.json", self._decisions),
            *self._part("settlements.json", self._settlements),
        ]
        program = self.contest.rules.program.name if self.contest else ""
        return Verified(self.opened.seal, program, self.opened.changed, tuple(parts), tuple(self.notes))

    def _part(self, member: str, check: Callable[[], Iterator[Part]]) -> Iterator[Part]:
        """What can't be read is a finding where a byte was changed, and no decision file where the hashes fit."""
        spoiled = self.changed.intersection((*_GIVEN, member))
        try:
            yield from check()
        except UserError as error:
            if not spoiled:
                raise
            yield Part(member, 0, problem=str(error))
        except _UNFIT as error:
            if not spoiled:
                raise UserError(f"{member} holds what can't be used.") from error
            yield Part(member, 0, problem=f"{member} can't be read any more.")

    def _compared(self, name: str, stored: Any, again: Any, tolerance: float = 0.0) -> Part:
        found = tuple(differences(stored, again, tolerance=tolerance))
        return Part(name, figures(again), found, nearly=bool(tolerance))

    def _read(self) -> Contest:
        if self.contest is None:
            rules = parsed(Rules, "rules.json", self.opened.json("rules.json"))
            if rules.format not in READABLE:
                raise UserError(f"This file is of format {rules.format}; this version of Uphill reads {FORMAT}.")
            rubric = parsed(RubricPart, "rubric.json", self.opened.json("rubric.json"))
            scores = parsed(Scores, "scores.json", self.opened.json("scores.json"))
            self._about_versions(rules)
            self.contest = Contest(rules, rubric, scores)
        return self.contest

    def _about_versions(self, rules: Rules) -> None:
        told, here = rules.versions.model_dump(), versions_here()
        self.notes += differing(told)
        if rules.figures_by == "another":
            self.notes.append(
                "Its figures were computed and stored by an earlier version than the one that made the file."
            )
        if rules.figures_by == "another" or any(told[name] != here[name] for name in DIGITS_DEPEND_ON):
            self.tolerance = TOLERANCE

    def _rubric(self) -> Iterator[Part]:
        rubric = self._read().rubric
        stored = {one.name: dict(one.weights) for one in rubric.categories}
        yield self._compared("rubric.json: weights", stored, weights_of(rubric))
        for version in rubric.earlier:
            before = {one.name: dict(one.weights) for one in version.categories}
            yield self._compared(f"rubric.json: weights of version {version.number}", before, weights_of(version))

    def _scores(self) -> Iterator[Part]:
        cards = self._read().cards
        stored = {_name(one.card): {"composite": one.card.composite, "why_not": one.card.why_not} for one in cards}
        again = {
            _name(one.card): {"composite": None if one.value is None else str(one.value), "why_not": one.why_not}
            for one in cards
        }
        yield self._compared("scores.json: composites, and what counts", stored, again)

    def _assessments(self) -> Iterator[Part]:
        digits = self._read().rules.program.currency_digits
        told = self.opened.json("assessments.json")
        stored, again, others = {}, {}, 0
        for reference in sorted(told):
            one = parsed(Assessed, "assessments.json", told[reference], reference)
            others += one.rules_version != RULES_VERSION
            stored[reference] = one.stored
            again[reference] = assessed_again(reference, one, digits)
        if others:
            self.notes.append(
                f"{others} assessments were made by other rules of revenue than {RULES_VERSION}, which are applied here."
            )
        yield self._compared("assessments.json: shares, roles, flags and reasons", stored, again)

    def _results(self) -> Iterator[Part]:
        contest, told = self._read(), self.opened.json("results.json")
        if not isinstance(told, dict):
            raise UserError("results.json can't be read: it holds no methods.")
        for method in METHODS:
            again = results(contest, method)
            if method == contest.rules.method:
                self.official = again
            name = f"results.json: {method}" + (" (official)" if method == contest.rules.method else "")
            yield self._compared(name, {method: told.get(method)}, {method: again}, self.tolerance)
        if unknown := sorted(told.keys() - set(METHODS)):
            yield self._compared("results.json: other methods", {one: told[one] for one in unknown}, {})

    def _decisions(self) -> Iterator[Part]:
        contest, told = self._read(), self.opened.json("decisions.json")
        official = self.official or results(contest, contest.rules.method)
        decided = parsed(Decided, "decisions.json", told)
        yield self._compared(
            "decisions.json: adjustments", [one.applies for one in decided.adjustments],
            [one.applies for one in applied(official, decided)],
        )  # fmt: skip
        stored_orders = {name: one.get("order") for name, one in told["categories"].items()}
        yield self._compared("decisions.json: adjusted order", stored_orders, orders(official, decided), self.tolerance)
        stored = {name: one["ties"] for name, one in told["categories"].items()}
        yield self._compared("decisions.json: tie rules", stored, ties(contest, official, decided))
        awarded = {award["nominee"] for one in told["categories"].values() for award in one["awards"]} - {None}
        known = awarded & contest.category_of.keys()
        yield self._compared("decisions.json: awards", sorted(awarded), sorted(known))

    def _settlements(self) -> Iterator[Part]:
        contest, told = self._read(), self.opened.json("settlements.json")
        settled = [parsed(Settled, "settlements.json", one, str(place)) for place, one in enumerate(told, 1)]
        stored = {one.nomination: (one.from_category, one.to_category) for one in settled}
        known = contest.categories.keys() | {None}
        again = {
            reference: tuple(name if name in known else None for name in stored[reference])
            for reference in stored
            if reference in contest.nominees
        }
        yield self._compared("settlements.json: nominations and categories", stored, again)


def _name(card: Any) -> str:
    return f"{card.nomination}/{card.judge}/{card.category}"
