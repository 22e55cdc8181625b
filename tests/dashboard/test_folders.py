"""What lies under a results root is listed, whatever state it is in, and nothing outside it can be opened."""

from dataclasses import replace

import made_up_results as made_up
import pytest

from turnaround_sim.dashboard.experiments import folders
from turnaround_sim.mistakes import Mistake


def by_name(root):
    return {each.place.split("/")[-2]: each for each in folders.listed(root)}


def test_every_state_is_told(root):
    made_up.write_published(root)
    made_up.write_unfinished(root)
    made_up.write_damaged(root)
    found = by_name(root)
    assert {name: each.state for name, each in found.items()} == {
        "published": "published", "slow": "unfinished", "broken": "damaged", "small-against-replaced": "finished",
    }  # fmt: skip
    run = found["small-against-replaced"]
    assert (run.kind, run.title, run.worlds) == ("comparison", "Replaced, against Small", "3 replicates")
    assert found["published"].kind == "experiment"
    assert found["published"].title == "What does money buy?"
    assert "manifest.json cannot be read" in found["broken"].said


def test_the_newest_of_these_rules_goes_before_what_others_made(root):
    (mine,) = folders.listed(root)
    some = [
        replace(mine, place="other", source="0" * 16, date="2040"),
        mine,
        replace(mine, place="before", date="2020"),
        replace(mine, place="another question", title="Another"),
        replace(mine, place="unread", state="damaged"),
    ]
    assert folders.older(some) == {"other", "before"}
    assert some[0].is_of_other_rules
    assert not mine.is_of_other_rules


def test_it_says_how_far_an_unfinished_run_is(root):
    made_up.write_unfinished(root)
    assert by_name(root)["slow"].said.startswith("3 of 8 pieces are done. ")


def test_an_unfinished_study_has_no_log_and_says_what_it_kept(root):
    folder = root / "study" / "0.partial"
    folder.mkdir(parents=True)
    assert by_name(root)["study"].said.startswith("Nothing is kept yet.")
    (folder / "worlds.ledger").write_bytes(b"0" * 200_000)
    assert by_name(root)["study"].said.startswith("0.2 MB of worlds are kept.")


def test_the_newest_stands_first(root):
    made_up.write_published(root)
    dates = [each.date for each in folders.listed(root)]
    assert len(dates) == 2
    assert dates == sorted(dates, reverse=True)


def test_chunks_pictures_and_hidden_folders_are_no_results(root):
    home = next(root.iterdir())
    for name in ("chunks", "figures", "stories", ".report-x"):
        (home / name / "a").mkdir(parents=True)
        (home / name / "a" / "done").touch()
    assert len(folders.listed(root)) == 1


def test_there_may_be_no_root(tmp_path):
    assert folders.listed(tmp_path / "nowhere") == []


def test_a_search_takes_words_in_any_order(root):
    (run,) = folders.listed(root)
    assert run.holds("")
    assert run.holds("small REPLACED comparison")
    assert not run.holds("small england")


@pytest.mark.parametrize(
    "place",
    ["", "/", "..", "../results", "a/../../etc", "/etc", "~", "a\\b", "a\0b", ".", "a/b/c/d/e/f", "nowhere"],
)
def test_what_is_no_place_under_the_root_is_refused(root, place):
    with pytest.raises(Mistake):
        folders.inside(root, place)


def test_a_link_is_neither_listed_nor_followed(root, run):
    (root / "link").symlink_to(run.parent, target_is_directory=True)
    assert len(folders.listed(root)) == 1
    for place in ("link", f"link/{run.name}"):
        with pytest.raises(Mistake, match="reached by a link"):
            folders.inside(root, place)


def test_a_link_within_a_folder_is_not_followed(root, tmp_path):
    (run,) = folders.listed(root)
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (root / run.place / "report.html").symlink_to(tmp_path / "secret.html")
    with pytest.raises(Mistake, match=r"holds a link, report\.html"):
        folders.inside(root, run.place)


def test_a_wrong_place_is_told_the_nearest_right_one(root):
    (run,) = folders.listed(root)
    with pytest.raises(Mistake, match=f'did you mean "{run.place}"'):
        folders.inside(root, run.place[:-1] + "x")


def test_a_folder_without_an_answer_is_no_entry(root):
    (root / "empty").mkdir()
    with pytest.raises(Mistake, match="holds no finished answer"):
        folders.entry_of(root, "empty")


def test_another_manifest_has_another_stamp(root):
    (before,) = folders.listed(root)
    path = root / before.place / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    (after,) = folders.listed(root)
    assert before.stamp != after.stamp
