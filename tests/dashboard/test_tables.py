"""Tables as HTML: escaped, captioned, with headings that a screen reader can name."""

from turnaround_sim.dashboard.tables import TALL, as_csv, as_html


def test_a_cell_is_text_and_nothing_else():
    text = as_html(("<b>", "x"), [("<script>alert(1)</script>", '"&')], '"><i>')
    assert "<script" not in text
    assert "<i>" not in text
    assert "&lt;script&gt;" in text
    assert "&quot;&amp;" in text


def test_a_table_can_be_walked_by_a_screen_reader_and_scrolled_by_keyboard():
    text = as_html(("arm", "what", "value"), [("a", "b", "1"), ("c", "d", "2")], "Arms", words=2, total=True)
    assert "<caption>Arms</caption>" in text
    assert text.count('scope="col"') == 3
    assert text.count('scope="row"') == 2
    assert 'tabindex="0" role="region" aria-label="Arms"' in text
    assert '<td class="words">b</td><td class="number">1</td>' in text
    assert '<tr class="total"><th scope="row">c</th>' in text


def test_a_long_table_scrolls_on_its_own():
    assert "tall" not in as_html(("a",), [("x",)] * TALL, "A")
    assert "scrolls tall" in as_html(("a",), [("x",)] * (TALL + 1), "A")


def test_a_cell_is_no_formula_to_a_spreadsheet():
    assert as_csv(("a", "b"), [("@x", -1.5), ("-2", "+cmd")]) == "a,b\n'@x,-1.5\n-2,'+cmd\n"
