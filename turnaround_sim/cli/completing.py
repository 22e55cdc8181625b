"""What the shell offers while a command is being typed. It must be quick, and never complain."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path


def _starting(words: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    def offered(incomplete: str) -> list[str]:
        with suppress(Exception):  # a shell is no place for an error
            return [word for word in words() if word.startswith(incomplete)]
        return []

    return offered


def _scenarios() -> Iterable[str]:
    from turnaround_sim.scenario import shipped_scenarios

    return (*shipped_scenarios(), *_files())


def _files() -> Iterable[str]:
    return (path.as_posix() for path in (*sorted(Path().glob("*.toml")), *sorted(Path().glob("*/*.toml"))))


def _keys() -> Iterable[str]:
    from turnaround_sim.cli.declared import every

    return (f"{path}=" for path in every())


def _names() -> Iterable[str]:
    from turnaround_sim.cli.declared import every

    return every()


def _groups() -> Iterable[str]:
    return dict.fromkeys(path.rpartition(".")[0] for path in _names())


def _sources() -> Iterable[str]:
    from turnaround_sim.cli.bibliography import keys

    return keys()


def _folders() -> Iterable[str]:
    return (path.parent.as_posix() for path in sorted(Path("results").glob("*/*/done")))


def _experiments() -> Iterable[str]:
    from turnaround_sim.design import shipped_experiments

    return (*shipped_experiments(), *_files())


scenarios, experiments, keys, names = map(_starting, (_scenarios, _experiments, _keys, _names))
groups, sources, folders = map(_starting, (_groups, _sources, _folders))
keeps = _starting(lambda: ("outcomes", "tables", "panel"))
engines = _starting(lambda: ("ensemble", "reference"))
kinds = _starting(lambda: ("measured", "elicited", "calibrated", "assumed", "chosen"))
