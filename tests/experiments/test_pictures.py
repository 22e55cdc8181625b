from matplotlib.figure import Figure
from PIL import Image

from experiments.pictures import shrink


def drawn(path):
    figure = Figure(figsize=(6, 4))
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    for number in range(6):
        axes.plot([0, 1, 2], [number, number + 1, number / 2], marker="o", label=f"line {number}")
    axes.legend()
    axes.set_title("A picture of lines and letters")
    figure.savefig(path, dpi=150)


def test_a_picture_is_smaller_and_looks_the_same(tmp_path):
    drawn(tmp_path / "a.png")
    before, size = Image.open(tmp_path / "a.png").convert("RGB"), (tmp_path / "a.png").stat().st_size
    shrink(tmp_path)
    after = Image.open(tmp_path / "a.png").convert("RGB")
    assert (tmp_path / "a.png").stat().st_size < 0.7 * size
    assert after.size == before.size
    worst = max(abs(a - b) for a, b in zip(before.tobytes(), after.tobytes(), strict=True))
    assert worst <= 40  # of 255 in any channel


def test_the_same_picture_gives_the_same_bytes_and_once_is_enough(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("a.png", "b/a.png"):
        drawn(tmp_path / name)
    shrink(tmp_path)
    once = (tmp_path / "a.png").read_bytes()
    assert (tmp_path / "b" / "a.png").read_bytes() == once
    shrink(tmp_path)
    assert len((tmp_path / "a.png").read_bytes()) <= len(once)
