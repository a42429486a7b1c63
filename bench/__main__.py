"""`python -m bench`: loads the real server, prints how fast it was, and writes it down. How to read it: docs/performance.md."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import data, report
from bench.run import LOADS, measure
from tests.postgres import Cluster, find_binaries


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--nominations", type=int, nargs="+", default=[1000, 5000])
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--seconds", type=float, default=5, help="of load for each number (at most 60)")
    parser.add_argument("--only", nargs="+", choices=[load.name for load in LOADS], help="only these pages")
    parser.add_argument("--json", type=Path, default=Path("bench-results.json"), help="where to write the figures")
    parser.add_argument("--port", type=int, default=0, help="of the server under test (default: a free one)")
    parser.add_argument("--no-bare", action="store_true", help="leave out the comparison with bare FastAPI")
    return parser.parse_args()


@contextmanager
def database_url(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    binaries = find_binaries()
    assert binaries is not None
    with Cluster(binaries, folder, durable=True) as cluster:
        yield cluster.create("bench")


def main() -> int:
    asked = arguments()
    asked.seconds = min(asked.seconds, 60.0)
    kinds = ["sqlite", "postgres"] if asked.database == "both" else [asked.database]
    if "postgres" in kinds and find_binaries() is None:
        print("PostgreSQL is not installed here: it is left out.", file=sys.stderr)
        kinds.remove("postgres")
    found = []
    for kind in kinds:
        for count in asked.nominations:
            with tempfile.TemporaryDirectory(prefix="uphill-bench-") as name, database_url(kind, Path(name)) as url:
                print(f"{kind}, {count} nominations: building …", file=sys.stderr, flush=True)
                world = data.build(url, count)
                run = measure(url, Path(name), world, asked)
                found.append({"database": kind, "nominations": count, **run})
                print(report.table(found[-1]), flush=True)
    asked.json.write_text(json.dumps({"machine": report.machine(), "runs": found}, indent=1) + "\n")
    print(f"\nWritten to {asked.json}")
    return 1 if any(run["lost"] or run["failed"] for run in found) else 0


if __name__ == "__main__":
    sys.exit(main())
