"""What the ensemble is timed beside does the same work: C to the last bit, Mesa to rounding, or on average by luck."""

from dataclasses import replace

import numpy as np
import pytest
from alike import state_difference

from benchmarks.idiomatic_mesa import ThreePhases, Trust
from benchmarks.limit import FUSED, SAME_ROUNDING, Limit, compiler
from benchmarks.three_phases import WRITTEN, World
from turnaround_sim.scenario import Scenario, read_scenario

FIRST, MONTHS = 9, 15  # two surveys, and entries of the first autumn

needs_a_compiler = pytest.mark.skipif(compiler() is None, reason="this machine has no C compiler")


def small(noisy: bool = True) -> Scenario:
    england = read_scenario("england", {"months": 36})
    p = england.parameters
    if not noisy:
        still = {"engagement_sd": 0.0}
        seen = {"indicator_noise": 0.0, "mortality_noise": 0.0, "noise_4h": 0.0, "survey_noise": 0.0}
        p = p.model_copy(
            update={
                "workforce": p.workforce.model_copy(update=still),
                "operations": p.operations.model_copy(update={"quality_noise": 0.0, "context_drift": 0.0}),
                "observation": p.observation.model_copy(update=seen),
            }
        )
    return replace(england, trusts=40, systems=8, parameters=p)


@needs_a_compiler
def test_c_does_what_the_rules_do_to_the_last_bit() -> None:
    world = World(small(), FIRST)
    before = world.state()
    world.walk(MONTHS)
    ours = world.state()
    world.put_back()
    assert not state_difference(world.state(), before, WRITTEN)
    Limit(SAME_ROUNDING).walk(world, MONTHS)
    by_hand = world.state()
    assert not state_difference(ours, by_hand, WRITTEN)
    assert state_difference(before, by_hand, ("systems",))
    assert state_difference(before, by_hand, ("leaders",))


@needs_a_compiler
def test_fused_c_differs_by_rounding_only() -> None:
    world = World(small(), FIRST)
    world.walk(MONTHS)
    ours = world.state()
    world.put_back()
    Limit(FUSED).walk(world, MONTHS)
    for name, rows in world.state().items():
        for field in rows.dtype.names or ():
            # The labour pool is shared in steps of 2^-20 of a post.
            np.testing.assert_allclose(rows[field], ours[name][field], rtol=1e-7, atol=1e-7, err_msg=f"{name}.{field}")


def test_mesa_has_the_same_equations() -> None:
    scenario = small(noisy=False)
    world = World(scenario, FIRST)
    model = ThreePhases(world, scenario.parameters)
    model.walk(MONTHS)
    world.walk(MONTHS)
    nhs, trusts = world.nhs, model.agents_by_type[Trust]
    levels = [domain.level for trust in trusts for domain in trust.domains]
    np.testing.assert_allclose(levels, nhs.domains["level"], rtol=0, atol=1e-7)
    written = set(Trust.__dict__) | set(nhs.trusts.dtype.names)
    compared = written - {"luck_staff", "luck_programme", "luck_takeover", "heard_fill", "heard_poached"}
    for field in sorted(compared & set(nhs.trusts.dtype.names)):
        rows = [getattr(trust, field) for trust in trusts]
        np.testing.assert_allclose(rows, nhs.trusts[field], rtol=1e-7, atol=1e-7, err_msg=field)
    pools = [system.pool for system in model.systems]
    np.testing.assert_allclose(pools, nhs.systems["pool"], rtol=1e-7)
    right = [trust.chief.appropriateness for trust in trusts]
    np.testing.assert_allclose(right, nhs.leaders["appropriateness"][nhs.trusts["leader"]], atol=1e-7)


def test_mesa_has_luck_of_the_same_size() -> None:
    scenario = small()
    world = World(scenario, FIRST)
    start, ours, theirs = world.nhs.domains["level"].copy(), [], []
    for replicate in range(8):
        model = ThreePhases(world, scenario.parameters, seed=replicate)
        model.walk(MONTHS)
        theirs.append([domain.level for trust in model.agents_by_type[Trust] for domain in trust.domains] - start)
        world.walk(MONTHS, replicate)
        ours.append(world.nhs.domains["level"] - start)
        world.put_back()
    # 200 domains of 40 trusts, 8 times: luck alone moves the mean by about .1 points and the spread by some per cent.
    assert np.mean(theirs) == pytest.approx(np.mean(ours), abs=0.4)
    assert np.std(theirs, axis=0).mean() == pytest.approx(np.std(ours, axis=0).mean(), rel=0.08)
