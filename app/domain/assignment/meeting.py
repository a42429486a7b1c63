"""Judges who should have a nomination in common, and judges who must have none: brought together and kept apart by
exchanges of two pairs, which leave every load and coverage as it is."""

from typing import Protocol

import numpy as np

from app.domain.assignment.table import Marks, Matrix, Table


class Exchanging(Protocol):
    """What these exchanges need of the mixer."""

    table: Table
    new: Marks
    worth: Matrix

    def held(self) -> Marks: ...
    def meet(self, *rows: int) -> bool: ...
    def exchange(self, first: tuple[int, int], second: tuple[int, int]) -> None: ...
    def acquainted(self) -> frozenset[tuple[int, int]]: ...


def separate(mixer: Exchanging) -> None:
    """One of two who must not meet gives the nomination to somebody else in exchange."""
    for a, b in mixer.table.apart:
        for i in np.nonzero(mixer.held()[:, a] & mixer.held()[:, b])[0]:
            for giver in (a, b):
                if mixer.new[i, giver] and _swap_out(mixer, int(i), giver):
                    break


def _swap_out(mixer: Exchanging, i: int, giver: int) -> bool:
    free = mixer.table.allowed & ~mixer.held()
    k, other = np.nonzero(mixer.new & free[i][None, :] & free[:, giver][:, None])
    order = np.argsort(mixer.worth[k, other] - mixer.worth[i, other] - mixer.worth[k, giver], kind="stable")
    for at in order[:200]:
        first, second = (i, giver), (int(k[at]), int(other[at]))
        mixer.exchange(first, second)
        if not mixer.meet(i, second[0]):
            return True
        mixer.exchange((i, second[1]), (second[0], giver))
    return False


def introduce(mixer: Exchanging) -> None:
    """One of two who should meet gets a nomination of the other, for one of the own."""
    for a, b in mixer.table.together:
        for host, guest in ((a, b), (b, a)):
            if (a, b) in mixer.acquainted() or _bring(mixer, host, guest):
                break


def _bring(mixer: Exchanging, host: int, guest: int) -> bool:
    """(i, other), (k, guest) become (i, guest), (k, other), where the host has i; the cheapest first."""
    worth, held = mixer.worth, mixer.held()
    free = mixer.table.allowed & ~held
    i, other = np.nonzero(mixer.new & (held[:, host] & free[:, guest])[:, None])
    i, other = i[other != host], other[other != host]
    k = np.nonzero(mixer.new[:, guest])[0]
    if not len(i) or not len(k):
        return False
    cost = (worth[i, other] - worth[i, guest])[:, None] + worth[k, guest][None, :] - worth[np.ix_(k, other)].T
    cost = np.where(free[np.ix_(k, other)].T, cost, np.inf)
    before = mixer.acquainted()
    for flat in np.argsort(cost, axis=None, kind="stable")[:200]:
        at, there = divmod(int(flat), len(k))
        if not np.isfinite(cost[at, there]):
            return False
        first, second = (int(i[at]), int(other[at])), (int(k[there]), guest)
        mixer.exchange(first, second)
        if not mixer.meet(first[0], second[0]) and mixer.acquainted() > before:
            return True
        mixer.exchange((first[0], guest), (second[0], first[1]))
    return False
