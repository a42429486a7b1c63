"""Fills the board and evens out the loads, by augmenting and cost-reducing paths."""

from collections.abc import Iterable

from app.domain.assignment.board import Board

# How a search reached a judge: (the judge who would hand over, the nomination handed over); None = from the
# start.
Trail = dict[int, tuple[int, int] | None]


def fill(board: Board, wanted: int) -> None:
    """Gives each nomination up to `wanted` judges, one round per judge, so that shortage is shared.

    A nomination that no path can help is never helped by a later one (augmenting paths), so it drops out.
    """
    waiting = list(range(len(board.nominations)))
    spent: set[int] = set()
    for round_ in range(1, wanted + 1):
        waiting = [i for i in waiting if board.held(i).bit_count() >= round_ or _give_one(board, i, spent)]


def even_out(board: Board) -> None:
    """Moves nominations from fuller to emptier judges until no chain of hand-overs can even the loads
    further."""
    stuck: set[int] = set()
    while True:
        givers = [j for j in range(len(board.judges)) if board.added[j] and j not in stuck]
        if not givers:
            return
        giver = max(givers, key=lambda j: board.load[j])
        if board.load[giver] - 2 < min(board.load):
            return
        if _relieve(board, giver):
            stuck.clear()
        else:
            stuck.add(giver)


def _give_one(board: Board, i: int, spent: set[int]) -> bool:
    """One more judge for nomination i: the least loaded who may; else one who is freed by a chain of
    hand-overs.

    `spent` gathers the judges whom no chain can free: none ever will, as no later chain passes through
    them.
    """
    taker = _least_loaded(board, board.free(i))
    if taker is not None:
        board.add(i, taker)
        return True
    trail: Trail = {j: None for j in board.judges_in(board.free(i)) if j not in spent}
    end = _search(board, trail, limit=None)
    if end is None:
        spent.update(trail)
        return False
    board.add(i, _walk_back(board, trail, end))
    return True


def _relieve(board: Board, giver: int) -> bool:
    """Takes one nomination off `giver`, if a chain of hand-overs leads to a judge with at least 2 fewer."""
    trail: Trail = {giver: None}
    end = _search(board, trail, limit=board.load[giver] - 2)
    if end is None:
        return False
    _walk_back(board, trail, end)
    return True


def _search(board: Board, trail: Trail, *, limit: int | None) -> int | None:
    """Breadth first over hand-overs from the judges in `trail` to the emptiest judge of the first layer
    that has one below its cap and with a load of at most `limit`; fills in `trail` on the way."""
    unseen = (1 << len(board.judges)) - 1
    for j in trail:
        unseen &= ~(1 << j)
    layer: Iterable[int] = list(trail)
    while layer:
        reached = []
        for giver in layer:
            for i in sorted(board.added[giver]):
                news = board.free(i) & unseen
                unseen &= ~news
                for j in board.judges_in(news):
                    trail[j] = (giver, i)
                    reached.append(j)
        open_ = [j for j in reached if board.load[j] < board.caps[j] and (limit is None or board.load[j] <= limit)]
        if open_:
            return min(open_, key=lambda j: board.load[j])
        layer = reached
    return None


def _walk_back(board: Board, trail: Trail, end: int) -> int:
    """Carries out the hand-overs that led to `end`; returns the judge at the start, who now has one fewer."""
    taker = end
    while (step := trail[taker]) is not None:
        giver, i = step
        board.hand_over(i, giver, taker)
        taker = giver
    return taker


def _least_loaded(board: Board, mask: int) -> int | None:
    best: list[int] = []
    least = 0
    for j in board.judges_in(mask):
        load = board.load[j]
        if load >= board.caps[j]:
            continue
        if not best or load < least:
            best, least = [j], load
        elif load == least:
            best.append(j)
    if not best:
        return None
    return best[board.pick(len(best))]
