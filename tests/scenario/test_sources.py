"""Scenario words are found in files, in what the files extend, and on the command line."""

from pathlib import Path

import pytest

from turnaround_sim.mistakes import Mistake
from turnaround_sim.scenario import sources
from turnaround_sim.scenario.sources import from_command_line, lineage, shipped_scenarios


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder, and a package that ships two scenarios."""
    shipped, work = tmp_path / "package", tmp_path / "work"
    shipped.mkdir()
    work.mkdir()
    (shipped / "england.toml").write_text("months = 120\n")
    (shipped / "strict.toml").write_text('extends = "england"\n')
    monkeypatch.setattr(sources, "SHIPPED", shipped)
    monkeypatch.chdir(work)
    return work


def test_a_shipped_scenario_is_found_by_name_with_all_it_extends() -> None:
    assert shipped_scenarios() == ("england", "strict")
    assert [layer.file for layer in lineage("strict")] == ["england.toml", "strict.toml"]


def test_a_parent_is_sought_beside_its_child(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "mine.toml").write_text('extends = "../parent.toml"\n')
    (folder / "parent.toml").write_text('extends = "strict"\n')
    files = [layer.file for layer in lineage("deep/mine.toml")]
    assert files == ["england.toml", "strict.toml", "parent.toml", str(Path("deep/mine.toml"))]


def test_a_file_comes_before_a_shipped_scenario_of_the_same_name(folder: Path) -> None:
    (folder / "england").write_text("months = 7\n")
    assert lineage("england")[0].said == {"months": 7}


def test_a_file_may_extend_the_shipped_scenario_of_its_own_name(folder: Path) -> None:
    (folder / "england.toml").write_text('extends = "england"\nmonths = 7\n')
    assert [layer.said["months"] for layer in lineage("england.toml")] == [120, 7]


def test_a_circle_is_refused_and_shown(folder: Path) -> None:
    (folder / "a.toml").write_text('extends = "b.toml"\n')
    (folder / "b.toml").write_text('extends = "./a.toml"\n')
    with pytest.raises(Mistake, match=r"closes a circle \(a\.toml extends b\.toml extends a\.toml\)") as refused:
        lineage("a.toml")
    assert (refused.value.file, refused.value.key) == ("b.toml", "extends")


@pytest.mark.parametrize("asked", ["engalnd", "engalnd.toml", "configs/scenarios/engalnd.toml"])
def test_a_missing_scenario_is_answered_with_those_there_are(asked: str) -> None:
    words = r'is neither a file nor a shipped scenario; shipped: england, strict; did you mean "england"\?'
    with pytest.raises(Mistake, match=words) as refused:
        lineage(asked)
    assert (refused.value.key, refused.value.value) == ("scenario", asked)


@pytest.mark.parametrize("asked", ["", ".", "a\0b", "x" * 5000])
def test_what_can_be_no_file_is_refused_like_a_missing_one(asked: str) -> None:
    with pytest.raises(Mistake, match="is neither a file nor a shipped scenario"):
        lineage(asked)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"months = 3\ntrusts = [\n", 3),
        (b"months = 3\ntrusts = =\n", 2),
        (b"months = 3\nmonths = 4\n", 2),
        (b"title = 'caf\xe9'\n", 1),
        (b"months = 3\r\ntitle = '\xff'\r\n", 2),
    ],
)
def test_malformed_files_are_refused_with_their_line(folder: Path, text: bytes, line: int) -> None:
    (folder / "x.toml").write_bytes(text)
    with pytest.raises(Mistake, match=rf"x\.toml: line {line} is not") as refused:
        lineage("x.toml")
    assert (refused.value.file, refused.value.key) == ("x.toml", f"line {line}")


def test_a_byte_order_mark_and_windows_lines_do_no_harm(folder: Path) -> None:
    (folder / "x.toml").write_bytes(b"\xef\xbb\xbfmonths = 3\r\ntrusts = 4\r\n")
    assert lineage("x.toml")[0].said == {"months": 3, "trusts": 4}


def test_a_file_that_cannot_be_read_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "x.toml").write_text("")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(Mistake, match=r"x\.toml: cannot be read \(Permission denied\)"):
        lineage("x.toml")


def test_settings_become_the_tables_of_a_file() -> None:
    layer = from_command_line({"levers.buddy.months": "9", "levers.buddy.matching": "nearest", "months": 12})
    assert layer.said == {"levers": {"buddy": {"months": 9, "matching": "nearest"}}, "months": 12}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9", 9),
        ("9.5", 9.5),
        ("true", True),
        ('"9"', "9"),
        ("nearest", "nearest"),
        ("two words", "two words"),
        ("[1, 2]", [1, 2]),
        ("{a = 1}", {"a": 1}),
        ("1\nmonths = 2", "1\nmonths = 2"),
        ("", ""),
    ],
)
def test_a_setting_is_read_as_toml_and_as_text_where_it_is_none(text: str, value: object) -> None:
    assert from_command_line({"x": text}).said == {"x": value}


def test_a_name_that_looks_like_a_number_stays_text() -> None:
    assert from_command_line({"name": "2013", "title": '"quoted"'}).said == {"name": "2013", "title": "quoted"}


def test_settings_are_not_shared_with_the_caller() -> None:
    mine: dict[str, object] = {"leadership": {"patience": 3}}
    layer = from_command_line({"levers": mine, "levers.buddy.months": 9})
    assert layer.said["levers"] == {**mine, "buddy": {"months": 9}}
    assert mine == {"leadership": {"patience": 3}}
