"""What the pictures are drawn from: one nominee's figures, and those of everybody drawn together."""

from collections.abc import Sequence
from dataclasses import dataclass

LINE_HEIGHT = 16  # pixels from one label to the next
CHAR_WIDTH = 6.6  # pixels of an average letter at 12 pixels
LABEL_CHARS = 22


@dataclass(frozen=True, slots=True)
class Figure:
    """One nominee. `key`: whatever names it in a link; amounts in minor units; `share`: managed share, 0 to 1, or None (not
    known). `headline` None: the nomination names none, and its rows stand for it."""

    key: str
    label: str
    role: str
    headline: int | None
    total: int
    new: int
    share: float | None

    @property
    def claimed(self) -> int:
        """What the nominee is ranked by when one looks at the headline only, in minor units."""
        return self.total if self.headline is None else self.headline

    @property
    def is_known(self) -> bool:
        """Whether what was won and what was managed can be told; otherwise it is listed beside a picture, never drawn."""
        return self.share is not None and self.total > 0


@dataclass(frozen=True, slots=True)
class ChartData:
    """Everybody who is drawn together. `threshold`: the program's, as a share from 0 to 1."""

    figures: Sequence[Figure]
    currency: str
    threshold: float


def shortened(label: str, chars: int = LABEL_CHARS) -> str:
    """A label of at most so many letters, the end of a longer one as an ellipsis."""
    return label if len(label) <= chars else f"{label[: chars - 1].rstrip()}…"
