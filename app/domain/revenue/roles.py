"""The role: hunter, farmer, account manager, mixed or insufficient, with the rule that decided."""

from __future__ import annotations

from decimal import Decimal

from app.domain.revenue.facts import Period
from app.domain.revenue.mix import Mix
from app.domain.revenue.split import ZERO, Split, is_existing, is_named

ROLES = ("hunter", "farmer", "account_manager", "mixed", "insufficient")

_MOST = Decimal("0.8")
_GROWN = Decimal("1.1")
_FEW_NEW = Decimal("0.4")
_MAINLY = Decimal("0.6")
_LARGE = 3


def role_of(mix: Mix, period: Period | None, narrative_role: str) -> tuple[str, str]:
    """(role, rule): by the lines when there is a share (rules 2 and 3), else by the narrative (rule 1)."""
    if mix.null_reason is not None:
        return narrative_role, "role 1"
    shape = _few_existing(mix, period)
    if shape and mix.new < _FEW_NEW * mix.determined:
        return ("farmer" if any(_grew(group) for group in shape) else "account_manager"), "role 2"
    if mix.new >= _MAINLY * mix.determined:
        return "hunter", "role 3"
    if mix.managed >= _MAINLY * mix.determined:
        return "account_manager", "role 3"
    return "mixed", "role 3"


def largest_named(mix: Mix) -> list[Split]:
    """The fewest customers, at most three, that make 80 percent of the revenue; empty if more are needed."""
    named = [split for split in mix.splits if is_named(split)]
    groups = _groups(named, mix.total)
    return groups[0] if groups else []


def _few_existing(mix: Mix, period: Period | None) -> list[list[Split]]:
    existing = [split for split in mix.splits if is_named(split) and is_existing(split, period)]
    return _groups(existing, mix.total)


def _groups(splits: list[Split], total: Decimal) -> list[list[Split]]:
    """The largest one, two and three of them, where they make 80 percent of the total."""
    sizes = range(1, min(_LARGE, len(splits)) + 1)
    return [splits[:n] for n in sizes if sum((s.revenue for s in splits[:n]), ZERO) >= _MOST * total]


def _grew(group: list[Split]) -> bool:
    """Whether customers together grew by 10 percent over their base; an unknown base shows no growth."""
    base = sum((split.customer.base or split.managed + split.undetermined for split in group), ZERO)
    return sum((split.revenue for split in group), ZERO) >= _GROWN * base
