"""Worlds at many points: a study's design is run, kept as it comes, and laid down as tables that name their rows."""

from turnaround_sim.points.running import Point, Points, Tell
from turnaround_sim.points.tables import Block, Checked, checksum, described, read_blocks, write_blocks

__all__ = ["Block", "Checked", "Point", "Points", "Tell", "checksum", "described", "read_blocks", "write_blocks"]
