"""The figures as a table for people."""

import os
import platform
from typing import Any

TARGETS: dict[tuple[str, int], str] = {
    ("desk", 1): "≤ 8 ms", ("desk", 8): "≥ 250/s", ("score", 1): "≤ 8 ms", ("score", 8): "≥ 250/s", ("save", 1): "≤ 5 ms", ("save", 8): "≥ 250/s",
}  # fmt: skip
BIG: dict[tuple[str, int], str] = {("results", 1000): "≤ 60 ms", ("results", 5000): "≤ 150 ms", ("csv", 1000): "≤ 300 ms", ("xlsx", 1000): "≤ 1500 ms"}  # fmt: skip
HEADS = (
    "page", "clients", "p50 ms", "p95 ms", "slowest", "per s", "CPU ms", "kB", "MB", "others", "bare p50", "bare/s", "ratio", "aim",
)  # fmt: skip


def machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}"


def table(run: dict[str, Any]) -> str:
    lines = [[*HEADS]]
    for row in run["rows"]:
        bare = row.get("bare")
        aim = TARGETS.get((row["name"], row["clients"]), "")
        if not aim and row["clients"] == 1:
            aim = BIG.get((row["name"], run["nominations"]), "")
        beside = [f"{bare['p50']:.1f}", f"{bare['per_second']:.0f}", f"{row['cpu'] / bare['cpu']:.1f}×" if bare["cpu"] else ""] if bare else ["", "", ""]  # fmt: skip
        lines.append(
            [
                row["name"], str(row["clients"]), f"{row['p50']:.1f}", f"{row['p95']:.1f}", f"{row['slowest']:.0f}", f"{row['per_second']:.0f}",
                f"{row['cpu']:.2f}", f"{row['kB']:.0f}", f"{row['memory']:.0f}", f"{row['others']:.0%}", *beside, aim,
            ]
        )  # fmt: skip
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEADS))]
    lines.insert(1, ["-" * width for width in widths])
    text = "\n".join(
        "| " + " | ".join(cell.rjust(width) if number else cell.ljust(width) for number, (cell, width) in enumerate(zip(line, widths, strict=True))) + " |"
        for line in lines
    )  # fmt: skip
    saves = sum(row["requests"] for row in run["rows"] if row["name"] == "save")
    said = f"{saves} saves acknowledged, {run['lost']} lost. " if saves else ""
    failures = f"FAILED: {run['failed'][:5]} " if run["failed"] else "No request failed. "
    return f"\n{run['database']}, {run['nominations']} nominations; from start to first page {run['start']:.2f} s. {said}{failures}\n\n{text}"
