"""Reads the wishes of `uphill assign`, and refuses what can't be meant, by name."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.domain.assignment import Entry, Expert, Key, Wishes
from app.domain.errors import UserError

_PLAN = {"nominations", "judges", "per_nomination", "keep", "prefer", "apart", "together", "several_of_category"}
_NOMINATION = {"id", "category", "topics"}
_JUDGE = {"id", "min", "max", "topics", "conflicts", "bids"}
_LONGEST = 200
_MOST = 4_000_000  # nominations × judges


def wishes_of(data: Any) -> Wishes:
    _fields(data, _PLAN, "The plan", {"nominations", "judges"})
    if data["nominations"] is None or data["judges"] is None:
        raise UserError("The plan: nominations and judges are lists, not null.")
    entries = tuple(_entry(one, at) for at, one in enumerate(_list(data, "nominations", "The plan"), 1))
    experts = tuple(_expert(one, at) for at, one in enumerate(_list(data, "judges", "The plan"), 1))
    if len(entries) * len(experts) > _MOST:
        raise UserError("The plan is too large: nominations × judges may be 4,000,000 at most.")
    _no_doubles("Nomination", (one.key for one in entries))
    _no_doubles("Judge", (one.key for one in experts))
    bounds = data.get("per_nomination") or {}
    _fields(bounds, {"min", "max"}, "per_nomination", set())
    least = _number(bounds.get("min", 3), "per_nomination: min")
    most = _number(bounds.get("max", max(least, 3)), "per_nomination: max")
    if most < least:
        raise UserError(f"per_nomination: max ({most}) is less than min ({least}).")
    if most == 0:
        raise UserError("per_nomination: max is 0, so nobody would judge anything.")
    nominations, judges = ({str(one.key): one.key for one in some} for some in (entries, experts))
    apart, together = _couples(data, "apart", judges), _couples(data, "together", judges)
    for one, other in together:
        if {(one, other), (other, one)} & set(apart):
            raise UserError(f"apart and together both name {one} and {other}.")
    return Wishes(
        entries, tuple(_known(one, nominations) for one in experts), least, most,
        keep=_pairs(data, "keep", judges, nominations), prefer=_pairs(data, "prefer", judges, nominations),
        apart=apart, together=together, several=_yes(data, "several_of_category"),
    )  # fmt: skip


def _yes(data: Mapping[str, Any], name: str) -> bool:
    value = data.get(name)
    if value is not None and not isinstance(value, bool):
        raise UserError(f"{name} is true or false.")
    return bool(value)


def _entry(one: Any, at: int) -> Entry:
    where = f"Nomination {at}"
    _fields(one, _NOMINATION, where, {"id"})
    category = one.get("category")
    return Entry(
        _key(one["id"], f"{where}: id"), None if category is None else _key(category, f"{where}: category"),
        frozenset(_key(topic, f"{where}: topics") for topic in _list(one, "topics", where)),
    )  # fmt: skip


def _expert(one: Any, at: int) -> Expert:
    where = f"Judge {at}"
    _fields(one, _JUDGE, where, {"id"})
    least = _number(one.get("min") or 0, f"{where}: min")
    most = None if one.get("max") is None else _number(one["max"], f"{where}: max")
    if most is not None and most < least:
        raise UserError(f"{where}: max ({most}) is less than min ({least}).")
    bids = one.get("bids") or {}
    if not isinstance(bids, dict) or any(type(bid) is not int or bid not in (-1, 0, 1) for bid in bids.values()):
        raise UserError(f"{where}: bids are {{nomination: -1, 0 or 1}}.")
    return Expert(
        _key(one["id"], f"{where}: id"), least, most,
        frozenset(_key(topic, f"{where}: topics") for topic in _list(one, "topics", where)),
        frozenset(_key(key, f"{where}: conflicts") for key in _list(one, "conflicts", where)), bids,
    )  # fmt: skip


def _fields(one: Any, allowed: set[str], where: str, needed: set[str]) -> None:
    if not isinstance(one, dict):
        raise UserError(f"{where} is not an object with fields.")
    if unknown := sorted(set(one) - allowed):
        raise UserError(f"{where} has the unknown field {unknown[0]!r}; known are {', '.join(sorted(allowed))}.")
    if lacking := sorted(needed - set(one)):
        raise UserError(f"{where} lacks the field {lacking[0]!r}.")


def _list(one: Mapping[str, Any], name: str, where: str) -> list[Any]:
    found = one.get(name)
    if found is None:
        return []
    if not isinstance(found, list):
        raise UserError(f"{where}: {name} is not a list.")
    return found


def _key(value: Any, where: str) -> Key:
    if type(value) is int and abs(value) < 2**63:
        return value
    if not isinstance(value, str) or not value:
        raise UserError(f"{where} is neither a text nor a whole number.")
    if len(value) > _LONGEST or not value.isprintable():
        raise UserError(f"{where} is a text longer than {_LONGEST} characters, or with signs that can't be printed.")
    return value


def _number(value: Any, where: str) -> int:
    if type(value) is int and 0 <= value <= 1_000_000:
        return value
    raise UserError(f"{where} is not a whole number from 0 to 1,000,000.")


def _no_doubles(what: str, keys: Iterable[Key]) -> None:
    """The number 1 and the text "1" read the same, and count as the same."""
    seen: set[str] = set()
    for key in keys:
        if str(key) in seen:
            raise UserError(f"{what} {key} is listed twice.")
        seen.add(str(key))


def _known(one: Expert, nominations: Mapping[str, Key]) -> Expert:
    for key in [*one.conflicts, *one.bids]:
        if str(key) not in nominations:
            raise UserError(f"Judge {one.key} names the nomination {_short(key)}, which is not in the plan.")
    conflicts = frozenset(nominations[str(key)] for key in one.conflicts)
    return replace(one, conflicts=conflicts, bids={nominations[str(key)]: bid for key, bid in one.bids.items()})


def _pairs(
    data: Mapping[str, Any], name: str, first: Mapping[str, Key], second: Mapping[str, Key]
) -> tuple[tuple[Key, Key], ...]:
    found = []
    for at, pair in enumerate(_list(data, name, "The plan"), 1):
        if not isinstance(pair, list) or len(pair) != 2:
            raise UserError(f"{name}: entry {at} is not a pair of two ids.")
        one, other = (str(_key(part, f"{name}: entry {at}")) for part in pair)
        if one not in first or other not in second:
            turned = one in second and other in first and first is not second
            hint = "; a pair is [judge, nomination]" if turned else ""
            raise UserError(
                f"{name}: entry {at} names {one if one not in first else other}, which is not in the plan{hint}."
            )
        found.append((first[one], second[other]))
    return tuple(found)


def _couples(data: Mapping[str, Any], name: str, judges: Mapping[str, Key]) -> tuple[tuple[Key, Key], ...]:
    found = _pairs(data, name, judges, judges)
    for at, (one, other) in enumerate(found, 1):
        if one == other:
            raise UserError(f"{name}: entry {at} names {one} twice.")
    return found


def _short(key: Key) -> str:
    text = "".join(sign if sign.isprintable() else "�" for sign in str(key))
    return text if len(text) <= 60 else text[:60] + "…"
