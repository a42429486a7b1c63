"""Geometry of the two pictures: figures in, coordinates out. Nothing here knows SVG, colors or words."""

from app.domain.charts.figures import ChartData, Figure
from app.domain.charts.map import Dot, HunterFarmerMap, map_of
from app.domain.charts.slope import Slope, SlopeLine, slope_of

__all__ = ["ChartData", "Dot", "Figure", "HunterFarmerMap", "Slope", "SlopeLine", "map_of", "slope_of"]
