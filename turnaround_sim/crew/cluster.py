"""The workers of a dask cluster: they compute chunks by the same functions, and send their tables as Arrow bytes.

Imported only where a scheduler is named. Results are written here, so machines need share no disk.
"""

import asyncio
import json
import logging
import platform
import threading
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pyarrow as pa
from distributed import Client, Future, KilledWorker, Worker, WorkerPlugin, get_worker
from distributed.comm.core import connect
from distributed.security import Security

from turnaround_sim.crew import IN_HAND, Compute, Lost, burn_ins_for
from turnaround_sim.mistakes import Mistake
from turnaround_sim.store import Chunk, Question, source_digest
from turnaround_sim.store.chunks import Tables, ready

if TYPE_CHECKING:
    from turnaround_sim.scenario import Scenario

SCHEMES = ("tcp", "tls", "ucx", "ws", "wss")
TIMEOUT = 5.0
"""Seconds within which a scheduler must answer."""

MOST = 256
"""Chunks in hand at most, however large the cluster: a thread waits for each, and one process writes them all."""

_LOOKED_AFTER = 1.0

logger = logging.getLogger("turnaround_sim")

Machine = Mapping[str, str]
"""What must be equal wherever chunks are computed."""


class Unlike(Exception):
    """A worker that would not compute the same numbers: where it is, and what differs."""


def machine() -> Machine:
    """What decides numbers besides the question: our source, Python and the compiler."""
    return {"source": source_digest(), "Python": platform.python_version(), "numba": metadata.version("numba")}


def differing(ours: Machine, theirs: Machine) -> str:
    """What differs between two machines, in words; empty if nothing does.

    >>> differing({"Python": "3.11.7"}, {"Python": "3.12.1"})
    'Python is 3.12.1, and 3.11.7 here'
    """
    return "; ".join(f"{name} is {theirs[name]}, and {own} here" for name, own in ours.items() if theirs[name] != own)


class Bench(WorkerPlugin):
    """All that a worker needs besides the chunk: it is sent to each worker once, also to those that come later."""

    def __init__(
        self, name: str, arms: "Mapping[str, Scenario]", question: Question, compute: Compute, ours: Machine
    ) -> None:
        self.name = name
        self._arms, self._question, self._compute, self._ours = dict(arms), question, compute, ours

    def setup(self, worker: Worker) -> None:
        """Make room for the worlds that arms share on this worker, and see whether it is like us."""
        self._unlike = differing(self._ours, machine())
        self._where = worker.address
        self._burn_ins = burn_ins_for(self._arms, self._question)

    def tables(self, chunk: Chunk) -> dict[str, bytes]:
        """A chunk's tables as the bytes of an Arrow stream each. Raises Unlike, or what computing raises."""
        if self._unlike:
            raise Unlike(f"the worker at {self._where} would compute other numbers: {self._unlike}")
        made = self._compute(self._arms[chunk.arm], chunk, self._question, self._burn_ins)
        return {name: _as_bytes(table) for name, table in ready(chunk, made, self._question.tables).items()}


def _at_bench(name: str, chunk: Chunk) -> dict[str, bytes]:
    worker = get_worker()
    bench = worker.plugins.get(name)
    if not isinstance(bench, Bench):
        raise Unlike(f"the worker at {worker.address} could not be made ready; its log says why")
    return bench.tables(chunk)


def _as_bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    written: bytes = sink.getvalue().to_pybytes()
    return written


class Cluster:
    """The workers of a scheduler. They may come, go and die: what one has not finished another computes again.

    `address` is the scheduler's, or a file with its address in it, as `dask scheduler --scheduler-file` writes it.
    Raises Mistake where the address is none, no scheduler answers there, or a worker would compute other numbers.
    """

    hands = MOST

    def __init__(self, address: str, arms: "Mapping[str, Scenario]", question: Question, compute: Compute) -> None:
        self.address = address = _address_of(address)
        _answers(address)
        self._name = f"turnaround-{question.digest}-{uuid.uuid4().hex[:8]}"
        self._client = Client(address, timeout=TIMEOUT, set_as_default=False)
        self._waited_for: set[Future[Any]] = set()
        self._guard = threading.Lock()
        self._counted, self._looked = 0, 0.0
        self._told = self._stopped = self._lost = False
        try:
            ours = machine()
            self._refuse_unlike(ours)
            self._client.register_plugin(Bench(self._name, arms, question, compute, ours), name=self._name)
        except BaseException:
            self._client.close(TIMEOUT)
            raise

    def workers(self) -> int:
        """How many threads the workers have together; looked up now and then, since they come and go."""
        if time.monotonic() - self._looked >= _LOOKED_AFTER:
            try:
                self._counted = sum(self._client.nthreads().values())
            except (OSError, CancelledError) as error:
                raise self._gone() from error
            self._looked = time.monotonic()
            if not self._counted and not self._told:
                self._told = True
                logger.warning("no worker has come to %s; waiting for one", self.address)
        return self._counted

    def room(self) -> int:
        """What the workers will soon take up."""
        return min(MOST, IN_HAND * self.workers())

    def computed(self, chunk: Chunk) -> Tables:
        """The tables of a chunk from whichever worker takes it. Raises what its computing raised there.

        Raises Lost where every worker that tried it died, Mistake where the scheduler is gone or a worker is unlike.
        """
        try:
            with self._guard:
                if self._stopped:
                    raise CancelledError
                future = self._client.submit(_at_bench, self._name, chunk, pure=False)
                self._waited_for.add(future)
            try:
                sent = future.result()
            finally:
                with self._guard:
                    self._waited_for.discard(future)
                future.release()
        except Unlike as unlike:
            raise Mistake(str(unlike), key="--scheduler", value=self.address) from unlike
        except ModuleNotFoundError as missing:
            if (missing.name or "").partition(".")[0] != "turnaround_sim":
                raise
            text = f"a worker of {self.address} has no turnaround_sim, or another one ({missing})"
            raise Mistake(text, key="--scheduler", value=self.address) from missing
        except KilledWorker as killed:
            raise Lost(f"every worker that tried it died, {killed.allowed_failures + 1} in all") from killed
        except CancelledError as cancelled:
            raise self._gone() from cancelled
        return {name: pa.ipc.open_stream(table).read_all() for name, table in sent.items()}

    def stop(self) -> None:
        """Give up what is in hand. A chunk that a worker is computing ends there, and nobody fetches it."""
        with self._guard:
            self._stopped = True
            waited_for = list(self._waited_for)
        if not self._lost:
            with suppress(Exception):  # whatever is wrong with the cluster now, we are leaving
                self._client.cancel(waited_for, force=True)

    def close(self) -> None:
        """Take our things from the workers and leave."""
        if not self._lost:
            with suppress(Exception):
                self._client.unregister_worker_plugin(self._name)
        self._client.close(TIMEOUT)

    def _gone(self) -> Mistake:
        self._lost = not self._stopped
        text = f"the scheduler at {self.address} is gone; what is finished is kept, and the same command goes on"
        return Mistake(text, key="--scheduler", value=self.address)

    def _refuse_unlike(self, ours: Machine) -> None:
        """Mistake for a worker that is there already and would compute other numbers; later ones say so themselves."""
        for where, theirs in self._client.run(machine, on_error="return").items():
            known = isinstance(theirs, Mapping)
            unlike = differing(ours, theirs) if known else f"turnaround_sim cannot be asked there ({theirs})"
            if unlike:
                text = f"the worker at {where} would compute other numbers: {unlike}"
                raise Mistake(text, key="--scheduler", value=self.address)


def _address_of(said: str) -> str:
    """An address as it was said, or out of the file that a scheduler has written of itself."""
    path = Path(said)
    if not path.is_file():
        return said
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["address"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        text = f"{path} is no scheduler file: it names no address"
        raise Mistake(text, file=said, key="--scheduler") from error


def _answers(address: str) -> None:
    """Nothing if a scheduler answers at an address, else Mistake, within seconds."""
    try:
        parts = urlsplit(address)
        is_one = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port is not None
    except ValueError:
        is_one = False
    if not is_one:
        allowed = "the address of a scheduler, such as tcp://localhost:8786, or its file"
        text = f'--scheduler is "{address}"; allowed: {allowed}'
        raise Mistake(text, key="--scheduler", value=address)
    with ThreadPoolExecutor(1) as apart:  # where we are, a loop of its own may be running
        try:
            told = apart.submit(asyncio.run, _identity(address)).result()
        except Exception as error:
            late = isinstance(error, OSError)
            why = f"nothing came within {TIMEOUT:.0f} seconds" if late else f"what came was none ({error})"
            text = f"no scheduler answers at {address}: {why}"
            raise Mistake(text, key="--scheduler", value=address) from error
    if told.get("type") != "Scheduler":
        text = f"a {told.get('type', 'stranger')} answers at {address}, and not a scheduler"
        raise Mistake(text, key="--scheduler", value=address)


async def _identity(address: str) -> dict[str, Any]:
    async with asyncio.timeout(TIMEOUT):
        comm = await connect(address, timeout=TIMEOUT, **Security().get_connection_args("client"))
        try:
            await comm.write({"op": "identity", "reply": True})
            told: dict[str, Any] = await comm.read()
        finally:
            comm.abort()
    return told
