"""No page of another site may act with our visitors' cookies: unsafe requests must come from our own pages."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.gate import SAFE


class SameOrigin:
    """Sec-Fetch-Site where the browser sends it, else Origin; a request with neither is refused, since every browser that we
    support sends one. SameSite=Lax on the cookie is the second lock."""

    def __init__(self, app: ASGIApp, *, origin: str, own_host: bool) -> None:
        self.app, self.origin, self.own_host = app, origin, own_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE and not self._is_ours(scope):
            text = (
                "This form was sent from another site, so nothing was changed. Please open Uphill itself and try again."
            )
            await PlainTextResponse(text, 403)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        headers: dict[bytes, str] = {name: value.decode("latin-1") for name, value in scope["headers"]}
        site = headers.get(b"sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        origin = headers.get(b"origin", "")
        # Locally the same server answers to 127.0.0.1, localhost and whatever port: there its own Host header counts.
        allowed = {self.origin} | ({f"{scope['scheme']}://{headers.get(b'host', '')}"} if self.own_host else set())
        return origin in allowed
