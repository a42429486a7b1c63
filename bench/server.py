"""Starts a server as a child, tells its memory and CPU, and stops it; touches no other process."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TICK = os.sysconf("SC_CLK_TCK")


def free_port(wanted: int = 0) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", wanted))
        return int(probe.getsockname()[1])


def machine_busy() -> float:
    """Seconds of CPU that the whole machine has worked since it was started."""
    user, nice, system, _idle, _wait, *interrupts = (
        int(part) for part in Path("/proc/stat").read_text().splitlines()[0].split()[1:8]
    )
    return (user + nice + system + sum(interrupts)) / TICK


class Server:
    """A child with its workers, in a process group of its own."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def wait(self, path: str, token: str = "", patience: float = 30) -> float:
        """Seconds until the first page was there, from now on."""
        began = time.perf_counter()
        while time.perf_counter() - began < patience:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended at once: {self.log.read_text()[-500:]}")
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
                connection.request("GET", path, headers={"Cookie": f"uphill={token}"})
                status = connection.getresponse().status
                connection.close()
                if status == 200:
                    return time.perf_counter() - began
                raise RuntimeError(f"{path} answers {status}: {self.log.read_text()[-500:]}")
            except (ConnectionError, TimeoutError):
                time.sleep(0.01)
        raise RuntimeError(f"no page within {patience} s: {self.log.read_text()[-500:]}")

    def processes(self) -> list[int]:
        """The child and everything it started."""
        parents = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                except (OSError, IndexError):
                    continue
        found = [self.process.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def memory(self) -> float:
        """MB of all its processes; what they share is counted once (PSS)."""
        total = 0
        for pid in self.processes():
            try:
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
            except (OSError, StopIteration):
                continue
        return total / 1024

    def peak(self) -> float:
        """MB that its largest process ever held (VmHWM)."""
        highest = 0
        for pid in self.processes():
            try:
                lines = Path(f"/proc/{pid}/status").read_text().splitlines()
                highest = max(highest, next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")))
            except (OSError, StopIteration):
                continue
        return highest / 1024

    def cpu(self) -> float:
        """Seconds of CPU it has used, with all its processes."""
        total = 0
        for pid in self.processes():
            try:
                parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                total += int(parts[11]) + int(parts[12])
            except (OSError, IndexError):
                continue
        return total / TICK

    def stop(self) -> None:
        for how, patience in ((signal.SIGINT, 12), (signal.SIGKILL, 5)):
            if self.process.poll() is None:
                os.killpg(self.process.pid, how)
            try:
                self.process.wait(patience)
                return
            except subprocess.TimeoutExpired:
                continue


@contextmanager
def serve(command: list[str], port: int, log: Path, environment: dict[str, str]) -> Iterator[Server]:
    keep = {name: value for name, value in os.environ.items() if not name.startswith("UPHILL_")}
    # As installed anywhere else: Python keeps what it compiled.
    keep.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.setdefault("PYTHONPYCACHEPREFIX", str(Path(tempfile.gettempdir()) / "uphill-bench-pycache"))
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env={**keep, **environment}, stdout=output, stderr=output, start_new_session=True
        )  # fmt: skip
        server = Server(process, port, log)
        try:
            yield server
        finally:
            server.stop()


def uphill(url: str, folder: Path, port: int, workers: int = 2) -> list[object]:
    """What `serve` takes to start Uphill itself."""
    environment = {"UPHILL_DATABASE_URL": url, "UPHILL_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
    environment |= json.loads(os.environ.get("BENCH_ENVIRONMENT", "{}"))  # to try a setting, e.g. UPHILL_POOL_SIZE
    return [
        ["-m", "app", "serve", "--port", str(port), "--workers", str(workers)],
        port,
        folder / "server.log",
        environment,
    ]
