"""What the demo judges have done so far: scores, rulings and comments, drawn from a seed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from app.demo.content import read
from app.demo.records import Person

State = Literal["untouched", "begun", "final", "recused", "wrong_category"]
SEED = 1831


@dataclass(frozen=True)
class Scale:
    """A criterion to score, in thousandths of a point: 1 to 10 in whole points is (1000, 10000, 1000)."""

    key: str
    lowest: int
    highest: int
    step: int


@dataclass(frozen=True)
class Ruling:
    verdict: str
    reason: str


@dataclass(frozen=True)
class Scorecard:
    """One judge's work on one nomination.

    `scores` holds thousandths by criterion: all of them when final, some when begun. `reason` says why for a
    recusal or a doubt about the category; neither has scores.
    """

    judge: str
    nomination: str
    state: State
    scores: Mapping[str, int] = field(default_factory=dict)
    ruling: Ruling | None = None
    comment: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Settlement:
    """What the organizer has decided on a flag: `decision` is keep, move or out."""

    nomination: str
    decision: str
    reason: str


def settlements() -> tuple[Settlement, ...]:
    """The flags that the demo organizer has settled already."""
    return tuple(Settlement(**raw) for raw in read("scores.toml")["settlements"])


def draw_scorecards(
    assigned: Iterable[tuple[str, str]], judges: Sequence[Person], scales: Sequence[Scale], seed: int = SEED
) -> list[Scorecard]:
    """A half-judged panel: one scorecard for each assigned pair (judge key, nomination key), in that order.

    Each judge has finished the share `progress` of the pairs, featured ones first, and begun the next. A score is the
    nomination's merit less the judge's severity, plus noise, on the criterion's scale. The same pairs,
    judges, scales and seed give the same scorecards. Raises KeyError for an unknown judge or nomination.
    """
    merit = read("scores.toml")["merit"]
    by_key = {judge.key: judge for judge in judges}
    pairs = list(assigned)
    cards = []
    for (judge, nomination), state in zip(pairs, _states(pairs, by_key), strict=True):
        person, draw = by_key[judge], Random(f"{seed}/{judge}/{nomination}")  # noqa: S311 (a demo, no secret)
        scores = _scores(merit[nomination], person, scales, draw)
        scored = {"final": len(scales), "begun": max(1, len(scales) // 2)}.get(state, 0)
        cards.append(Scorecard(judge, nomination, state, dict(list(scores.items())[:scored])))
    opinions = _Opinions()
    return [opinions.add_to(card) for card in cards]


def _states(pairs: Sequence[tuple[str, str]], judges: Mapping[str, Person]) -> list[State]:
    featured = read("scores.toml")["featured"]
    stacks: dict[str, list[str]] = {}
    for judge, nomination in pairs:
        stacks.setdefault(judge, []).append(nomination)
    for stack in stacks.values():
        stack.sort(key=lambda nomination: nomination not in featured)  # the order among the others stays
    return [_state(stacks[judge].index(nomination), len(stacks[judge]), judges[judge]) for judge, nomination in pairs]


def _state(place: int, stack: int, judge: Person) -> State:
    done = round(judge.progress * stack)
    if place < done:
        return "final"
    return "begun" if place == done and judge.progress > 0 else "untouched"


def _scores(merit: float, judge: Person, scales: Sequence[Scale], draw: Random) -> dict[str, int]:
    impression = merit - judge.severity + draw.gauss(0, judge.noise)
    scores = {}
    for scale in scales:
        percent = min(100.0, max(0.0, impression + draw.gauss(0, 7)))
        steps = round(percent / 100 * (scale.highest - scale.lowest) / scale.step)
        scores[scale.key] = scale.lowest + steps * scale.step
    return scores


class _Opinions:
    """The prose of scores.toml, each text handed out once."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], list[dict[str, str]]] = {}
        for kind in ("recusals", "doubts", "rulings", "comments"):
            for raw in read("scores.toml")[kind]:
                self._waiting.setdefault((kind, raw["nomination"]), []).append(raw)

    def take(self, kind: str, nomination: str) -> dict[str, str] | None:
        queue = self._waiting.get((kind, nomination))
        return queue.pop(0) if queue else None

    def add_to(self, card: Scorecard) -> Scorecard:
        """A recusal goes to a card that isn't final, all else to final ones."""
        if card.state != "final":
            recusal = self.take("recusals", card.nomination)
            return replace(card, state="recused", scores={}, reason=recusal["reason"]) if recusal else card
        doubt = self.take("doubts", card.nomination)
        if doubt:
            return replace(card, state="wrong_category", scores={}, reason=doubt["text"])
        ruling, comment = self.take("rulings", card.nomination), self.take("comments", card.nomination)
        return replace(
            card,
            ruling=Ruling(ruling["verdict"], ruling["reason"]) if ruling else None,
            comment=comment["text"] if comment else "",
        )
