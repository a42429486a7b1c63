"""Choices as arrays: an order of the first k is k choices of one among those that are left (Plackett 1975)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.domain.scoring.choices.choice import Choice, in_line
from app.domain.scoring.panel import Flags, Floats, Whole

_Made = tuple[tuple[int, ...], tuple[int, ...], bool]  # best, rest, even; nominees by their places
_Part = tuple[int, tuple[int, ...], float]


@dataclass(frozen=True)
class Stages:
    """J judges, at most S stages of each, among at most n nominees of each (what is missing has weight 0 and nobody to
    choose from). `nominees`, `judges`: their keys; `member` (J × n): which nominee stands at a judge's place;
    `present` (J × n); `open` (J × S × n): among whom was chosen; `chosen` (J × S): the place; `weight` (J × S)."""

    nominees: tuple[int, ...]
    judges: tuple[int, ...]
    member: Whole
    present: Flags
    open: Flags
    chosen: Whole
    weight: Floats


def stages(choices: Sequence[Choice]) -> Stages:
    """`choices`: settled. An even comparison is half a choice each way."""
    nominees = tuple(sorted({nominee for one in choices for nominee in one.nominees}, key=in_line))
    place = {nominee: at for at, nominee in enumerate(nominees)}
    made: dict[int, list[_Made]] = {}
    for one in choices:
        best, rest = (tuple(place[nominee] for nominee in part) for part in (one.best, one.rest))
        made.setdefault(one.judge, []).append(
            (tuple(sorted(best)) if one.even else best, tuple(sorted(rest)), one.even)
        )
    # Judges stand in an order made from what they chose, so that other numbers for the same people change no digit.
    ordered = sorted((sorted(own), judge) for judge, own in made.items())
    judges = tuple(judge for _own, judge in ordered)
    found = [_of_one(own) for own, _judge in ordered]
    widest, most = max(len(own) for own, _ in found), max(len(parts) for _, parts in found)
    member = np.zeros((len(judges), widest), np.intp)
    present = np.zeros((len(judges), widest), bool)
    open_ = np.zeros((len(judges), most, widest), bool)
    chosen = np.zeros((len(judges), most), np.intp)
    weight = np.zeros((len(judges), most))
    for j, (own, parts) in enumerate(found):
        member[j, : len(own)] = own
        present[j, : len(own)] = True
        at = {nominee: index for index, nominee in enumerate(own)}
        for s, (first, among, half) in enumerate(parts):
            open_[j, s, [at[nominee] for nominee in among]] = True
            chosen[j, s], weight[j, s] = at[first], half
    return Stages(nominees, judges, member, present, open_, chosen, weight)


def _of_one(choices: Sequence[_Made]) -> tuple[list[int], list[_Part]]:
    """A judge's nominees, and (chosen, among whom, weight) of every stage."""
    parts: list[_Part] = []
    for best, rest, even in choices:
        if even:
            parts += [(nominee, best, 0.5) for nominee in best]
            continue
        for place, nominee in enumerate(best):
            left = best[place:] + rest
            if len(left) > 1:
                parts.append((nominee, left, 1.0))
    return sorted({nominee for best, rest, _even in choices for nominee in best + rest}), parts
