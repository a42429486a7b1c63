"""Our styles, scripts and pictures: kept by browsers for a year, since their addresses carry a digest, and sent compressed."""

import gzip
from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

COMPRESSED = frozenset({".css", ".js", ".svg", ".txt", ".json"})  # what else we have is compressed already


class Assets(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if Path(path).suffix in COMPRESSED:
            response.headers["Vary"] = "Accept-Encoding"
            headers = Headers(scope=scope)
            if type(response) is FileResponse and "range" not in headers and _takes_gzip(headers):
                response = await _compressed(response)
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if b"v=" in scope["query_string"] else "no-cache"
        )
        return response


def _takes_gzip(headers: Headers) -> bool:
    for offer in headers.get("accept-encoding", "").lower().split(","):
        coding, _semicolon, weight = offer.partition(";")
        if coding.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


async def _compressed(response: FileResponse) -> Response:
    smaller = await run_in_threadpool(_read, str(response.path), response.headers["last-modified"])
    headers = {key: value for key, value in response.headers.items() if key not in ("content-length", "accept-ranges")}
    # Weak: the same file in other bytes. A browser that asks with it still hears "not modified".
    headers |= {"content-encoding": "gzip", "etag": f"W/{response.headers['etag']}"}
    return Response(smaller, headers=headers)


@lru_cache(maxsize=64)
def _read(path: str, _version: str) -> bytes:
    return gzip.compress(Path(path).read_bytes(), 9, mtime=0)
