"""What can be exported: each table with its columns and its rows."""

from app.exports.tables.comments import COMMENTS
from app.exports.tables.flags import FLAGS
from app.exports.tables.judges import JUDGES
from app.exports.tables.nominations import LINES, NOMINATIONS
from app.exports.tables.panel import PANEL, SENSITIVITY, SEVERITY
from app.exports.tables.results import RESULTS
from app.exports.tables.scores import SCORES
from app.exports.tables.table import Column, Kind, Source, Table, with_round

TABLES = {
    table.name: table
    for table in (NOMINATIONS, LINES, SCORES, COMMENTS, RESULTS, SEVERITY, PANEL, SENSITIVITY, FLAGS, JUDGES)
}

__all__ = ["TABLES", "Column", "Kind", "Source", "Table", "with_round"]
