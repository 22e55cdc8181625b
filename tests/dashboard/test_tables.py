"""Tables as HTML: escaped, captioned, with headings that a screen reader can name."""

from turnaround_sim.dashboard.tables import LONG, as_csv, as_html


def test_a_cell_is_text_and_nothing_else():
    text = as_html('"><i>', ("<b>", "x"), [("<script>alert(1)</script>", '"&')])
    assert "<script" not in text
    assert "<i>" not in text
    assert "&lt;script&gt;" in text
    assert "&quot;&amp;" in text


def test_a_table_can_be_walked_by_a_screen_reader_and_scrolled_by_keyboard():
    text = as_html("Arms", ("arm", "what", "value"), [("a", "b", "1"), ("c", "d", "2")], shown=True)
    assert "<caption>Arms</caption>" in text
    assert text.count('scope="col"') == 3
    assert text.count('scope="row"') == 2
    assert 'role="region" aria-label="Arms" tabindex="0"' in text
    assert '<caption class="unseen">Arms</caption>' in as_html("Arms", ("a",), [])


def test_numbers_stand_at_the_right_and_a_total_is_told_apart():
    text = as_html("Arms", ("arm", "what", "value"), [("a", "b", "1"), ("c", "d", "2")], words=2, total=True)
    assert '<td>b</td><td class="number">1</td>' in text
    assert text.count('class="number"') == 3
    assert '<tr class="total"><th scope="row">c</th>' in text
    assert "number" not in as_html("Arms", ("arm", "value"), [("a", "1")])


def test_every_row_has_a_name():
    text = as_html("Arms", ("arm", "value"), [("", "1"), (" ", "2"), ("c", "3")])
    assert text.count('<span class="unseen">no name</span></th>') == 2
    assert '<th scope="row"></th>' not in text


def test_a_cell_of_a_card_says_its_column():
    text = as_html("Arms", ("arm", "what", '"x"'), [("a", "b", "1")], words=2, cards=True)
    assert '<table class="cards">' in text
    assert '<td data-label="what">b</td><td class="number" data-label="&quot;x&quot;">1</td>' in text
    assert "data-label" not in as_html("Arms", ("arm", "what"), [("a", "b")])


def test_a_long_table_scrolls_on_its_own():
    assert "long" not in as_html("A", ("a",), [("x",)] * LONG)
    assert 'class="frame long"' in as_html("A", ("a",), [("x",)] * (LONG + 1))


def test_a_cell_is_no_formula_to_a_spreadsheet():
    assert as_csv(("a", "b"), [("@x", -1.5), ("-2", "+cmd")]) == "a,b\n'@x,-1.5\n-2,'+cmd\n"
