"""Which addressed generator is fastest? Nanoseconds for four 64-bit words, compiled, one thread.

Each candidate is first compared word for word with an implementation that is not ours, then timed in three loops:

branching   one thing after another, with a rare event that is written down: what a month of the model is like;
plain       nothing but draws, so that the compiler may put several into one vector instruction;
chained     each call needs the answer of the last.

    python -m benchmarks.generators
"""

import platform
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from turnaround_sim import draws

# isort: split
import numba
import randomgen
from numba import njit

U = np.uint64
CALLS, REPEATS, COMPARISONS = 1_000_000, 15, 1_000
EVENTS_KEPT = U(1023)

LOW_32, SHIFT_32, TOP_32 = U(0xFFFFFFFF), U(32), U(0x80000000)
MULTIPLIERS_32, KEY_STEPS_32 = (U(0xD2511F53), U(0xCD9E8D57)), (U(0x9E3779B9), U(0xBB67AE85))
PARITY, BITS = U(0x1BD11BDAA9FC1A22), U(64)
ROTATIONS = ((14, 16), (52, 57), (23, 40), (5, 37), (25, 33), (46, 12), (58, 22), (32, 32))
EVEN, ODD = (tuple((U(a), U(b)) for a, b in half) for half in (ROTATIONS[:4], ROTATIONS[4:]))


@njit(forceinline=True)
def philox_4x64(c0, c1, c2, c3, k0, k1):
    return draws.philox(c0, c1, c2, c3, k0, k1)


@njit(forceinline=True)
def philox_4x32(c0, c1, c2, c3, k0, k1):
    """Philox4x32-10, each 32-bit word held in a 64-bit one."""
    for _ in range(10):
        p0, p1 = MULTIPLIERS_32[0] * c0, MULTIPLIERS_32[1] * c2
        c0, c1 = (p1 >> SHIFT_32) ^ c1 ^ k0, p1 & LOW_32
        c2, c3 = (p0 >> SHIFT_32) ^ c3 ^ k1, p0 & LOW_32
        k0 = (k0 + KEY_STEPS_32[0]) & LOW_32
        k1 = (k1 + KEY_STEPS_32[1]) & LOW_32
    return c0, c1, c2, c3


@njit(forceinline=True)
def philox_4x32_twice(c0, c1, c2, c3, k0, k1):
    """Four 64-bit words from two calls that differ in one bit of the last counter word."""
    c0, c1, c2, c3, k0, k1 = c0 & LOW_32, c1 & LOW_32, c2 & LOW_32, c3 & LOW_32, k0 & LOW_32, k1 & LOW_32
    a0, a1, a2, a3 = philox_4x32(c0, c1, c2, c3, k0, k1)
    b0, b1, b2, b3 = philox_4x32(c0, c1, c2, c3 ^ TOP_32, k0, k1)
    return a0 << SHIFT_32 | a1, a2 << SHIFT_32 | a3, b0 << SHIFT_32 | b1, b2 << SHIFT_32 | b3


@njit(forceinline=True)
def mix(a, b, rotation):
    a += b
    return a, ((b << rotation) | (b >> (BITS - rotation))) ^ a


@njit(forceinline=True)
def four_rounds(x0, x1, x2, x3, rotations):
    x0, x1 = mix(x0, x1, rotations[0][0])
    x2, x3 = mix(x2, x3, rotations[0][1])
    x0, x3 = mix(x0, x3, rotations[1][0])
    x2, x1 = mix(x2, x1, rotations[1][1])
    x0, x1 = mix(x0, x1, rotations[2][0])
    x2, x3 = mix(x2, x3, rotations[2][1])
    x0, x3 = mix(x0, x3, rotations[3][0])
    x2, x1 = mix(x2, x1, rotations[3][1])
    return x0, x1, x2, x3


@njit(forceinline=True)
def threefry_4x64(c0, c1, c2, c3, k0, k1):
    """Threefry4x64-20 with the last two of its four key words at 0."""
    k2, k3 = U(0), U(0)
    k4 = PARITY ^ k0 ^ k1
    x0, x1, x2, x3 = c0 + k0, c1 + k1, c2 + k2, c3 + k3
    x0, x1, x2, x3 = four_rounds(x0, x1, x2, x3, EVEN)
    x0, x1, x2, x3 = four_rounds(x0 + k1, x1 + k2, x2 + k3, x3 + k4 + U(1), ODD)
    x0, x1, x2, x3 = four_rounds(x0 + k2, x1 + k3, x2 + k4, x3 + k0 + U(2), EVEN)
    x0, x1, x2, x3 = four_rounds(x0 + k3, x1 + k4, x2 + k0, x3 + k1 + U(3), ODD)
    x0, x1, x2, x3 = four_rounds(x0 + k4, x1 + k0, x2 + k1, x3 + k2 + U(4), EVEN)
    return x0 + k0, x1 + k1, x2 + k2, x3 + k3 + U(5)


CANDIDATES = {
    "Philox4x64-10": philox_4x64,
    "Philox4x32-10, twice": philox_4x32_twice,
    "Threefry4x64-20": threefry_4x64,
}


def whole(words: Any, bits: int) -> int:
    """One integer from words, lowest first."""
    return sum(int(word) << bits * i for i, word in enumerate(words))


def compare() -> None:
    """Refuse to time a generator that differs anywhere from an implementation that is not ours."""
    chance = np.random.default_rng(1)
    for _ in range(COMPARISONS):
        counter, key = chance.integers(0, 2**64, 4, dtype=U), chance.integers(0, 2**64, 2, dtype=U)
        before = (whole(counter, 64) - 1) % 2**256  # the libraries step the counter before they answer
        small, small_key = counter & LOW_32, key & LOW_32
        pairs = (
            (philox_4x64(*counter, *key), np.random.Philox(counter=before, key=whole(key, 64))),
            (threefry_4x64(*counter, *key), randomgen.ThreeFry(counter=before, key=whole(key, 64))),
            (
                philox_4x32(*small, *small_key),
                randomgen.Philox(counter=(whole(small, 32) - 1) % 2**128, key=whole(small_key, 32), number=4, width=32),
            ),
        )
        for ours, theirs in pairs:
            if list(map(int, ours)) != list(map(int, theirs.random_raw(4))):
                raise AssertionError(f"{theirs} at {counter} under {key}")


def branching(generator: Any) -> Any:
    @njit
    def loop(calls):
        kept, events, total = np.zeros(int(EVENTS_KEPT) + 1, np.int64), U(0), U(0)
        for i in range(calls):
            a, b, c, d = generator(U(i >> 7), U(i & 127), U(3), U(0), U(42), U(7))
            if a >> U(59) == U(0):  # once in 32
                kept[events & EVENTS_KEPT] = i
                events += U(1)
                total ^= b
            total ^= c ^ d
        return total

    return loop


def plain(generator: Any) -> Any:
    @njit
    def loop(calls):
        total = U(0)
        for i in range(calls):
            a, b, c, d = generator(U(i >> 7), U(i & 127), U(3), U(0), U(42), U(7))
            total ^= a ^ b ^ c ^ d
        return total

    return loop


def chained(generator: Any) -> Any:
    @njit
    def loop(calls):
        last = U(0)
        for i in range(calls):
            a, b, c, d = generator(U(i >> 7), U(i & 127), U(3), last, U(42), U(7))
            last = a ^ b ^ c ^ d
        return last

    return loop


def nanoseconds(loop: Callable[[int], Any], calls: int = CALLS) -> float:
    """One call, from the fastest of some runs, since other work on the machine only ever slows one down."""
    loop(10)
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        loop(calls)
        best = min(best, time.perf_counter() - start)
    return best / calls * 1e9


def from_python(calls: int) -> None:
    for i in range(calls):
        draws.draw((42, 7), i, 5, 3, 0)


def main() -> None:
    compare()
    print(f"{platform.machine()}, Python {platform.python_version()}, numba {numba.__version__}: ns for four words\n")
    print(f"| {'generator':20} | branching | plain | chained |\n|{'-' * 22}|----------:|------:|--------:|")
    for name, generator in CANDIDATES.items():
        times = [nanoseconds(make(generator)) for make in (branching, plain, chained)]
        print(f"| {name:20} | {times[0]:9.1f} | {times[1]:5.1f} | {times[2]:7.1f} |")
    print(f"\ndraws.draw called from Python: {nanoseconds(from_python, 100_000):.0f} ns")


if __name__ == "__main__":
    main()
