"""The slope and the hunter–farmer map of some nominations, with the table that stands beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.charts import HunterFarmerMap, Slope, SlopeLine, map_of, slope_of
from app.nominations.queries import Candidate, chart_data
from app.programs.models import Program
from app.web.paging import Page

PAGE = 25


@dataclass(frozen=True, slots=True)
class Pictures:
    """`rows`: one page of everybody, by the headline's rank, those who can't be drawn last (without a line)."""

    slope: Slope
    map: HunterFarmerMap
    rows: Sequence[tuple[Candidate, SlopeLine | None]]
    where: Page
    beside: Sequence[Candidate]
    categories: Sequence[tuple[int, str]]
    category: int | None


def pictures(program: Program, found: Sequence[Candidate], category: int | None, page: int) -> Pictures | None:
    """Of all that were found, or of those in one category; None where there is no such category among them."""
    categories = list(dict.fromkeys((one.category_id, one.category) for one in found))
    if category is not None and category not in dict(categories):
        return None
    drawn = [one for one in found if category in (None, one.category_id)]
    data = chart_data(program, drawn)
    slope = slope_of(data.figures)
    by_key = {one.public_id: one for one in drawn}
    beside = [by_key[figure.key] for figure in slope.beside]
    rows: list[tuple[Candidate, SlopeLine | None]] = [(by_key[line.figure.key], line) for line in slope.lines]
    rows += [(one, None) for one in beside]
    where = Page.of(page, len(rows), PAGE)
    shown = rows[where.offset : where.offset + where.size]
    return Pictures(slope, map_of(data.figures, data.threshold), shown, where, beside, categories, category)
