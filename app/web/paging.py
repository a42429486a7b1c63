"""Pages of a long list: which rows, and how many pages there are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    number: int
    size: int
    total: int

    @classmethod
    def of(cls, asked: int, total: int, size: int = 50) -> "Page":
        last = max(1, -(-total // size))
        return cls(min(max(asked, 1), last), size, total)

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        return self.offset + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        return min(self.offset + self.size, self.total)
