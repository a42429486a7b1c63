"""What is measured, against the real server and, in the same run, against the bare one."""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.data import SLUG, World, stored_cards
from bench.server import ROOT, Server, free_port, machine_busy, serve, uphill

Clients = list[dict[str, Any]]
WARM_UP = 0.7  # seconds


@dataclass(frozen=True)
class Load:
    """One thing to measure: the clients of Uphill and of the bare server, each for a number of judges."""

    name: str
    clients: Callable[[World, int], Clients]
    bare: Callable[[World, int], Clients]
    concurrency: tuple[int, ...] = (1, 8)
    most: int = 100_000


def _desk(world: World, count: int) -> Clients:
    return [{"token": world.judges[at], "paths": [f"/programs/{SLUG}/desk"]} for at in range(count)]


def _score(world: World, count: int) -> Clients:
    return [{"token": world.judges[at], "paths": [f"/nominations/{one}/score" for one in world.open_cards[at]]} for at in range(count)]  # fmt: skip


def _save(world: World, count: int) -> Clients:
    return [{"token": world.judges[at], "judge": at, "criteria": world.criteria, "cards": {one: {"version": 0, "scores": {}} for one in world.open_cards[at]}} for at in range(count)]  # fmt: skip


def _results(world: World, count: int) -> Clients:
    return [{"token": world.organizer, "paths": [f"/programs/{SLUG}/results"]}] * count


def _export(kind: str) -> Callable[[World, int], Clients]:
    def clients(world: World, count: int) -> Clients:
        fields = {"what": "scores", "format": kind}
        return [{"token": world.organizer, "method": "POST", "fields": fields, "paths": [f"/programs/{SLUG}/exports/download"]}] * count  # fmt: skip

    return clients


def _bare(path: str, method: str = "GET") -> Callable[[World, int], Clients]:
    def clients(world: World, count: int) -> Clients:
        def paths(at: int) -> list[str]:
            values = {"judge": world.judge_ids[at], "criterion": world.criteria[0], "program": world.program_id}
            return [path.format(nomination=one, value=2 + number % 8, **values) for number, one in enumerate(world.open_cards[at])]  # fmt: skip

        return [{"token": "", "method": method, "paths": paths(at)} for at in range(count)]

    return clients


LOADS = (
    Load("desk", _desk, _bare("/desk/{judge}")),
    Load("score", _score, _bare("/score/{nomination}")),
    Load("results", _results, _bare("/results/{program}")),
    Load("csv", _export("csv"), _bare("/csv/{program}"), (1,), 20),
    Load("xlsx", _export("xlsx"), _bare("/xlsx/{program}"), (1,), 6),
    Load("save", _save, _bare("/save/{judge}/{criterion}/{value}/{nomination}", "POST")),
)


def measure(url: str, folder: Path, world: World, asked: argparse.Namespace) -> dict[str, Any]:
    chosen = [load for load in LOADS if not asked.only or load.name in asked.only]
    rows: list[dict[str, Any]] = []
    port = asked.port or free_port()
    found: dict[str, Any] = {"rows": rows, "lost": 0, "failed": [], "start": _starts(url, folder, world, port)}
    with serve(*uphill(url, folder, port)) as server:  # type: ignore[arg-type]
        server.wait(f"/programs/{SLUG}/desk", world.judges[0])
        for load in chosen:
            for count in load.concurrency:
                clients = _with_versions(load.clients(world, count), url, world)
                row, seen = _loaded(server, load, clients, asked.seconds)
                rows.append({"name": load.name, "clients": count, **row})
                found["failed"] += row.pop("failed")
                if load.name == "save":
                    lost = _lost(seen, clients, url, world)
                    rows[-1]["lost"] = lost
                    found["lost"] += lost
    if not asked.no_bare:
        _compare(url, folder, world, chosen, rows, asked.seconds)
    return found


def _starts(url: str, folder: Path, world: World, port: int) -> float:
    """Seconds from the command to the first page, the better of three: the first one reads its files from the disk."""
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        with serve(*uphill(url, folder, port)) as server:  # type: ignore[arg-type]
            server.wait(f"/programs/{SLUG}/desk", world.judges[0])
            taken.append(time.perf_counter() - began)
    return min(taken)


def _with_versions(clients: Clients, url: str, world: World) -> Clients:
    """Savers begin with what is stored."""
    if clients and "cards" in clients[0]:
        stored = stored_cards(url, world.program_id)
        for client in clients:
            judge = world.judge_ids[client["judge"]]
            client["cards"] |= {one: stored[f"{judge}/{one}"] for one in client["cards"] if f"{judge}/{one}" in stored}
    return clients


def _loaded(server: Server, load: Load, clients: Clients, seconds: float) -> tuple[dict[str, Any], dict[str, Any]]:
    if "cards" not in clients[0]:
        _client(server.port, clients, min(WARM_UP, seconds), max(2, min(load.most, 400) // 10))
    before, busy, own = server.cpu(), machine_busy(), _own_cpu()
    seen = _client(server.port, clients, seconds, load.most)
    cpu = server.cpu() - before
    others = max(0.0, machine_busy() - busy - cpu - (_own_cpu() - own))
    times = sorted(taken for client in seen["clients"] for taken in client["times"])
    return {
        "requests": len(times), "p50": median(times) * 1000, "p95": times[int(len(times) * 0.95)] * 1000, "slowest": times[-1] * 1000,
        "per_second": len(times) / seen["seconds"], "cpu": cpu / len(times) * 1000, "kB": seen["clients"][0]["bytes"] / 1000,
        "others": others / seen["seconds"] / (os.cpu_count() or 1), "memory": server.memory(), "peak": server.peak(), "failed": [failure for client in seen["clients"] for failure in client["failed"]][:5],
    }, seen  # fmt: skip


def _own_cpu() -> float:
    """Seconds of CPU of the clients, which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _client(port: int, clients: Clients, seconds: float, most: int) -> dict[str, Any]:
    plan = {"port": port, "clients": clients, "seconds": seconds, "most": most}
    done = subprocess.run(
        [sys.executable, "-m", "bench.client"], input=json.dumps(plan).encode(), capture_output=True, cwd=ROOT, timeout=seconds + 90
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-800:])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _lost(seen: dict[str, Any], clients: Clients, url: str, world: World) -> int:
    """Acknowledged saves that are not in the database: every card must stand at its last acknowledged version and scores."""
    stored = stored_cards(url, world.program_id)
    lost = 0
    for client, asked in zip(seen["clients"], clients, strict=True):
        judge = world.judge_ids[asked["judge"]]
        for nomination, card in client["cards"].items():
            if card["version"]:
                there = stored.get(f"{judge}/{nomination}", {"version": 0, "scores": {}})
                lost += max(0, card["version"] - there["version"])
                lost += there["version"] == card["version"] and there["scores"] != card["scores"]
        first, last = (sum(card["version"] for card in one["cards"].values()) for one in (asked, client))
        lost += abs(last - first - client["acknowledged"])
    return lost


def _compare(
    url: str, folder: Path, world: World, chosen: list[Load], rows: list[dict[str, Any]], seconds: float
) -> None:
    port = free_port()
    command = ["-m", "uvicorn", "bench.bare:app", "--port", str(port), "--workers", "2", "--log-level", "warning", "--no-access-log"]  # fmt: skip
    with serve(command, port, folder / "bare.log", {"BENCH_URL": url}) as server:
        server.wait(f"/desk/{world.judge_ids[0]}")
        for load in chosen:
            for count in load.concurrency:
                row, _seen = _loaded(server, load, load.bare(world, count), seconds)
                ours = next(one for one in rows if (one["name"], one["clients"]) == (load.name, count))
                ours["bare"] = {key: row[key] for key in ("p50", "per_second", "cpu")}
