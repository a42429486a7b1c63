"""A stored outcome with the file's names: nominees by reference, judges as "Judge 3", categories by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.scoring.tokens import spoken


@dataclass(frozen=True, slots=True)
class Names:
    """Number → name."""

    nominees: Mapping[int, str]
    judges: Mapping[int, str]
    categories: Mapping[int, str]


def named(told: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """What `scoring.told` gives, by names; lists of people become objects."""
    sensitivity = told["sensitivity"]
    return {
        **told,
        "reason": None if told["reason"] is None else spoken(told["reason"], names.nominees, names.judges),
        "warnings": [spoken(one, names.nominees, names.judges) for one in told["warnings"]],
        "nominees": {
            names.nominees[row["nomination_id"]]: {
                **_without(row, "nomination_id", "category_id"), "category": names.categories[row["category_id"]],
            }
            for row in told["nominees"]
        },
        "judges": {names.judges[row["judge_id"]]: _judge(row, names) for row in told["judges"]},
        "sensitivity": {
            **{name: _people(sensitivity[name], names) for name in ("raw", "trimmed", "additive")},
            "without": {names.judges[judge]: _people(winners, names) for judge, winners in sensitivity["without"]},
        },
    }  # fmt: skip


def _judge(row: Mapping[str, Any], names: Names) -> dict[str, Any]:
    surprises = [
        {**_without(one, "nomination_id"), "nominee": names.nominees[one["nomination_id"]]} for one in row["surprises"]
    ]
    return {**_without(row, "judge_id"), "flags": list(row["flags"]), "surprises": surprises}


def _people(keys: Sequence[int] | None, names: Names) -> list[str] | None:
    return None if keys is None else [names.nominees[key] for key in keys]


def _without(row: Mapping[str, Any], *fields: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in fields}
