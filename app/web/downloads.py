"""A stored file as an answer: always to be saved, never shown in the page, of a type from our own table."""

import re
from urllib.parse import quote

from starlette.responses import Response

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


def attachment(data: bytes, name: str, kind: str) -> Response:
    """`name` is as people wrote it: quoted by RFC 6266, with a plain one for browsers that read no other."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "file"
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain[:150]}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(data, media_type=TYPES.get(kind, "application/octet-stream"), headers=headers)
