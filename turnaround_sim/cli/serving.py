"""The verbs `dashboard` and `play`: pages in a browser, served from this machine until stopped."""

from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from turnaround_sim.mistakes import Mistake

MOST_PORTS = 65535


def serve(out: Path, port: int | None, host: str, *, browser: bool, only_play: bool) -> None:
    """Serve until stopped. Raises Mistake where the extra is not installed or the server cannot listen."""
    if find_spec("streamlit") is None:
        verb = "play" if only_play else "dashboard"
        raise Mistake(f"turnaround {verb} needs the extra dashboard: pip install 'turnaround_sim[dashboard]'", key=verb)
    if port is not None and not 0 <= port <= MOST_PORTS:
        raise Mistake(f"--port is {port}; allowed 0 to {MOST_PORTS}, 0 for any free one", key="--port", value=port)
    from turnaround_sim.dashboard import serving

    # Stopping it is how it is meant to end.
    with suppress(KeyboardInterrupt):
        serving.serve(serving.Asked(out, port, host, browser, only_play), _say)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
