"""What to say when the user has made a mistake: where it is, what it is, what would be right."""

import difflib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Mistake(Exception):
    """A mistake in what the user wrote, told in one sentence, with its place beside it for programs to read.

    Parameters
    ----------
    message
        What is wrong and what is allowed; end it with `nearest` where a name is wrong.
    file, key
        Where it stands: the file, and the dotted name in it. Empty where there is none.
    value
        What the user wrote there, None where there is nothing to show.

    `str` puts file, key and value before the message, leaving out those that the message already names.
    """

    def __init__(self, message: str, *, file: str = "", key: str = "", value: object = None) -> None:
        super().__init__(message)
        self.message, self.file, self.key, self.value = message, file, key, value

    def __str__(self) -> str:
        """Put the mistake in one sentence.

        >>> print(Mistake("must be from 0 to 0.1", file="hard.toml", key="leadership.departure_hazard", value=2))
        hard.toml: leadership.departure_hazard = 2: must be from 0 to 0.1
        """
        file = "" if _names(self.message, self.file) else self.file
        key = "" if _names(self.message, self.key) else self.key
        value = "" if self.value is None else repr(self.value)
        # A number in the message may be a bound; it is the user's own only where the message names the key as well.
        if (isinstance(self.value, str) or not key) and _names(self.message, str(self.value)):
            value = ""
        place = " = ".join(part for part in (key, value) if part)
        return ": ".join(part for part in (file, place, self.message) if part)


def _names(message: str, word: str) -> bool:
    return bool(word) and re.search(rf"(?<![\w.]){re.escape(word)}(?!\w|\.\w)", message) is not None


@contextmanager
def writing(folder: Path, key: str = "") -> Iterator[None]:
    """What the disk refuses meanwhile is a Mistake that names the folder."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise Mistake(f"cannot write to {folder}: {why}", file=str(folder), key=key) from error


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Give the end of a sentence that offers the right name closest to a wrong one, or nothing if none is close.

    >>> nearest("departure_hazzard", ["departure_hazard", "tenure"])
    '; did you mean "departure_hazard"?'
    """
    close = difflib.get_close_matches(word, list(allowed), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""
