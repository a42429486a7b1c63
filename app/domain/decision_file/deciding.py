"""The tie rules applied again, to the results of the file."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from app.domain.decision_file.counting import weights_of
from app.domain.decision_file.recomputing import Contest
from app.domain.decisions import Contender, Settled, TieRule, break_ties
from app.domain.decisions.ties import rounded
from app.domain.errors import UserError


def ties(contest: Contest, official: Mapping[str, Any]) -> dict[str, Any]:
    """Category → what the tie rules say, as the file holds it. `official`: results by the official method."""
    try:
        rules = [TieRule(rule) for rule in contest.rules.tie_rules]
    except ValueError as error:
        raise UserError(f"rules.json can't be used: {error}.") from error
    weights = weights_of(contest.rubric)
    return {
        name: ties_json(_settled(contest, board["ranked"], rules, weights[name]), contest.names.nominees)
        for name, board in official["categories"].items()
    }


def ties_json(settled: Settled, references: Mapping[int, str]) -> dict[str, Any]:
    """Groups by reference; figures as exact fractions."""
    return {
        "groups": _groups(settled.groups, references),
        "steps": [
            {
                "rule": step.rule.value, "groups": _groups(step.groups, references),
                "figures": {references[key]: None if figure is None else str(figure) for key, figure in step.figures.items()},
            }
            for step in settled.steps
        ],
    }  # fmt: skip


def _groups(groups: Sequence[Sequence[int]], references: Mapping[int, str]) -> list[list[str]]:
    return [sorted(references[key] for key in group) for group in groups]


def _settled(
    contest: Contest, rows: Sequence[Mapping[str, Any]], rules: Sequence[TieRule], weights: Mapping[str, int]
) -> Settled:
    if not weights or len({row["component"] for row in rows}) > 1:
        return Settled((), ())
    scores = {row["nominee"]: _official(row) for row in rows}
    equal: dict[object, list[str]] = {}
    for reference, score in scores.items():
        equal.setdefault(rounded(score), []).append(reference)
    tied = [reference for group in equal.values() if len(group) > 1 for reference in group]
    if not tied:
        return Settled((), ())
    heaviest = max(weights, key=lambda key: weights[key])
    return break_ties([_contender(contest, reference, scores[reference], heaviest) for reference in tied], rules)


def _official(row: Mapping[str, Any]) -> float:
    """Points by the official method; the plain mean where it can't be adjusted."""
    return float(row["raw"] if row["fair"] is None else row["fair"])


def _contender(contest: Contest, reference: str, score: float, heaviest: str) -> Contender:
    cards = contest.counted[reference]
    total = sum(one.card.scores[heaviest] for one in cards)
    given = {contest.judges[one.card.judge]: one.value or Fraction(0) for one in cards}
    return Contender(contest.nominees[reference], score, Fraction(total, 1000 * len(cards)), given)
