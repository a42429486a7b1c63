"""Adjustments and tie rules applied again, to the results of the file."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from app.domain.decision_file.counting import weights_of
from app.domain.decision_file.model import AdjustmentLine, Decided
from app.domain.decision_file.recomputing import Contest
from app.domain.decisions import Contender, Settled, TieRule, break_ties
from app.domain.decisions.adjusted import adjusted_scores, in_thousandths, ranks
from app.domain.decisions.ties import rounded
from app.domain.errors import UserError


def ties(contest: Contest, official: Mapping[str, Any], decided: Decided) -> dict[str, Any]:
    """Category → what the tie rules say, as the file holds it. `official`: results by the official method."""
    try:
        rules = [TieRule(rule) for rule in contest.rules.tie_rules]
    except ValueError as error:
        raise UserError(f"rules.json can't be used: {error}.") from error
    weights = weights_of(contest.rubric)
    return {
        name: ties_json(
            _settled(contest, board["ranked"], scores, rules, weights[name], _votes(contest, decided, name)),
            contest.names.nominees,
        )
        for name, board in official["categories"].items()
        for scores in (_scores(board["ranked"], decided, name),)
    }


def orders(official: Mapping[str, Any], decided: Decided) -> dict[str, list[dict[str, Any]] | None]:
    """Category → the order with adjustments; None where none applies."""
    found: dict[str, list[dict[str, Any]] | None] = {}
    for name, board in official["categories"].items():
        rows, lines = board["ranked"], list[dict[str, Any]]()
        scores = _scores(rows, decided, name)
        for group in sorted({row["component"] for row in rows}):
            own = {row["nominee"]: scores[row["nominee"]] for row in rows if row["component"] == group}
            lines += [{"nominee": key, "rank": rank, "score": own[key]} for key, rank in ranks(own).items()]
        applies = any(one.applies for one in applied(official, decided) if one.category == name)
        found[name] = lines if applies else None
    return found


def applied(official: Mapping[str, Any], decided: Decided) -> list[AdjustmentLine]:
    """The adjustments, each with whether it applies to the results as they were computed."""
    now = {
        (name, row["nominee"]): in_thousandths(_official(row))
        for name, board in official["categories"].items()
        for row in board["ranked"]
    }
    return [
        one.model_copy(update={"applies": one.state == "approved" and now.get((one.category, one.nominee)) == one.old})
        for one in decided.adjustments
    ]


def _scores(rows: Sequence[Mapping[str, Any]], decided: Decided, category: str) -> dict[str, float]:
    approved = {
        one.nominee: (one.old, one.new)
        for one in decided.adjustments
        if one.category == category and one.state == "approved"
    }
    return adjusted_scores({row["nominee"]: _official(row) for row in rows}, approved)


def _votes(contest: Contest, decided: Decided, category: str) -> list[dict[int, int]]:
    one = decided.categories.get(category)
    return [
        {contest.nominees[reference]: count for reference, count in vote.counts.items()}
        for vote in (one.votes if one else ())
    ]


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
    contest: Contest, rows: Sequence[Mapping[str, Any]], scores: Mapping[str, float], rules: Sequence[TieRule],
    weights: Mapping[str, int], votes: Sequence[Mapping[int, int]],
) -> Settled:  # fmt: skip
    if not (weights or contest.percent) or len({row["component"] for row in rows}) > 1:
        return Settled((), ())
    equal: dict[object, list[str]] = {}
    for reference, score in scores.items():
        equal.setdefault(rounded(score), []).append(reference)
    tied = [reference for group in equal.values() if len(group) > 1 for reference in group]
    if not tied:
        return Settled((), ())
    heaviest = None if contest.percent else max(weights, key=lambda key: weights[key])
    return break_ties([_contender(contest, reference, scores[reference], heaviest) for reference in tied], rules, votes)


def _official(row: Mapping[str, Any]) -> float:
    """Points by the official method; the plain mean where it can't be adjusted."""
    return float(row["raw"] if row["fair"] is None else row["fair"])


def _contender(contest: Contest, reference: str, score: float, heaviest: str | None) -> Contender:
    cards = contest.counted[reference]
    scored = [one.card.scores[heaviest] for one in cards if heaviest is not None and heaviest in one.card.scores]
    given = {contest.judges[one.card.judge]: one.value or Fraction(0) for one in cards}
    return Contender(
        contest.nominees[reference], score, Fraction(sum(scored), 1000 * len(scored)) if scored else None, given
    )
