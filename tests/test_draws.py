from enum import IntEnum
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from turnaround_sim import draws
from turnaround_sim.draws import draw, words

# isort: split
from numba import njit, prange

WORD = np.uint64
TOP = 2**64 - 1
SIGNED_TOP = 2**63 - 1

# All the statistical tests of this file together raise a false alarm once in a million generators.
FALSE_ALARM = 1e-6
STATISTICAL_TESTS = 1_000
REFUSED = FALSE_ALARM / STATISTICAL_TESTS

# Properties have no deadline here: the first example waits for the compiler.
signed = st.integers(-(2**63), SIGNED_TOP)
unsigned = st.integers(0, SIGNED_TOP)
addresses = st.tuples(unsigned, unsigned, signed, signed, signed, signed)


class Purpose(IntEnum):
    LEAVING = 3
    BUDDY = 4


def at(seed, replicate, month, who, purpose, other):
    return words((seed, replicate), month, who, purpose, other)


def numpys(counter, key):
    """Four words of numpy's own Philox, which steps its counter before it answers."""
    counter = sum(word << 64 * i for i, word in enumerate(counter))
    return list(np.random.Philox(counter=(counter - 1) % 2**256, key=key[0] | key[1] << 64).random_raw(4).tolist())


def ours(counter, key):
    return list(draws.philox(*map(WORD, counter), *map(WORD, key)))


@njit
def uniforms_of_grid(seeds, replicates, months, whos, purposes, others):
    """Uniforms [address, 4]; address i takes the i-th entry of each argument."""
    table = np.empty((seeds.size, 4))
    for i in range(seeds.size):
        table[i] = draw((seeds[i], replicates[i]), months[i], whos[i], purposes[i], others[i])
    return table


def grid(**ranges):
    """Uniforms at every combination of the ranges, named as the arguments of `at`; what is not named stays as it is."""
    parts = {"seed": [42], "replicate": [7], "month": [12], "who": [5], "purpose": [3], "other": [0]} | ranges
    columns = np.array(list(product(*parts.values())), dtype=np.int64).T
    return uniforms_of_grid(*(np.ascontiguousarray(column) for column in columns))


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ([0] * 4, [0] * 2, "16554d9eca36314c db20fe9d672d0fdc d7e772cee186176b 7e68b68aec7ba23b"),
        ([TOP] * 4, [TOP] * 2, "87b092c3013fe90b 438c3c67be8d0224 9cc7d7c69cd777b6 a09caebf594f0ba0"),
    ],
)
def test_the_generator_gives_the_published_known_answers(counter, key, answer):
    assert [f"{word:016x}" for word in ours(counter, key)] == answer.split()


def test_the_generator_is_numpys_word_for_word():
    chance = np.random.default_rng(20130701)
    for _ in range(1_000):
        words_in = chance.integers(0, TOP, 6, dtype=WORD, endpoint=True).tolist()
        assert ours(words_in[:4], words_in[4:]) == numpys(words_in[:4], words_in[4:])


@pytest.mark.parametrize("extremes", list(product((0, 1, 2**63, TOP), repeat=3)))
def test_the_generator_is_numpys_at_the_extremes(extremes):
    counter, key = [extremes[0], extremes[1], extremes[0], extremes[2]], [extremes[1], extremes[2]]
    assert ours(counter, key) == numpys(counter, key)


@given(addresses)
@settings(deadline=None)
def test_an_address_is_the_counter_and_the_world_is_the_key(address):
    seed, replicate, *counter = address
    assert list(at(*address)) == numpys([part % 2**64 for part in counter], [seed, replicate])


@given(addresses)
@settings(deadline=None)
def test_a_uniform_is_the_middle_of_its_fifty_two_bit_cell_exactly(address):
    seed, replicate, *rest = address
    for u, word in zip(draw((seed, replicate), *rest), at(*address), strict=True):
        assert Fraction(u) == (Fraction(word >> 12) + Fraction(1, 2)) / 2**52


def test_no_word_gives_zero_or_one():
    assert draws._uniform(WORD(0)) == 2.0**-53
    assert draws._uniform(WORD(TOP)) == 1.0 - 2.0**-53


def test_python_gets_plain_numbers():
    assert {type(u) for u in draw((1, 2), 3, 4, Purpose.LEAVING)} == {float}
    assert {type(word) for word in words((1, 2), 3, 4, Purpose.LEAVING)} == {int}


@njit
def compiled_draw(key, month, who, purpose, other):
    return draw(key, month, who, purpose, other)


@njit
def compiled_words(key, month, who, purpose, other):
    return words(key, month, who, purpose, other)


@given(addresses)
@settings(max_examples=500, deadline=None)
def test_compiled_code_gets_the_numbers_python_gets(address):
    seed, replicate, *rest = address
    assert compiled_draw((seed, replicate), *rest) == draw((seed, replicate), *rest)
    assert compiled_words((seed, replicate), *rest) == words((seed, replicate), *rest)


@pytest.mark.parametrize("month", [-1, -120, -(2**63)])
def test_months_before_the_first_have_numbers_of_their_own_in_both_engines(month):
    assert compiled_draw((42, 0), month, 5, 3, 0) == draw((42, 0), month, 5, 3, 0) != draw((42, 0), -month - 1, 5, 3, 0)


def test_purposes_may_be_named_and_the_other_party_left_out_in_both_engines():
    @njit
    def compiled(key):
        return draw(key, -2, 5, Purpose.BUDDY)

    assert compiled((42, 0)) == draw((42, 0), -2, 5, Purpose.BUDDY) == draw((42, 0), -2, 5, 4, 0)


def test_numpy_integers_name_the_same_address():
    assert draw((np.int64(42), np.int64(1)), np.int64(-3), np.int32(5), 3) == draw((42, 1), -3, 5, 3)


def test_replicates_in_parallel_get_the_numbers_they_get_alone():
    @njit(parallel=True)
    def together(seed, replicates):
        table = np.empty((replicates, 4))
        for replicate in prange(replicates):
            table[replicate] = draw((seed, replicate), 1, 2, 3, 4)
        return table

    assert together(42, 50).tolist() == [list(draw((42, r), 1, 2, 3, 4)) for r in range(50)]


def test_asking_changes_nothing():
    first = draw((42, 0), 1, 2, 3)
    draw((42, 0), 1, 2, 3)
    draw((43, 0), 1, 2, 3)
    assert draw((42, 0), 1, 2, 3) == first


@given(addresses, st.integers(0, 5), signed)
@settings(deadline=None)
def test_a_change_anywhere_in_an_address_changes_all_four_words(address, part, value):
    changed = list(address)
    changed[part] = value % 2**63 if part < 2 else value
    if tuple(changed) != address:
        assert all(a != b for a, b in zip(at(*address), at(*changed), strict=True))


def test_a_quarter_of_a_million_neighbouring_addresses_share_no_number():
    # 2**20 words of 52 bits: about 1e-4 chances of a tie, so ties of whole rows are what is asked.
    rows = grid(replicate=range(4), month=range(-16, 48), who=range(256), purpose=range(4))
    assert len(np.unique(rows, axis=0)) == len(rows) == 4 * 64 * 256 * 4


ROWS = {
    "months": {"month": range(-(2**17), 2**17)},
    "things": {"who": range(2**18)},
    "replicates": {"replicate": range(2**18)},
    "seeds": {"seed": range(2**18)},
    "pairs": {"who": range(512), "other": range(512)},
    "a run": {"replicate": range(4), "month": range(-24, 104), "who": range(128), "purpose": range(4)},
}


def bins(values, count):
    return (values * count).astype(np.int64)


def evenness(cells, count):
    """How likely fair chance is to fill `count` cells as unevenly as this."""
    return stats.chisquare(np.bincount(cells.ravel(), minlength=count)).pvalue


@pytest.mark.parametrize("rows", ROWS)
def test_numbers_fill_the_unit_interval_evenly(rows):
    table = grid(**ROWS[rows])
    for column in table.T:
        assert evenness(bins(column, 1024), 1024) > REFUSED
        fine = column * 2.0**44 % 1.0  # the last eight bits of the 52
        assert evenness(bins(fine, 256), 256) > REFUSED
        assert stats.kstest(column, "uniform").pvalue > REFUSED


@pytest.mark.parametrize("rows", ROWS)
def test_the_four_numbers_of_an_address_know_nothing_of_each_other(rows):
    table = grid(**ROWS[rows])
    for i, j in ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)):
        assert evenness(bins(table[:, i], 32) * 32 + bins(table[:, j], 32), 1024) > REFUSED


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("distance", [1, 2, 128])
def test_neighbours_know_nothing_of_each_other(rows, distance):
    table = grid(**ROWS[rows])
    for i in range(4):
        first, second = table[:-distance, i], table[distance:, i]
        assert evenness(bins(first, 32) * 32 + bins(second, 32), 1024) > REFUSED


def test_a_pair_asked_the_other_way_round_gets_other_numbers():
    table = grid(who=range(1, 513), other=range(1, 513)).reshape(512, 512, 4)
    upper = np.triu_indices(512, 1)
    for i in range(4):
        there, back = table[..., i][upper], table[..., i].T[upper]
        assert evenness(bins(there, 32) * 32 + bins(back, 32), 1024) > REFUSED


@pytest.mark.parametrize("part", range(6))
def test_one_bit_of_the_address_turns_over_half_the_bits_of_the_answer(part):
    chance = np.random.default_rng(part)
    samples = 64
    for bit in range(63 if part < 2 else 64):  # seeds and replicates have no sign
        turned = 0
        for _ in range(samples):
            before = chance.integers(0, SIGNED_TOP, 6, dtype=WORD)
            after = before.copy()
            after[part] ^= WORD(1) << WORD(bit)
            a, b = (ours(address[2:], address[:2]) for address in (before, after))
            turned += sum((x ^ y).bit_count() for x, y in zip(a, b, strict=True))
        assert stats.binomtest(turned, samples * 256).pvalue > REFUSED


def test_runs_up_have_the_lengths_fair_chance_gives_them():
    column = grid(month=range(-(2**17), 2**17))[:, 0]
    rising = [bool(b > a) for a, b in pairwise(column.tolist())]
    # The number of rises among n independent numbers is normal: mean (n - 1) / 2, variance (n + 1) / 12.
    n = len(column)
    z = (sum(rising) - (n - 1) / 2) / ((n + 1) / 12) ** 0.5
    assert 2 * stats.norm.sf(abs(z)) > REFUSED
