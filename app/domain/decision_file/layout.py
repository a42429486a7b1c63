"""How the file is laid out: which members it has, and bytes that depend on nothing but what is in them."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
DATA = (
    "rules.json",
    "rubric.json",
    "scores.json",
    "assessments.json",
    "settlements.json",
    "results.json",
    "decisions.json",
)
README = "README.txt"
MEMBERS = (README, *DATA, MANIFEST, SEAL)

_ABOUT = """The decision file of a contest run with Uphill.

rules.json        the method, the seed and everything else that was fixed beforehand, and the versions of what computed
rubric.json       criteria and their weights in each category
scores.json       every scorecard in thousandths of a point, judges as numbers, nominees by reference; what doesn't count, and why.
                  Where judges ranked or compared: what each chose, and the share of the others in thousandths of a percent
assessments.json  the figures and stories of the nominations, and what lies behind the revenue. Stories stand as they were
                  sent in, since the rules read them, so they may name nominees and customers. Keep the file accordingly.
settlements.json  how open flags were settled
results.json      every figure of the results, by the official method and the others
decisions.json    votes, adjustments, tie rules as they were applied, awards, and what was published when
manifest.json     SHA-256 of each of these; manifest.sha256 that of the manifest

uphill results verify FILE recomputes all of it from this file alone, and says what matches to the last digit.
"""


def written(value: Any) -> bytes:
    """JSON with sorted keys: the same value, the same bytes. Raises ValueError for NaN."""
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def pack(parts: Mapping[str, Any]) -> tuple[bytes, str]:
    """The ZIP, and the SHA-256 of its manifest. `parts`: the value of each member of DATA.

    Nothing is compressed, so that the bytes depend on no version of a library; every member bears the same date.
    """
    members = {README: _ABOUT.encode(), **{name: written(parts[name]) for name in DATA}}
    manifest = written({"files": {name: sha256(data) for name, data in members.items()}})
    members |= {MANIFEST: manifest, SEAL: f"{sha256(manifest)}\n".encode()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in MEMBERS:
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.external_attr, member.create_system = 0o644 << 16, 3
            archive.writestr(member, members[name])
    return out.getvalue(), sha256(manifest)
