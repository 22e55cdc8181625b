"""Starting the server: where it listens, what it never does, and what it says when it is ready."""

import errno
import logging
import re
import secrets
import socket
import threading
import urllib.request
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from turnaround_sim.dashboard import settings
from turnaround_sim.dashboard.engine import close_all, engine_of
from turnaround_sim.mistakes import Mistake

FIRST_PORT = 8501
PORTS_TRIED = 50
LOOPBACK_NAMES = ("127.0.0.1", "localhost")
LOOPBACK = (*LOOPBACK_NAMES, "::1")
ALL = ("0.0.0.0", "::")

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "frame-src 'self' blob: data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""What a browser may load: from this server and nowhere else, whatever a library would like."""

CONFIG: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "logger.hideWelcomeMessage": True,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": 1,
    "server.runOnSave": False,
    "server.showEmailPrompt": False,
    "theme.base": "light",
    "theme.baseRadius": "0.25rem",
    "theme.linkColor": "#005a94",
    "theme.primaryColor": "#005a94",
    "theme.textColor": "#111111",
}
"""No telemetry, no outside address, no traceback in a browser, and one light theme in which everything reads at AA."""


@dataclass(frozen=True)
class Asked:
    """A server as it was asked for on the command line; without a port, the first free one from 8501 on."""

    out: Path
    port: int | None = None
    host: str = "127.0.0.1"
    browser: bool = True
    only_play: bool = False


def serve(asked: Asked, told: Callable[[str], None]) -> None:
    """Serve until stopped; `told` is given what to say when the server is ready.

    Raises Mistake where the port is taken or the address is not this machine's.
    """
    import streamlit as st
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    port = free_port(asked.host, asked.port)
    shared = asked.host not in LOOPBACK
    address = f"http://{reachable(asked.host)}:{port}"
    key = secrets.token_urlsafe(12) if shared else ""
    settings.use(
        settings.Settings(
            root=asked.out,
            games=asked.out / "games.sqlite",
            only_play=asked.only_play,
            shared=shared,
            teacher_key=key,
            address=address,
        )
    )

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        threading.Thread(target=_say_when_ready, args=(asked, port, address, key, told), daemon=True).start()
        if not asked.only_play:
            engine_of(asked.out)  # it gets warm while the first visitor looks about
        yield
        settings.stopped.set()
        close_all()

    logging.getLogger("streamlit").setLevel(logging.ERROR)
    around = [Middleware(Guarded)]
    if asked.host in LOOPBACK_NAMES:
        # A page from elsewhere must not talk to a server on this machine under a name of its own.
        around.append(Middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK_NAMES), www_redirect=False))
    app = st.App(Path(__file__).with_name("app.py"), lifespan=lifespan, middleware=around)
    app.run(config={**CONFIG, "server.address": asked.host, "server.port": port})


class Guarded:
    """Every answer carries the policy that keeps a browser from asking anything of anybody else.

    A page's own address is sent on to one that names the page in its query: Streamlit would first look for a second
    server below the page's name, and a browser would complain that there is none.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, with the policy among the headers."""
        from starlette.responses import RedirectResponse

        name = scope.get("path", "").strip("/")
        if scope["type"] == "http" and (name in settings.PAGES or _is_looked_for(scope, name)):
            query = scope.get("query_string", b"").decode("latin-1")
            to = f"/?{settings.PAGE}={name}{'&' if query else ''}{query}"
            await RedirectResponse(to, status_code=307)(scope, receive, send)
            return

        async def with_policy(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                headers += [
                    (b"content-security-policy", POLICY.encode()),
                    (b"referrer-policy", b"no-referrer"),
                    (b"x-content-type-options", b"nosniff"),
                ]
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, with_policy)


def _is_looked_for(scope: Any, name: str) -> bool:
    """Whether somebody typed the name of a page that there is not; the script tells them which there are."""
    wanted = next((value for key, value in scope["headers"] if key == b"accept"), b"")
    return (
        scope["method"] == "GET" and b"text/html" in wanted and re.fullmatch(r"[A-Za-z][\w-]{0,40}", name) is not None
    )


def free_port(host: str, asked: int | None) -> int:
    """The port that was asked for, or the first free one; 0 asks for any. Raises Mistake where there is none."""
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED) if asked is None else (asked,):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((host, port))
            except OSError as error:
                if error.errno in (errno.EADDRINUSE, errno.EACCES):
                    continue
                message = f'"{host}" is no address of this machine; 127.0.0.1 serves this machine alone, 0.0.0.0 all'
                raise Mistake(message, key="--host", value=host) from None
            found: int = tried.getsockname()[1]
            return found
    if asked is None:
        raise Mistake(f"ports {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} are taken; name another", key="--port")
    raise Mistake(f"port {asked} is taken; name another, or leave --port out", key="--port", value=asked)


def reachable(host: str) -> str:
    """The name by which a browser reaches the server: where it listens to all, this machine's on the local network."""
    if host not in ALL:
        return f"[{host}]" if ":" in host else host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            # Nothing is sent: it only asks which way a message would leave.
            asked.connect(("10.255.255.255", 1))
        except OSError:
            return socket.gethostname()
        found: str = asked.getsockname()[0]
    return found


def _say_when_ready(asked: Asked, port: int, address: str, key: str, told: Callable[[str], None]) -> None:
    """Wait until the server answers, then say where it is and open a browser there."""
    own = asked.host if asked.host not in ALL else "127.0.0.1"
    own = f"[{own}]" if ":" in own else own
    until = monotonic() + 60.0
    while monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://{own}:{port}/_stcore/health", timeout=2):
                break
        except OSError:
            sleep(0.05)
    told(f"{'Game' if asked.only_play else 'Dashboard'}: {address}/")
    if key:
        told(f"Teacher: {address}/play?key={key}")
        told("Everybody on this network can reach it. Names stay on this machine. Ctrl-C stops it; no game is lost.")
    else:
        told("Only this machine can reach it. Ctrl-C stops it.")
    if asked.browser:
        webbrowser.open(f"http://{own}:{port}/" + (f"play?key={key}" if key else ""))
    if asked.only_play:
        # Worlds are laid out while the first visitor reads.
        from turnaround_sim.dashboard.playing.kept import warm

        warm()
