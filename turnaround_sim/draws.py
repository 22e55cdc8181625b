"""Addressed chance: a draw is a function of where it is asked, never of when or in what order.

Philox4x64-10 (SalmonEtAl2011) scrambles the address under the key into four words, in one call. There is no state to
carry, so nothing needs shuffling, seeding or saving: the same address always gives the same four numbers, in either
engine, however many replicates are run and whatever was asked before (decision 0002 says why this generator).
"""

from typing import Any, TypeAlias

import turnaround_sim.rule  # noqa: F401  (before numba, which it prepares)

# isort: split
import numpy as np
from numba import njit, types
from numba.extending import intrinsic, overload

Key: TypeAlias = tuple[int, int]
"""(seed, replicate), both from 0 to 2**63 - 1."""

_WORD = np.uint64
_MULTIPLIERS = _WORD(0xD2E7470EE14C6C93), _WORD(0xCA5A826395121157)
_KEY_STEPS = _WORD(0x9E3779B97F4A7C15), _WORD(0xBB67AE8584CAA73B)
_ROUNDS = 10
_SPARE_BITS = _WORD(12)
_STEP = 1.0 / 4503599627370496.0  # 2**-52


def _multiply(typing_context: Any, a: Any, b: Any) -> Any:
    """Upper and lower 64 bits of a * b: asked for together, they cost one machine multiplication."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        word = context.get_value_type(a)
        wide = type(word)(128)
        whole = builder.mul(builder.zext(arguments[0], wide), builder.zext(arguments[1], wide))
        upper, lower = builder.trunc(builder.lshr(whole, wide(64)), word), builder.trunc(whole, word)
        return context.make_tuple(builder, signature.return_type, [upper, lower])

    return _Alike(a, 2)(a, b), generate


_Alike: Any = types.UniTuple
_product: Any = intrinsic(_multiply)


@njit(forceinline=True)
def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Ten rounds of Philox4x64 on the counter (c0..c3) under the key (k0, k1), all uint64: four uint64 words."""
    for _ in range(_ROUNDS):
        high0, low0 = _product(_MULTIPLIERS[0], c0)
        high1, low1 = _product(_MULTIPLIERS[1], c2)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0 += _KEY_STEPS[0]
        k1 += _KEY_STEPS[1]
    return c0, c1, c2, c3


@njit(forceinline=True)
def _words(seed: Any, replicate: Any, month: Any, who: Any, purpose: Any, other: Any) -> Any:
    return philox(_WORD(month), _WORD(who), _WORD(purpose), _WORD(other), _WORD(seed), _WORD(replicate))


@njit(forceinline=True)
def _uniform(word: Any) -> Any:
    # The shifted word fits a signed integer, which processors turn into a float faster than an unsigned one.
    return (np.int64(word >> _SPARE_BITS) + 0.5) * _STEP


@njit(forceinline=True)
def _uniforms(seed: Any, replicate: Any, month: Any, who: Any, purpose: Any, other: Any) -> Any:
    w0, w1, w2, w3 = _words(seed, replicate, month, who, purpose, other)
    return _uniform(w0), _uniform(w1), _uniform(w2), _uniform(w3)


def words(key: Key, month: int, who: int, purpose: int, other: int = 0) -> tuple[int, int, int, int]:
    """Give the four 64-bit words at an address, as the generator makes them; the arguments are those of `draw`.

    >>> words((42, 0), -1, 7, 3)
    (14813036556662901663, 9079151784367275084, 4297876213031394051, 16591182848010848978)
    """
    return _words(int(key[0]), int(key[1]), int(month), int(who), int(purpose), int(other))  # type: ignore[no-any-return]


def draw(key: Key, month: int, who: int, purpose: int, other: int = 0) -> tuple[float, float, float, float]:
    """Ask chance about one thing in one month, and get four numbers between 0 and 1.

    uniform [1] = ((word >> 12) + 0.5) * 2**-52: exact, and never 0 or 1

    Parameters
    ----------
    key
        (seed, replicate): one world. All arms of an experiment share it.
    month
        The month in question, negative before the first. What lasts (a person's traits) is drawn at a number that stays
        the same, such as the person's generation.
    who
        The thing's own number, for ever; not its place in a list.
    purpose
        What the four numbers are for: a member of `turnaround_sim.month.chance.Purpose`.
    other
        The second party of a pair, by its own number; 0 where there is none.

    Each argument fits 64 bits with a sign. Two addresses that differ anywhere have nothing to do with one another, so
    adding a question, a thing or a replicate leaves the answers to all other questions alone.

    Source: SalmonEtAl2011, Philox4x64-10.

    >>> draw((42, 0), -1, 7, 3)
    (0.8030163207920556, 0.4921818044468321, 0.23298833636212046, 0.89940982439588)
    """
    return _uniforms(int(key[0]), int(key[1]), int(month), int(who), int(purpose), int(other))  # type: ignore[no-any-return]


@overload(words, jit_options={"forceinline": True})
def _compiled_words(key: Any, month: Any, who: Any, purpose: Any, other: Any = 0) -> Any:
    def words(key: Any, month: Any, who: Any, purpose: Any, other: Any = 0) -> Any:
        return _words(key[0], key[1], month, who, purpose, other)

    return words


@overload(draw, jit_options={"forceinline": True})
def _compiled_draw(key: Any, month: Any, who: Any, purpose: Any, other: Any = 0) -> Any:
    def draw(key: Any, month: Any, who: Any, purpose: Any, other: Any = 0) -> Any:
        return _uniforms(key[0], key[1], month, who, purpose, other)

    return draw
