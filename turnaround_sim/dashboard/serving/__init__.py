"""The server: where it listens, what it never does, and the script that it runs for every visitor."""

from turnaround_sim.dashboard.serving.server import Asked, serve

__all__ = ["Asked", "serve"]
