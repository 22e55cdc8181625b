"""What one visitor has set: changes are what differs from where yours starts, and nothing is lost by a mistake."""

from turnaround_sim.dashboard.explore.asked import Asked
from turnaround_sim.dashboard.explore.held import MOST_UPLOADS, Held

PATIENCE = "levers.leadership.patience"


def test_setting_the_usual_value_is_no_change():
    held = Held()
    held.set(PATIENCE, 24)
    held.give_reason(PATIENCE, " two\nyears ")
    assert held.asked == Asked(moved={PATIENCE: "24"}, why={PATIENCE: "two years"})
    assert held.value(PATIENCE) == 24
    held.set(PATIENCE, 12)
    assert held.asked == Asked()
    assert not held.is_changed(PATIENCE)


def test_a_parameter_holds_under_both():
    held = Held()
    held.set("parameters.leadership.misfit", 0.25)
    assert held.asked.believed == {"parameters.leadership.misfit": "0.25"}
    assert not held.asked.moved


def test_resetting_takes_back_one_or_all():
    held = Held(moved={PATIENCE: "24", "levers.buddy.share": "0.1"}, why={PATIENCE: "so"})
    held.reset(PATIENCE)
    assert held.moved == {"levers.buddy.share": "0.1"}
    assert not held.why
    held.reset_all("levers.")
    assert not held.moved


def test_what_was_reset_together_is_put_back_with_its_reasons_until_something_else_is_changed():
    held = Held(moved={PATIENCE: "24", "levers.buddy.share": "0.1"}, why={PATIENCE: "so"})
    before = held.asked
    held.reset_all("levers.")
    assert held.asked == Asked()
    held.put_back()
    assert held.asked == before
    assert held.taken is None
    held.reset_all("levers.")
    held.set(PATIENCE, 30)
    assert held.taken is None


def test_what_is_not_allowed_is_refused_and_shown_and_an_empty_field_is_the_usual_value():
    held = Held(moved={PATIENCE: "24"}, why={PATIENCE: "so"})
    held.enter(PATIENCE, 500.0)
    assert held.entered(PATIENCE) == 500.0
    assert held.refused[PATIENCE].message == "Patience with a leader: 500 months is out of range; allowed 1 to 120"
    held.enter(PATIENCE, 1.5)
    assert "not a whole number" in held.refused[PATIENCE].message
    held.enter(PATIENCE, None)
    assert (held.entered(PATIENCE), held.refused, held.moved) == (12, {}, {})
    held.enter(PATIENCE, 30.0)
    assert held.moved == {PATIENCE: "30"}
    for number in (5_000.0, 0.0, 1.5):
        held.enter_number("replicates", number)
        assert held.entered("replicates") == number
        assert "a whole number from 1 to 1000" in held.refused["replicates"].message
    held.enter_number("replicates", None)
    assert (held.replicates, held.refused) == (100, {})


def test_starting_from_another_scenario_drops_what_it_has_already():
    held = Held(moved={PATIENCE: "24", "levers.buddy.share": "0.1"})
    held.start_from("patient")
    assert held.moved == {"levers.buddy.share": "0.1"}
    assert held.value(PATIENCE) == 24


def test_a_good_upload_becomes_where_yours_starts_with_its_reasons():
    held = Held(moved={"levers.buddy.share": "0.1"})
    held.take("C:\\my plan.toml", b'extends = "england"\n[levers.leadership]\npatience = 30  # why: tried elsewhere\n')
    assert held.b == "my-plan.toml"
    assert held.value(PATIENCE) == 30
    assert held.why == {PATIENCE: "tried elsewhere"}
    assert held.moved == {"levers.buddy.share": "0.1"}
    assert held.asked.arms["my-plan"].levers.buddy.share == 0.1


def test_a_bad_upload_is_told_and_loses_nothing():
    held = Held(moved={"levers.buddy.share": "0.1"})
    held.take("mine.toml", b"months = 0")
    assert "mine.toml: months = 0 is out of range" in held.wrong[0]
    assert (held.b, held.moved, held.uploads) == ("england", {"levers.buddy.share": "0.1"}, {})
    for number in range(MOST_UPLOADS + 1):
        held.take(f"{number}.toml", b'extends = "england"')
    assert len(held.uploads) == MOST_UPLOADS
    assert "held already" in held.wrong[0]


def test_a_picture_is_stale_as_soon_as_what_decides_it_is_not_what_is_set():
    held = Held(moved={PATIENCE: "24"})
    assert not held.is_stale
    held.pictured = held.asked
    held.give_reason(PATIENCE, "so")
    assert not held.is_stale
    held.set(PATIENCE, 25)
    assert held.is_stale
