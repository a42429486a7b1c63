"""Which versions compute here; digits behind the ninth can depend on them."""

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from app.domain.revenue import RULES_VERSION
from app.domain.scoring import ENGINE

DIGITS_DEPEND_ON = ("engine", "python", "numpy", "scipy", "machine")
"""The version of Uphill as such changes no digit: engine and rules have versions of their own."""


def versions_here() -> dict[str, str]:
    """By name, as they stand in rules.json."""
    return {
        "engine": ENGINE, "revenue_rules": RULES_VERSION, "python": platform.python_version(), "machine": platform.machine(),
        **{name: _version(name) for name in ("numpy", "scipy", "uphill")},
    }  # fmt: skip


def _version(name: str) -> str:
    """The word "unpacked" where Uphill runs from its source without being installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "unpacked"


def differing(told: Mapping[str, str]) -> list[str]:
    """Sentences about each version that is another one here."""
    here = versions_here()
    return [
        f"The file was made with {name.replace('_', ' ')} {told[name]}; here it is {here[name]}."
        for name in sorted(here)
        if told[name] != here[name]
    ]
