"""One comparison of a judge."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """`preferred` and `other` are nominations; `even`: too close to tell, and which of the two stands first says nothing."""

    preferred: int
    other: int
    even: bool = False
