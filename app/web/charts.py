"""The pictures as drawings of their own, for documents: the same macros as on a page, with measures in numbers and a print palette."""

from typing import Any, Literal

from markupsafe import Markup

from app.domain.charts import ChartData, map_of, slope_of
from app.web.templates import environment

Name = Literal["slope", "map"]
# Ink on white; what differs in meaning differs in dash, weight or shape too.
STYLE = """
text { font: 12px Inter, "Liberation Sans", Arial, sans-serif; fill: #2b2620; }
.slope-head, .map-axis, .slope-rank { font-weight: 600; }
.slope-row line, .slope-rest path { fill: none; stroke: #8a8176; stroke-width: 1.25px; }
.slope-rest path { stroke-width: .6px; opacity: .6; }
.slope-row circle { fill: #fff; stroke: #8a8176; stroke-width: 1.5px; }
.slope-row.slope-up line { stroke: #1d6b54; stroke-width: 2.5px; }
.slope-rest .slope-up { stroke: #1d6b54; }
.slope-row.slope-up circle { fill: #1d6b54; stroke: #1d6b54; }
.slope-row.slope-down line { stroke-dasharray: 6 4; }
.slope-row.slope-level line { stroke-dasharray: 1.5 3; }
.map-grid { stroke: #ddd6cc; stroke-width: 1px; }
.map-tick { fill: #6b6459; }
.map-threshold { stroke: #6b6459; stroke-width: 1.5px; stroke-dasharray: 2 3; }
.map-beyond { fill: #f3efe8; }
.dot { fill: #fff; stroke: #4a443b; stroke-width: 1.25px; }
.dot-hunter { fill: #3f9478; }
.dot-farmer { fill: #8fbfe0; }
.dot-account_manager { fill: #d8cfc0; }
.dot-name { stroke: #fff; stroke-width: 3.5px; stroke-linejoin: round; paint-order: stroke; }
"""


def render_chart(name: Name, data: ChartData) -> str:
    """One SVG document 680 wide, with its style in it: "slope" or "map". Those whose split is not known are not in it: name them
    beside it (`slope_of(data.figures).beside`)."""

    def style(*_args: Any, **_more: Any) -> Markup:
        return Markup("<style>") + Markup(STYLE) + Markup("</style>")  # noqa: S704 ours

    if name == "slope":
        macro, drawing = environment.get_template("components/slope.html").module.slope_svg, slope_of(data.figures)  # type: ignore[attr-defined]
        return str(macro(drawing, data.currency, paper=True, caller=style))
    module: Any = environment.get_template("components/hunter_map.html").module
    return str(module.map_svg(map_of(data.figures, data.threshold), data.currency, paper=True, caller=style))
