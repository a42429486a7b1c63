"""Whether the choices of a category allow a common order, and what must be said with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.scoring.choices.choice import Choice, grouped
from app.domain.scoring.outcome import Method, Status
from app.domain.scoring.tokens import token
from app.domain.scoring.verdict import listed

FEW_JUDGES = 3
FEW_CHOICES = 5
FEW_EVEN = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """`can_adjust`: False where only the raw order is left; `spare`: choices − nominees + groups; `even`: nobody was ever put
    above anybody."""

    status: Status
    reason: str | None
    can_adjust: bool
    spare: int
    even: bool


def judge(choices: Sequence[Choice], group: Mapping[int, int], method: Method) -> Verdict:
    """By the number of judges, groups that nothing compares, and choices to spare. Plain shares are arithmetic: they are never
    refused for that, but groups that met nobody in common have no common order by any method."""
    judges = sorted({one.judge for one in choices})
    spare = sum(one.made for one in choices) - len(group) + 1 + max(group.values())
    even = all(one.even for one in choices)
    plain = method in (Method.MEAN, Method.TRIMMED)
    if split := _split(group):
        return Verdict(Status.REFUSED, split, len(judges) > 1 or plain, spare, even)
    if plain:
        return Verdict(Status.OK, None, True, spare, even)
    if len(judges) == 1:
        reason = (
            "All choices are from one judge, so that a judge's own taste can't be told from merit. This is that judge's own "
            "order. Have a second judge choose among the same nominees."
        )
        return Verdict(Status.REFUSED, reason, False, spare, even)
    if len(judges) < FEW_JUDGES:
        reason = (
            "With two judges it can hardly be told how far each goes by a taste of their own, so that no lead is called "
            "significant. Ask a third judge."
        )
        return Verdict(Status.PROVISIONAL, reason, True, spare, even)
    if spare < FEW_CHOICES:
        reason = (
            f"There are hardly more choices than nominees ({spare} to spare; from {FEW_CHOICES} on a lead can be called "
            "significant). Ask for more choices."
        )
        return Verdict(Status.PROVISIONAL, reason, True, spare, even)
    return Verdict(Status.OK, None, True, spare, even)


def _split(group: Mapping[int, int]) -> str | None:
    count = max(group.values()) + 1
    if count < 2:
        return None
    named = [
        f"group {number + 1}: {listed([token('n', one) for one, own in group.items() if own == number])}"
        for number in range(min(count, 3))
    ]
    more = f"; and {count - 3} more" if count > 3 else ""
    return (
        f"The choices fall into {count} groups of nominees that nobody compared with each other ({'; '.join(named)}{more}), so "
        "that there are ranks within each group only. Have a judge compare nominees of one group with those of another."
    )


def warnings(
    choices: Sequence[Choice], group: Mapping[int, int], verdict: Verdict, method: Method, fewest: int
) -> Iterator[str]:
    """What must be said with the outcome, the gravest first. `fewest`: judges of the nominee with the fewest."""
    if method is Method.ADDITIVE:
        yield "Choices hold no severity that could be taken out: the fair share is used instead of additive least squares."
    if method is Method.TRIMMED and fewest < 3:
        yield "Some nominees have fewer than three judges, so that nothing of theirs was trimmed."
    if verdict.even and verdict.can_adjust:
        yield "The choices don't separate the nominees: everyone is in the tie zone."
    judges = sorted({one.judge for one in choices})
    weak = [one for one in judges if len(judges) > 1 and _splits_without(choices, group, one)]
    if weak:
        names = [token("j", one) for one in weak]
        hangs = f"hang on {listed(names)} alone" if len(names) == 1 else f"hang on {listed(names)} (each alone)"
        yield f"Comparisons between parts of the nominees {hangs}: differences across such a link are uncertain."
    for one in undecided(choices):
        yield f"{token('j', one)} called every comparison too close to tell."


def undecided(choices: Iterable[Choice]) -> list[int]:
    """Judges who called every comparison too close to tell, three or more."""
    even: dict[int, list[bool]] = {}
    for one in choices:
        even.setdefault(one.judge, []).append(one.even)
    return sorted(judge for judge, own in even.items() if len(own) >= FEW_EVEN and all(own))


def _splits_without(choices: Sequence[Choice], group: Mapping[int, int], judge: int) -> bool:
    left = grouped(one for one in choices if one.judge != judge)
    return len(set(left.values())) > len({group[one] for one in left})
