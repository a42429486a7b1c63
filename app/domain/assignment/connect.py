"""Joins the parts of the judge–nomination graph by exchanges that leave every load as even as it was.

Nodes: nominations are 0 … n−1, judges n … n+m−1. An exchange is a hand-over to a judge with exactly one
nomination fewer (the two loads change places), or a switch of two pairs (i, j), (k, l) into (i, l), (k, j).
Either joins two parts for good when a pair taken away is no bridge, that is, lies on a cycle.
"""

from collections.abc import Iterable, Iterator

from app.domain.assignment.board import Board

Edge = tuple[int, int]
MOST_STEPS = 4000
MOST_WORK = 400_000


def connect(board: Board) -> None:
    """Lowers the number of parts as far as exchanges find a way: first by exchanges that join for certain,
    then by a seeded walk over exchanges that don't add parts. Stops at once where no plan of this size
    can do better."""
    while _join_two(board):
        pass
    everyone = range(len(board.nominations))
    parts = count_components(board, everyone)
    least = _fewest_possible(board)
    pairs = sum(board.held(i).bit_count() for i in everyone)
    for _ in range(min(MOST_STEPS, MOST_WORK // max(pairs, 1))):
        if parts <= least:
            return
        undo = _random_exchange(board)
        if undo is None:
            continue
        now = count_components(board, everyone)
        if now > parts:
            _carry_out(board, undo)
        parts = min(parts, now)


def count_components(board: Board, inside: Iterable[int]) -> int:
    """Connected parts of the graph of these nominations and their judges; nominations without judges left
    out."""
    masks: list[int] = []
    for i in inside:
        mask = board.held(i)
        if mask:
            apart = [other for other in masks if not other & mask]
            for other in masks:
                if other & mask:
                    mask |= other
            masks = [*apart, mask]
    return len(masks)


def _fewest_possible(board: Board) -> int:
    """A lower bound for the parts: those of the graph of all allowed pairs, and nodes − pairs (a forest's
    parts)."""
    masks: list[int] = []
    for i, allowed in enumerate(board.allowed):
        if board.held(i):
            masks.append(allowed | board.kept[i])
    apart = 0
    while masks:
        grown, rest = masks.pop(), masks
        while True:
            near = [mask for mask in rest if mask & grown]
            if not near:
                break
            rest = [mask for mask in rest if not mask & grown]
            for mask in near:
                grown |= mask
        masks = rest
        apart += 1
    nodes = sum(1 for i in range(len(board.new)) if board.held(i)) + sum(1 for load in board.load if load)
    return max(apart, nodes - sum(board.load))


def _join_two(board: Board) -> bool:
    """One exchange that joins two parts for certain, if there is one."""
    part, bridges = _survey(board)
    if len({label for label in part if label >= 0}) < 2:
        return False
    n = len(board.nominations)
    mine: dict[int, int] = {}
    for j in range(len(board.judges)):
        if part[n + j] >= 0:
            mine[part[n + j]] = mine.get(part[n + j], 0) | 1 << j
    busy = sum(mine.values())
    for i, mask in enumerate(board.new):
        for j in board.judges_in(mask):
            if (i, j) not in bridges and _exchange_out(board, i, j, board.free(i) & busy & ~mine[part[i]]):
                return True
    return False


def _exchange_out(board: Board, i: int, j: int, elsewhere: int) -> bool:
    """Moves the pair (i, j), which is no bridge, to a judge of another part, by hand-over or by a switch."""
    for other in board.judges_in(elsewhere):
        if _may_hand_over(board, j, other):
            board.hand_over(i, j, other)
            return True
        for k in sorted(board.added[other]):
            if board.free(k) >> j & 1:
                _switch(board, (i, j), (k, other))
                return True
    return False


def _may_hand_over(board: Board, giver: int, taker: int) -> bool:
    return board.load[taker] + 1 == board.load[giver] and board.load[taker] < board.caps[taker]


def _switch(board: Board, first: Edge, second: Edge) -> None:
    (i, j), (k, other) = first, second
    board.hand_over(i, j, other)
    board.hand_over(k, other, j)


def _random_exchange(board: Board) -> list[tuple[int, int, int]] | None:
    """Carries out a random exchange; returns the hand-overs that undo it, or None if the draw was not
    possible."""
    givers = [j for j, added in enumerate(board.added) if added]
    if not givers:
        return None
    j = givers[board.pick(len(givers))]
    i = sorted(board.added[j])[board.pick(len(board.added[j]))]
    takers = list(board.judges_in(board.free(i)))
    if not takers:
        return None
    other = takers[board.pick(len(takers))]
    if _may_hand_over(board, j, other):
        board.hand_over(i, j, other)
        return [(i, other, j)]
    partners = [k for k in sorted(board.added[other]) if board.free(k) >> j & 1]
    if not partners:
        return None
    k = partners[board.pick(len(partners))]
    _switch(board, (i, j), (k, other))
    return [(k, j, other), (i, other, j)]


def _carry_out(board: Board, hand_overs: list[tuple[int, int, int]]) -> None:
    for i, giver, taker in hand_overs:
        board.hand_over(i, giver, taker)


def _survey(board: Board) -> tuple[list[int], set[Edge]]:
    """The part of each node (−1: idle) and all bridges as (nomination, judge), by one depth-first walk
    (Tarjan, "A note on finding the bridges of a graph", 1974)."""
    beside, n = _neighbors(board), len(board.nominations)
    part, bridges = [-1] * len(beside), set[Edge]()
    seen, low = [0] * len(beside), [0] * len(beside)
    clock = 0
    for root in (node for node, near in enumerate(beside) if near):
        if seen[root]:
            continue
        clock += 1
        seen[root] = low[root] = clock
        stack: list[tuple[int, int, Iterator[int]]] = [(root, -1, iter(beside[root]))]
        while stack:
            node, parent, rest = stack[-1]
            part[node] = root
            for nxt in rest:
                if nxt == parent:
                    continue
                if seen[nxt]:
                    low[node] = min(low[node], seen[nxt])
                    continue
                clock += 1
                seen[nxt] = low[nxt] = clock
                stack.append((nxt, node, iter(beside[nxt])))
                break
            else:
                stack.pop()
                if parent >= 0:
                    low[parent] = min(low[parent], low[node])
                    if low[node] > seen[parent]:
                        bridges.add((min(node, parent), max(node, parent) - n))
    return part, bridges


def _neighbors(board: Board) -> list[list[int]]:
    n = len(board.nominations)
    beside: list[list[int]] = [[] for _ in range(n + len(board.judges))]
    for i in range(n):
        for j in board.judges_in(board.held(i)):
            beside[i].append(n + j)
            beside[n + j].append(i)
    return beside
