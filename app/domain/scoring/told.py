"""A round's outcome as plain figures that can be stored: people and categories stand as numbers, and in sentences as ⟦n12⟧
(nominee 12) and ⟦j5⟧ (judge 5), so that nothing stored holds a name."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import Any, Protocol

from app.domain.scoring.assignment import Assignment
from app.domain.scoring.evaluate import evaluate
from app.domain.scoring.links import groups
from app.domain.scoring.outcome import Method, Outcome
from app.domain.scoring.panel import Panel, Score, panel
from app.domain.scoring.tokens import key_of, token


class Entry(Protocol):
    """One composite: `value` ÷ `denominator` is thousandths of a point."""

    @property
    def nomination_id(self) -> int: ...
    @property
    def judge_id(self) -> int: ...
    @property
    def category_id(self) -> int: ...
    @property
    def value(self) -> int: ...
    @property
    def denominator(self) -> int: ...


def told(
    entries: Iterable[Entry], *, method: str, assignment: str, seed: int, straight: Collection[int]
) -> dict[str, Any]:
    """The outcome of a round by the rule of its award, in points; `method` and `assignment` are words of `Method` and
    `Assignment`, `straight` the judges who straight-lined. Raises UserError as `panel` does."""
    scores = panel(
        Score(
            token("j", entry.judge_id), token("n", entry.nomination_id), entry.value / (entry.denominator * 1000),
            str(entry.category_id),
        )
        for entry in entries
    )  # fmt: skip
    outcome = evaluate(
        scores, method=Method(method), assignment=Assignment(assignment), seed=seed,
        straight_lined=frozenset(token("j", judge) for judge in straight),
    )  # fmt: skip
    component = dict(zip(scores.judges, (int(group) + 1 for group in groups(scores).judge), strict=True))
    plain = ("reason", "n_components", "mu", "var_nominee", "var_judge", "var_resid", "assignment_z", "kendall_w", "kendall_p")  # fmt: skip
    other = outcome.sensitivity
    return {
        **{name: getattr(outcome, name) for name in plain},
        "status": outcome.status.value, "method": outcome.method.value, "assignment": assignment, "seed": seed,
        "warnings": list(outcome.warnings), "scores": len(scores.y), "icc": dict(outcome.icc), "alpha": dict(outcome.alpha),
        "can_adjust": any(line.fair is not None for line in outcome.nominees.values()),
        "nominees": _nominees(outcome), "judges": _judges(scores, outcome, component),
        "sensitivity": {
            **{name: _keys(other.get(name)) for name in ("raw", "trimmed", "additive")},
            "without": [[key_of(judge), _keys(winners)] for judge, winners in other.get("without", {}).items()],
        },
    }  # fmt: skip


def _keys(names: list[str] | None) -> list[int] | None:
    return None if names is None else [key_of(name) for name in names]


def _nominees(outcome: Outcome) -> list[dict[str, Any]]:
    tied = set(outcome.tie_zone)
    rows = []
    for name, line in outcome.nominees.items():
        row = asdict(line)
        category = int(row.pop("category"))
        rows.append({**row, "nomination_id": key_of(name), "category_id": category, "in_tie_zone": name in tied})
    return rows


def _judges(scores: Panel, outcome: Outcome, component: dict[str, int]) -> list[dict[str, Any]]:
    rows = []
    for name, line in outcome.judges.items():
        own = scores.y[scores.judge == scores.judges.index(name)]
        fit = line.fit
        rows.append(
            {
                "judge_id": key_of(name), "component": component[name], "severity": line.severity, "se": line.se, "n": line.n,
                "mean": float(own.mean()), "spread": float(own.std(ddof=1)) if len(own) > 1 else None,
                "flags": [flag for flag in line.flags if not flag.startswith("surprising")],
                "mean_square": fit and fit.mean_square, "p": fit and fit.p, "correlation": fit and fit.correlation,
                "constant": fit and fit.constant,
                "surprises": [
                    {"nomination_id": key_of(each.nominee), "score": each.score, "z": each.z} for each in (fit.surprises if fit else ())
                ],
            }
        )  # fmt: skip
    return rows
