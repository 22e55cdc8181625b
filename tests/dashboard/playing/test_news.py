"""News: what the public heard in the last three months, and nothing older or later."""

from dataclasses import replace

from turnaround_sim.dashboard.playing.news import MOST, news
from turnaround_sim.play.seen import Departure, Help, Report, Spell


def _told(seen, trust):
    return news(replace(seen, trusts=(trust,), month=12))


def _quiet(trust):
    leader = replace(trust.leader, since=-5)
    return replace(trust, spells=(), reports=(), departures=(), leader=leader, director=Help(), buddy=Help())


def test_a_quarter_in_which_nothing_happened_has_no_news(seen, trust):
    assert _told(seen, _quiet(trust)) == []


def test_each_thing_is_told_in_its_own_quarter_only(seen, trust):
    for month, heard in ((8, False), (9, True), (11, True), (12, False)):
        went_in = replace(_quiet(trust), spells=(Spell(month, None, ""),))
        assert any("placed in special measures" in line for line in _told(seen, went_in)) is heard
        came_out = replace(_quiet(trust), spells=(Spell(0, month, "exit"),))
        assert any("left special measures" in line for line in _told(seen, came_out)) is heard
        report = Report(month - 4, month, "inadequate", {})
        assert any("report" in line for line in _told(seen, replace(_quiet(trust), reports=(report,)))) is heard
        gone = replace(_quiet(trust), departures=(Departure(month, "resigned"),))
        assert any("(resigned)" in line for line in _told(seen, gone)) is heard
        helped = replace(_quiet(trust), director=Help("here", "d", month), buddy=Help("here", "Acute 009", month))
        assert any("director began" in line for line in _told(seen, helped)) is heard
        assert any("Acute 009 became the buddy" in line for line in _told(seen, helped)) is heard


def test_a_trust_that_was_taken_over_did_not_recover(seen, trust):
    told = _told(seen, replace(_quiet(trust), spells=(Spell(0, 10, "acquired"),)))
    assert told == [f"{trust.name} was taken over by another trust."]


def test_a_chair_hears_of_her_own_trust_alone(seen):
    assert len(news(seen)) >= 2
    own = seen.inside[0]
    assert all(line.startswith(own.name) or own.name in line for line in news(seen, own.number))


def test_no_news_is_lost(seen, trust):
    many = replace(_quiet(trust), departures=tuple(Departure(10, "resigned") for _ in range(MOST + 8)))
    assert len(_told(seen, many)) == MOST + 8


def test_what_the_player_answers_for_is_told_first(seen, trust):
    other = replace(_quiet(trust), number=0, name="Other", departures=(Departure(10, "resigned"),))
    own = replace(other, number=1, name="Own", spells=(Spell(0, None, ""),))
    told = news(replace(seen, trusts=(other, own), month=12))
    assert [line.split()[4] for line in told if "left" in line] == ["Own", "Other"]
