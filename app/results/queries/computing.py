"""Computes rounds that are not in the store. Numpy is loaded here, when the first one is asked for, and nowhere earlier."""

import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.results.models import ComputedResult
from app.results.queries.computed import Computed, key_of, token
from app.results.queries.rounds import Round

if TYPE_CHECKING:
    from app.domain.scoring.outcome import Outcome
    from app.domain.scoring.panel import Panel


def results_of(session: Session, rounds: Sequence[Round]) -> list[Computed]:
    """From the store where the same went in before, else computed now (and not stored: reading never writes). One query."""
    known = {
        row.digest: row.outcome
        for row in session.execute(
            select(ComputedResult.digest, ComputedResult.outcome).where(
                ComputedResult.program_id.in_({one.program_id for one in rounds}),
                ComputedResult.digest.in_([one.digest for one in rounds]),
            )
        )
    }
    return [
        Computed(one.digest, one.method, one.digest in known, known.get(one.digest) or compute(one)) for one in rounds
    ]


def compute(one: Round) -> dict[str, Any]:
    """The outcome as it is stored."""
    # Small matrices: more threads only get into each other's way, and digits stay the same on every machine.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from app.domain.scoring.assignment import Assignment
    from app.domain.scoring.evaluate import evaluate
    from app.domain.scoring.links import groups
    from app.domain.scoring.outcome import Method
    from app.domain.scoring.panel import Score, panel

    scores = panel(
        Score(
            token("j", entry.judge_id), token("n", entry.nomination_id), entry.value / (entry.denominator * 1000),
            str(entry.category_id),
        )
        for entry in one.scores
    )  # fmt: skip
    outcome = evaluate(
        scores, method=Method(one.method.value), assignment=Assignment(one.assignment), seed=one.seed,
        straight_lined=frozenset(token("j", judge) for judge in one.straight),
    )  # fmt: skip
    component = dict(zip(scores.judges, (int(group) + 1 for group in groups(scores).judge), strict=True))
    return _told(one, scores, outcome, component)


def _told(one: Round, scores: "Panel", outcome: "Outcome", component: dict[str, int]) -> dict[str, Any]:
    plain = (
        "reason",
        "n_components",
        "mu",
        "var_nominee",
        "var_judge",
        "var_resid",
        "assignment_z",
        "kendall_w",
        "kendall_p",
    )
    told = outcome.sensitivity
    return {
        **{name: getattr(outcome, name) for name in plain},
        "status": outcome.status.value, "method": outcome.method.value, "assignment": one.assignment, "seed": one.seed,
        "warnings": list(outcome.warnings), "scores": len(scores.y), "icc": dict(outcome.icc), "alpha": dict(outcome.alpha),
        "can_adjust": any(line.fair is not None for line in outcome.nominees.values()),
        "nominees": _nominees(outcome), "judges": _judges(scores, outcome, component),
        "sensitivity": {
            **{name: _keys(told.get(name)) for name in ("raw", "trimmed", "additive")},
            "without": [[key_of(judge), _keys(winners)] for judge, winners in told.get("without", {}).items()],
        },
    }  # fmt: skip


def _keys(names: list[str] | None) -> list[int] | None:
    return None if names is None else [key_of(name) for name in names]


def _nominees(outcome: "Outcome") -> list[dict[str, Any]]:
    tied = set(outcome.tie_zone)
    rows = []
    for name, line in outcome.nominees.items():
        row = asdict(line)
        category = int(row.pop("category"))
        rows.append({**row, "nomination_id": key_of(name), "category_id": category, "in_tie_zone": name in tied})
    return rows


def _judges(scores: "Panel", outcome: "Outcome", component: dict[str, int]) -> list[dict[str, Any]]:
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
