"""One frozen Settings, read from the environment (UPHILL_…); every value has a working default for local use."""

import os
import secrets
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Mode(StrEnum):
    LOCAL = "local"
    DEMO = "demo"
    PRODUCTION = "production"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="UPHILL_", frozen=True, extra="ignore")

    mode: Mode = Mode.LOCAL
    data_dir: Path = Path("var")
    database_url: str = Field(default="", description="empty: SQLite in the data folder")
    base_url: str = Field(default="", description="the address people type, e.g. https://awards.example.org")
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = Field(default=1, ge=1, le=32)
    debug: bool = False
    forwarded_allow_ips: str = Field(default="127.0.0.1", description="proxies whose X-Forwarded-For is believed")

    smtp_host: str = Field(default="", description="empty: mail stays in the outbox")
    smtp_port: int = 587
    smtp_security: str = Field(default="starttls", pattern="^(starttls|tls|none)$")
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    mail_from: str = "Uphill <uphill@localhost>"

    pool_size: int = Field(default=5, ge=1, le=100)
    body_limit: int = Field(default=2_000_000, description="bytes of a request's body")
    body_seconds: float = Field(default=20.0, description="seconds a request's body may take to arrive")

    @property
    def url(self) -> str:
        """The database as SQLAlchemy reads it."""
        if self.database_url:
            return self.database_url
        name = (
            "demo.sqlite3" if self.mode is Mode.DEMO else "uphill.sqlite3"
        )  # the demo never mixes with a real contest
        return f"sqlite:///{(self.data_dir / name).absolute()}"

    @property
    def files_dir(self) -> Path:
        """Where uploads lie. The demo's have a folder of their own: a sweep deletes what its database doesn't name."""
        return self.data_dir / ("demo-files" if self.mode is Mode.DEMO else "files")

    @property
    def origin(self) -> str:
        """Scheme and host that links in mails and the CSRF check are built on."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def secure(self) -> bool:
        return self.origin.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        return self.host in {"127.0.0.1", "::1", "localhost"}

    def secret(self) -> str:
        """Signs what a browser keeps for us (notices); generated once into the data folder, readable by its owner only."""
        path = self.data_dir / "secret"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:  # another worker was first
                return path.read_text().strip()
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text().strip()


def unsafe_settings(settings: Settings, *, demo_database: bool | None) -> list[str]:
    """Why this server must not start as it is set up; empty when it may. `demo_database`: the database bears the demo's mark
    (None: there is no database yet)."""
    found = []
    if settings.mode is Mode.PRODUCTION:
        parts = urlsplit(settings.base_url)
        if parts.scheme != "https" or not parts.hostname:
            found.append(
                "UPHILL_BASE_URL must be the https address people use, for example https://awards.example.org."
            )
        if not settings.smtp_host:
            found.append("UPHILL_SMTP_HOST is empty: nobody could receive a sign-in code. Name your mail server.")
        if settings.debug:
            found.append("UPHILL_DEBUG is on: it would show the program's insides to strangers. Turn it off.")
        if demo_database:
            found.append("This database holds the demo program, whose sign-ins need no password. Use another database.")
    elif not settings.is_loopback:
        found.append(
            f"Mode '{settings.mode}' answers this machine only, but UPHILL_HOST is {settings.host}. "
            "Use 127.0.0.1, or UPHILL_MODE=production."
        )
    if settings.mode is Mode.DEMO and demo_database is False:
        found.append(
            "Demo mode needs a database made by 'uphill demo'; this one is not. Run 'uphill demo' on a new one."
        )
    return found
