"""What every picture that we write by hand begins and ends with."""

from collections.abc import Sequence
from html import escape


def titled(title: str, said: str, width: float, height: float, marks: Sequence[str], look: str) -> str:
    """Marks on white as one picture, with its title and the same in words for those who cannot see it.

    `look` are attributes that hold for all marks: fonts and colours.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:g} {height:g}" {look}>'
        f"<title>{escape(title)}</title><desc>{escape(said)}</desc>"
        f'<rect width="100%" height="100%" fill="white"/>{"".join(marks)}</svg>'
    )
