"""The one way to disk: a question names its folder, work in progress survives, an answer is read back whole."""

from turnaround_sim.store.question import CHUNK, TABLES_KEPT, Chunk, Engine, Keep, Question, source_digest
from turnaround_sim.store.results import Results
from turnaround_sim.store.shared import shared_chunks
from turnaround_sim.store.work import Work, answer, retell

__all__ = [
    "CHUNK",
    "TABLES_KEPT",
    "Chunk",
    "Engine",
    "Keep",
    "Question",
    "Results",
    "Work",
    "answer",
    "retell",
    "shared_chunks",
    "source_digest",
]
