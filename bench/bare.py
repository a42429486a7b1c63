"""The same pages reduced to their one query, on bare FastAPI: no session, no policy, no template. What a page costs beyond this is
what Uphill adds. Started as `uvicorn bench.bare:app` with the same workers, on the same database."""

import csv
import io
import os

import xlsxwriter
from fastapi import FastAPI, Response
from sqlalchemy import text

from app.db import WRITES, make_engine

app = FastAPI(openapi_url=None)
engine = make_engine(os.environ["BENCH_URL"])
writing = engine.execution_options(**{WRITES: True})
HEAD = "<!doctype html><title>bare</title><table>"

DESK = text("""
    SELECT n.public_id, n.reference, s.nominee_name, s.nominee_company, c.name, k.version, a.role, a.share, a.flag
    FROM assignments t JOIN nominations n ON n.id = t.nomination_id JOIN categories c ON c.id = n.category_id
    JOIN submissions s ON s.nomination_id = n.id AND s.superseded_at IS NULL
    JOIN assessments a ON a.submission_id = s.id AND a.superseded_at IS NULL
    LEFT JOIN scorecards k ON k.assignment_id = t.id AND k.category_id = n.category_id
    WHERE t.judge_id = :judge AND t.state = 'active' AND k.final_at IS NULL ORDER BY c.position, n.number LIMIT 50""")
SCORE = text("""
    SELECT s.content, s.nominee_name, a.role, a.share, a.flag, a.result FROM nominations n
    JOIN submissions s ON s.nomination_id = n.id AND s.superseded_at IS NULL
    JOIN assessments a ON a.submission_id = s.id AND a.superseded_at IS NULL WHERE n.public_id = :nomination""")
SAVE = text("""
    UPDATE scores SET thousandths = :value WHERE scorecard_id = (
      SELECT k.id FROM scorecards k JOIN assignments t ON t.id = k.assignment_id JOIN nominations n ON n.id = t.nomination_id
      WHERE n.public_id = :nomination AND t.judge_id = :judge) AND criterion_id = :criterion""")
RESULTS = text("""
    SELECT n.id, n.category_id, count(*), avg(c.value) AS mean FROM nominations n JOIN (
      SELECT t.nomination_id AS nomination, sum(x.thousandths) AS value FROM assignments t JOIN scorecards k ON k.assignment_id = t.id
      JOIN scores x ON x.scorecard_id = k.id WHERE k.final_at IS NOT NULL GROUP BY t.nomination_id, k.id) c ON c.nomination = n.id
    WHERE n.program_id = :program GROUP BY n.id, n.category_id ORDER BY n.category_id, mean DESC""")
SCORES = text("""
    SELECT n.reference, c.name, s.nominee_name, s.nominee_company, u.name, r.name, x.thousandths, k.final_at, x.note
    FROM nominations n JOIN submissions s ON s.nomination_id = n.id AND s.superseded_at IS NULL JOIN categories c ON c.id = n.category_id
    JOIN assignments t ON t.nomination_id = n.id JOIN users u ON u.id = t.judge_id JOIN scorecards k ON k.assignment_id = t.id
    JOIN scores x ON x.scorecard_id = k.id JOIN criteria r ON r.id = x.criterion_id
    WHERE n.program_id = :program ORDER BY n.number, u.name, r.position""")


def _page(rows: object) -> Response:
    return Response(HEAD + "".join(f"<tr><td>{row}</td></tr>" for row in rows), media_type="text/html")  # type: ignore[attr-defined]


@app.get("/desk/{judge}")
def desk(judge: int) -> Response:
    with engine.connect() as connection:
        return _page(connection.execute(DESK, {"judge": judge}))


@app.get("/score/{nomination}")
def score(nomination: str) -> Response:
    with engine.connect() as connection:
        return _page(connection.execute(SCORE, {"nomination": nomination}))


@app.post("/save/{judge}/{criterion}/{value}/{nomination}")
def save(judge: int, criterion: int, value: int, nomination: str) -> dict[str, int]:
    with writing.begin() as connection:
        changed = connection.execute(SAVE, {"judge": judge, "criterion": criterion, "value": value * 1000, "nomination": nomination})  # fmt: skip
        return {"changed": changed.rowcount}


@app.get("/results/{program}")
def results(program: int) -> Response:
    with engine.connect() as connection:
        rows = connection.execute(RESULTS, {"program": program}).all()
        return _page(rows[:75])  # as many as the results page shows


@app.get("/csv/{program}")
def scores_csv(program: int) -> Response:
    out = io.StringIO()
    with engine.connect() as connection:
        csv.writer(out).writerows(connection.execute(SCORES, {"program": program}))
    return Response(out.getvalue(), media_type="text/csv")


@app.get("/xlsx/{program}")
def scores_xlsx(program: int) -> Response:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    with engine.connect() as connection:
        for number, row in enumerate(connection.execute(SCORES, {"program": program})):
            sheet.write_row(number, 0, [str(cell) for cell in row])
    book.close()
    return Response(out.getvalue(), media_type="application/octet-stream")
