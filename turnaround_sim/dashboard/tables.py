"""Tables as HTML: read by screen readers, found by the browser's search, scrolled by keyboard."""

import html
from collections.abc import Sequence


def as_html(caption: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, shown: bool = False) -> str:
    """A table; all text is escaped. The first column heads its row. The caption is shown, or said to screen readers.

    A table that is wider than the window scrolls in a frame of its own, by keyboard too.
    """
    name = html.escape(caption, quote=True)
    heads = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in header)
    lines = []
    for row in rows:
        first, *others = row
        cells = "".join(f"<td>{html.escape(text)}</td>" for text in others)
        lines.append(f'<tr><th scope="row">{html.escape(first)}</th>{cells}</tr>')
    seen = "" if shown else ' class="unseen"'
    return (
        f'<div class="frame" role="region" aria-label="{name}" tabindex="0"><table><caption{seen}>{name}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )
