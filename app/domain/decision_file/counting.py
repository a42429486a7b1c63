"""From the cards of the file to composites, in exact arithmetic, and which of them count."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.decision_file.model import Card, NominationLine, RubricLines, RubricPart
from app.domain.errors import UserError
from app.domain.scoring.composite import Criterion, Key, Rubric, common_denominator, composite
from app.domain.scoring.scale import Scale


@dataclass(frozen=True, slots=True)
class Valued:
    """A card, and what follows from it. `value`: thousandths, None with a gap; `why_not`: None counts; `straight`: all
    criteria got the same."""

    card: Card
    value: Fraction | None
    why_not: str | None
    straight: bool


def weights_of(rubric: RubricLines) -> dict[str, dict[str, int]]:
    """Category → criterion → weight, overrides applied; those that are not asked are left out."""
    return {
        category.name: {
            line.key: weight
            for line in rubric.criteria
            if (weight := category.overrides.get(line.key, line.weight)) > 0
        }
        for category in rubric.categories
    }


def rubrics_of(rubric: RubricLines) -> dict[str, Rubric]:
    """Category → its rubric, for those where anything is asked. Raises UserError for one that can't be."""
    lines = {line.key: line for line in rubric.criteria}
    try:
        return {
            name: Rubric(
                tuple(
                    Criterion(key, weight, Scale(lines[key].scale_min, lines[key].scale_max, lines[key].step))
                    for key, weight in weights.items()
                )
            )
            for name, weights in weights_of(rubric).items()
            if weights
        }
    except ValueError as error:
        raise UserError(f"rubric.json can't be used: {error}.") from error


@dataclass(frozen=True, slots=True)
class Versions:
    """The rubric in all its versions: category → rubric, of the latest and of earlier ones by number."""

    latest: Mapping[str, Rubric]
    earlier: Mapping[int, Mapping[str, Rubric]]

    @classmethod
    def of(cls, rubric: RubricPart) -> "Versions":
        return cls(rubrics_of(rubric), {one.number: rubrics_of(one) for one in rubric.earlier})

    def denominator(self, category: str) -> int:
        """One that all composites of a category have."""
        if category not in self.latest:
            return 1
        before = [one[category] for one in self.earlier.values() if category in one]
        return common_denominator(self.latest[category], before)

    def composite(self, card: Card) -> Fraction | None:
        """By the version that it was made with, on the scale of the latest; None with a gap."""
        if card.rubric is not None and card.rubric not in self.earlier:
            raise UserError(f"scores.json can't be used: there is no version {card.rubric} of the rubric.")
        made = self.latest if card.rubric is None else self.earlier[card.rubric]
        latest = self.latest.get(card.category)
        return composite_of(card.scores, made.get(card.category), latest.scale if latest else None)


def valued(
    cards: Sequence[Card],
    nominations: Sequence[NominationLine],
    versions: Versions,
    categories: Collection[str],
) -> list[Valued]:
    """Every card with its composite in the category of its nomination."""
    by_reference = {one.reference: one for one in nominations}
    for one in nominations:
        if one.category not in categories:
            raise UserError(f"scores.json can't be used: there is no category {one.category!r}.")
    if len(by_reference) != len(nominations):
        raise UserError("scores.json can't be used: a nomination is listed twice.")
    if len({(card.nomination, card.judge, card.category) for card in cards}) != len(cards):
        raise UserError("scores.json can't be used: a judge has two cards of one nomination in one category.")
    found = []
    for card in cards:
        nomination = by_reference.get(card.nomination)
        if nomination is None:
            raise UserError(f"scores.json can't be used: there is no nomination {card.nomination!r}.")
        value = versions.composite(card)
        straight = len(set(card.scores.values())) == 1
        found.append(Valued(card, value, why_not(card, nomination, value), straight))
    return found


def composite_of(scores: Mapping[str, int], rubric: Rubric | None, target: Scale | None = None) -> Fraction | None:
    """None where a criterion that is asked has no score; scores for others say nothing."""
    if rubric is None:
        return None
    asked: dict[Key, int] = {one.key: scores[str(one.key)] for one in rubric.criteria if str(one.key) in scores}
    return composite(asked, rubric, target) if len(asked) == len(rubric.criteria) else None


def why_not(card: Card, nomination: NominationLine, value: Fraction | None) -> str | None:
    """Why a card doesn't count, the first that applies; None where it does."""
    reasons = (
        (nomination.state != "submitted", nomination.state),
        (card.category != nomination.category, "other_category"),
        (card.conflict, "conflict"),
        (card.own, "own"),
        (card.assigned != "active", card.assigned),
        (card.wrong_category, "wrong_category"),
        (value is None, "incomplete"),
        (not card.final, "not_final"),
    )
    return next((reason for applies, reason in reasons if applies), None)
