from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from turnaround_sim.ensemble import Engines
from turnaround_sim.ensemble.engines import HELD
from turnaround_sim.scenario import read_scenario


def test_a_thread_has_one_engine_of_a_scenario_and_another_thread_another():
    engines, scenario = Engines(), read_scenario("classroom")
    mine = engines.of(scenario)
    assert engines.of(scenario) is mine
    assert engines.of(replace(scenario)) is not mine
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(engines.of, scenario).result() is not mine


def test_the_engines_used_last_are_kept():
    engines = Engines()
    scenarios = [replace(read_scenario("classroom"), title=str(number)) for number in range(HELD + 1)]
    first, second = engines.of(scenarios[0]), engines.of(scenarios[1])
    for scenario in scenarios[2:]:
        engines.of(scenarios[0])
        engines.of(scenario)
    assert engines.of(scenarios[0]) is first
    assert engines.of(scenarios[1]) is not second
