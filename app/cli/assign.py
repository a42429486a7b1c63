"""`uphill assign`: who judges what, from a file, without a database."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.domain.errors import UserError

if TYPE_CHECKING:
    from app.domain.assignment import Assigned

_MOST_BYTES = 50_000_000


def assign(
    file: Annotated[str, typer.Argument(metavar="PLAN.json", help="The wishes, or - for standard input.")],
    seed: Annotated[int, typer.Option(min=0, help="Decides between equally good plans.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
) -> None:
    """Plan who judges what: as many scores as wanted, loads within bounds, expertise used, everybody comparable.

    PLAN.json: {"nominations": [{"id", "category", "topics": [...]}], "judges": [{"id", "min", "max", "topics": [...],
    "conflicts": [nomination ids], "bids": {nomination id: -1 | 0 | 1}}], "per_nomination": {"min", "max"},
    "keep": [[judge, nomination]], "prefer": [[judge, nomination]], "apart": [[judge, judge]], "together": [[judge, judge]], "several_of_category": true (a judge gets none of a category, or
    two and more, wherever that can be)}. Only nominations and
    judges are needed. A wish that can't be met is named under "unmet", with what would help; that too is a plan (exit code 0).
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the same digits on every machine
    from app.cli.assign_file import wishes_of
    from app.domain.assignment import assign as planned

    plan = planned(wishes_of(_read(file)), seed=seed)
    if as_json:
        print(json.dumps(_as_dict(plan), ensure_ascii=False))
    else:
        _print_table(plan)


def _read(file: str) -> Any:
    try:
        raw = sys.stdin.buffer.read(_MOST_BYTES + 1) if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UserError(f"{file} can't be read: {error.strerror or error}.") from error
    if len(raw) > _MOST_BYTES:
        raise UserError(f"{file} is larger than 50 MB.")
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise UserError(f"{file} is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise UserError(f"{file} is not JSON: {str(error).splitlines()[0]}.") from error
    except ValueError as error:
        raise UserError(f"{file} has a number with too many digits.") from error


def _as_dict(plan: Assigned) -> dict[str, Any]:
    from app.domain.assignment.wording import missing_text

    return {
        "status": "short" if plan.missing else "ok", "assignments": [list(pair) for pair in plan.pairs],
        "load": {str(key): value for key, value in plan.load.items()},
        "coverage": {str(key): value for key, value in plan.coverage.items()},
        "expertise": plan.expertise, "expertise_before_mixing": plan.best_expertise, "gap": plan.gap,
        "connected": plan.components <= 1, "components": plan.components, "mixing": plan.mixing,
        "min_overlap": plan.min_overlap, "moved": plan.moved,
        "unmet": [missing_text(one) for one in plan.missing],
    }  # fmt: skip


def _print_table(plan: Assigned) -> None:
    from app.domain.assignment.wording import missing_text

    counts = Counter(plan.coverage.values())
    total = f"{len(plan.pairs)} assignment{'' if len(plan.pairs) == 1 else 's'}"
    print(f"{total}: " + (", ".join(
        f"{number} {'nomination' if number == 1 else 'nominations'} with {each}" for each, number in sorted(counts.items(), reverse=True)
    ) or "there are no nominations"))  # fmt: skip
    loads = plan.load.values()
    if plan.pairs:
        print(f"Per judge: {min(loads)} to {max(loads)} nominations.")
    if plan.best_expertise:
        print(f"Expertise: {plan.expertise:.2f} of 1 on average ({plan.best_expertise:.2f} before judges were mixed).")
    if plan.components > 1:
        print(f"The judges fall into {plan.components} groups that share no nomination: no common ranking is possible.")
    elif plan.pairs:
        print(f"All can be compared; each judge shares at least {plan.min_overlap} of the nominations with others.")
    for one in plan.missing:
        print(f"! {missing_text(one)}")
    groups: dict[str, list[str]] = {}
    for judge, nomination in plan.pairs:
        groups.setdefault(str(judge), []).append(str(nomination))
    width = max((len(name) for name in groups), default=0)
    for judge_name, theirs in groups.items():
        print(f"{judge_name:<{width}}  {len(theirs):>3}  {', '.join(theirs)}")
