"""Makes what the documents say of the code from the code: whole pages, and parts of pages between two marks.

`make docs-refresh` runs it; a test compares. Whatever stands outside the marks is written by hand and left alone.
"""

import argparse
import ast
import dataclasses
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import assurance
import teaching
import typer
from wording import cell, first_line, flat, folded

import turnaround_sim
from turnaround_sim import beliefs, dictionary, entities, simulate, trace
from turnaround_sim.analysis.informing import PRICED_BY
from turnaround_sim.analysis.words import number
from turnaround_sim.assurance import bibliography
from turnaround_sim.cli import app, declared, registering
from turnaround_sim.events import SAYS, EventKind
from turnaround_sim.evidence.checked import words_of
from turnaround_sim.evidence.statistics import STATISTICS
from turnaround_sim.evidence.targets import options_of, read_targets
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import Declared, declared_paths, groups_of, tidy
from turnaround_sim.reference import agents
from turnaround_sim.rule import RULES
from turnaround_sim.scenario.checks import COUNTS, NATIONAL
from turnaround_sim.validation.backtest import backtest_facts as facts_of_backtest
from turnaround_sim.validation.backtest import read_backtest
from turnaround_sim.validation.backtest.facts import WHAT
from turnaround_sim.validation.backtest.forecasts import QUANTITIES
from turnaround_sim.validation.fact import Fact
from turnaround_sim.validation.study import RESULTS, published

HOUSE = Path(__file__).resolve().parents[2]
DOCS = HOUSE / "docs"
BACKTEST = HOUSE / "results" / "published" / "backtest"
PART = re.compile(r"(<!-- made from the code: ([\w -]+) -->\n)(.*?)(<!-- end of it -->)", re.DOTALL)
SCIENCE = "turnaround_sim.rules."

# ---------------------------------------------------------------- the rules, and the phase that first asks for each

PHASES = {
    "environment": ("1", "environment"),
    "oversight": ("2", "oversight"),
    "workforce": ("3", "workforce"),
    "attention": ("4, 5", "attention"),
    "improvement": ("6", "improvement"),
    "quality": ("7", "quality"),
    "leadership": ("8", "leadership"),
    "inspection": ("9", "inspection"),
    "regime": ("10", "regime"),
    "money": ("11", "money"),
}
"""The number of each phase in the model, by the name of its function in `turnaround_sim.month`."""


def calls(function: Callable[..., Any]) -> list[str]:
    """The names of functions that a function's text calls, in the order in which they stand."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    found.sort(key=lambda node: (node.lineno, node.col_offset))
    return [node.func.id for node in found if isinstance(node.func, ast.Name)]


def by_name() -> dict[str, Callable[..., Any]]:
    """Every rule by its bare name, which no two of them share."""
    named = {rule.__name__: rule for rule in RULES.values()}
    if len(named) != len(RULES):
        raise ValueError("two rules have one name")
    return named


def reached(start: str) -> list[str]:
    """The rules that a function of the month comes to ask for, itself first, in the order of asking."""
    rules, seen = by_name(), [start]
    for name in calls(rules[start]):
        if name in rules and name not in seen:
            seen += [other for other in reached(name) if other not in seen]
    return seen


def asked_in_phases() -> dict[str, list[str]]:
    """For each function that `month` calls, the rules that it is the first to ask for."""
    shares: dict[str, list[str]] = {}
    taken: set[str] = set()
    for phase in dict.fromkeys(calls(by_name()["month"])):
        if phase in by_name():
            # What opens a month or keeps its books takes no rule away from the phase that the rule belongs to.
            shares[phase] = [name for name in reached(phase) if name not in taken] if phase in PHASES else [phase]
            taken |= set(shares[phase])
    shares["beginnings"] = [
        name for start in ("begin", "open_the_record") for name in reached(start) if name not in taken
    ]
    return {phase: list(dict.fromkeys(names)) for phase, names in shares.items()}


def is_science(name: str) -> bool:
    """Whether a rule says what happens, rather than in which order."""
    return by_name()[name].__module__.startswith(SCIENCE)


def schedule() -> Iterator[str]:
    """The phases in the order of `month`, with the rules each is the first to ask for."""
    yield "| | phase | in a sentence | rules it is the first to ask for, in order |"
    yield "|---|---|---|---|"
    for phase, names in asked_in_phases().items():
        if phase == "beginnings":
            continue
        sentence = re.sub(r"^Phases? [\d and]+: ", "", first_line(by_name()[phase]))
        told = ", ".join(f"`{name}`" for name in names if is_science(name)) or "–"
        yield f"| {PHASES.get(phase, ('–',))[0]} | `{phase}` | {sentence[:1].upper()}{sentence[1:]} | {told} |"


def rules_of(phase: str) -> Iterator[str]:
    """What the rules say that a phase is the first to ask for: sentence, equation and source from each docstring."""
    names = [name for name in asked_in_phases()[phase] if is_science(name)]
    yield from folded(
        f"The {len(names)} rules in the words of the code", (line for name in names for line in told(name))
    )


def other_rules() -> Iterator[str]:
    """The rules that no phase and no beginning asks for, and so stand nowhere else."""
    stand = {name for names in asked_in_phases().values() for name in names}
    names = [name for name in by_name() if is_science(name) and name not in stand]
    yield from (line for name in names for line in told(name))


def told(name: str) -> Iterator[str]:
    """One rule: its name and sentence, its equations as they stand, its source."""
    rule = by_name()[name]
    sentence, *paragraphs = re.split(r"\n\s*\n", inspect.getdoc(rule) or "")
    place = rule.__module__.removeprefix(SCIENCE)
    yield f"**`{name}`** ({place}). {flat(sentence)}"
    yield ""
    for paragraph in paragraphs:
        if paragraph.startswith("Source:"):
            yield f"*{flat(paragraph)}*"
        elif re.search(r" [-+*]?= | < |\[.+\]", paragraph.splitlines()[0]):
            yield from (f"    {line}" for line in paragraph.splitlines())
        else:
            yield flat(paragraph)
        yield ""


# ---------------------------------------------------------------- entities, parameters, policies


def state_variables() -> Iterator[str]:
    """Every field of every entity, as declared."""
    roles = {"state": "carried from month to month", "heard": "heard of others this month", "cause": "causes of change"}
    for name, kind in vars(entities).items():
        if not (inspect.isclass(kind) and dataclasses.is_dataclass(kind)):
            continue
        lines = []
        for role, words in roles.items():
            fields = [field for field in dataclasses.fields(kind) if field.metadata.get("role") == role]
            if fields:
                lines += [f"*{words[:1].upper()}{words[1:]}*", "", "| variable | unit | meaning |", "|---|---|---|"]
                lines += [
                    f"| `{f.name}` | {f.metadata['unit'] or '–'} | {cell(f.metadata['meaning'])} |" for f in fields
                ]
                lines.append("")
        title = re.sub(r"(?<!^)(?=[A-Z])", " ", name.removesuffix("Fields")).lower()
        count = len(dataclasses.fields(kind))
        yield from folded(
            f"{title[:1].upper()}{title[1:]}: {count} variables", [flat(inspect.getdoc(kind) or ""), "", *lines]
        )


def numbers(wholes: Mapping[str, type[Parameters] | type[Levers]]) -> Iterator[str]:
    """Every declared number of some wholes, group by group."""
    for whole, groups in wholes.items():
        paths = declared_paths(groups)
        for group, kind in groups_of(groups).items():
            mine = [d for path, d in paths.items() if path.startswith(f"{group}.")]
            lines = [flat((inspect.getdoc(kind) or "").partition("\n")[0]), ""]
            lines += ["| name | value | unit | allowed | kind | source |", "|---|---|---|---|---|---|"]
            lines += [f"| {' | '.join(number_cells(d))} |" for d in mine]
            yield from folded(f"`{whole}.{group}`: {len(mine)} numbers", [*lines, ""])


def number_cells(d: Declared) -> tuple[str, ...]:
    """One declared number in the cells of a table."""
    value = str(d.word(d.value)) if d.choices else tidy(d.value)
    return f"`{d.name}`", value, d.unit, cell(d.allowed), d.kind, d.source or "–"


def kinds_counted() -> Iterator[str]:
    """How many numbers rest on what, with the share that nobody has measured."""
    counted: dict[str, int] = {}
    for d in declared_paths(Parameters).values():
        counted[d.kind] = counted.get(d.kind, 0) + 1
    meaning = {
        "measured": "published by someone who counted it",
        "elicited": "judged by people who know the field, or by us from their papers",
        "calibrated": "set by hand near a target; some of them are fitted by `turnaround calibrate`",
        "assumed": "supposed, with a reason",
    }
    yield "| kind | parameters | what it means |"
    yield "|---|---:|---|"
    yield from (f"| {kind} | {counted.get(kind, 0)} | {words} |" for kind, words in meaning.items())
    yield f"| all | {sum(counted.values())} | |"


def scenario_counts() -> Iterator[str]:
    """The counts that a scenario may state."""
    yield "| key | usual | allowed | what it is |"
    yield "|---|---|---|---|"
    yield from (f"| `{name}` | {tidy(d.value)} | {d.allowed} | {d.note} |" for name, d in COUNTS.items())


def events() -> Iterator[str]:
    """The kinds of event and what may be said about each."""
    yield "| `do` | keys of `with` |"
    yield "|---|---|"
    for kind in EventKind:
        said = [
            f"`{name}` ({s.declared.allowed}{'' if s.declared.unit == '1' else ' ' + s.declared.unit}"
            f"{', needed' if s.needed else ''}): {s.declared.note}"
            for name, s in SAYS[kind].items()
        ]
        yield f"| `{kind.word}` | {'<br>'.join(said) or 'none'} |"


def national_levers() -> Iterator[str]:
    """The levers that cannot be changed for one trust."""
    yield ", ".join(f"`{name}`" for name in sorted(NATIONAL))


def targets() -> Iterator[str]:
    """The targets of England: what is known, how surely, and what it is for."""
    yield "| id | fact | value | 95% interval | n | of whom, when | use | sources |"
    yield "|---|---|---:|---|---:|---|---|---|"
    for target in read_targets("england").targets:
        unit = "" if target.unit in ("share", "r", "order") else f" {target.unit}"
        interval = "–" if target.low != target.low else f"{tidy(target.low)} to {tidy(target.high)}"
        use = (
            f"set: {', '.join(f'`{path.strip()}`' for path in target.held_by.split(';'))}"
            if target.held_by
            else target.use
        )
        cells = (target.id, target.fact, f"{tidy(target.value)}{unit}", interval, target.n or "–")
        yield f"| {' | '.join(map(str, cells))} | {target.population}, {target.period} | {use} | {target.source} |"


def statistics() -> Iterator[str]:
    """The statistics that a target may name, with what each may be asked."""
    yield "| statistic | what it counts | options |"
    yield "|---|---|---|"
    for name, statistic in STATISTICS.items():
        options = [
            f"`{option}`{'' if field.is_required() else ' (may be left out)'}: {asked(field)}"
            for option, field in options_of(name).model_fields.items()
        ]
        yield f"| `{name}` | {cell(first_line(statistic))} | {'<br>'.join(options)} |"


def asked(field: Any) -> str:
    """What an option of a statistic may be, in words."""
    words = ", ".join(f'"{word}"' for word in words_of(field.annotation))
    return f"{field.description}: {words}" if words and field.description else words or field.description


# ---------------------------------------------------------------- whole pages

MADE = "Made from the code by `make docs-refresh`; do not edit."


def command_line() -> Iterator[str]:
    """The page of the command line, from the commands' own help."""
    yield from ("# The command line", "", MADE, "")
    command = typer.main.get_command(app)
    yield from _command("turnaround", command)


def _command(path: str, command: Any) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    if path != "turnaround":
        yield from (f"## {path}", "")
    yield from (flat(command.help or ""), "")
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    words = [path, *(["COMMAND"] if inner else []), *(["[OPTIONS]"] if options else [])]
    words += [(p.metavar or p.name.upper()) if p.required else f"[{p.metavar or p.name.upper()}]" for p in arguments]
    yield from ("    " + " ".join(words), "")
    if arguments or options:
        yield from ("| | if left out | what it does |", "|---|---|---|")
        for p in arguments:
            told = "needed" if p.required else usual(p)
            yield f"| `{p.metavar or p.name.upper()}` | {told} | {cell(flat(getattr(p, 'help', '') or ''))} |"
        for p in options:
            shown = ", ".join(f"`{name}`" for name in p.opts)
            value = "" if p.is_flag else f" `{cell(p.metavar or kind_of(p))}`"
            yield f"| {shown}{value} | {usual(p)} | {cell(flat(p.help or ''))} |"
        yield ""
    for name, child in inner.items():
        yield from _command(f"{path} {name}", child)


def usual(parameter: Any) -> str:
    """What an option stands at where it is not given."""
    value = parameter.default
    if parameter.is_flag if parameter.param_type_name == "option" else False:
        return "off"
    return f"`{value}`" if isinstance(value, str | int | float | Path) and str(value) else "–"


def kind_of(parameter: Any) -> str:
    """What sort of value an option takes, for where it names none itself."""
    # Typer's own parser knows the annotation, the one it was built on before a type with a name.
    annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    name = getattr(annotation, "__name__", "") or str(getattr(getattr(parameter, "type", None), "name", "text"))
    return {"int": "NUMBER", "integer": "NUMBER", "float": "NUMBER", "str": "TEXT"}.get(name, name.upper())


ABOUT = {
    "outcomes": "One row an arm and replicate: what a policy is judged by. The first is the primary one.",
    "trusts": "One row a trust: who is there. The names are invented.",
    "months": "One row an arm, replicate and month: national figures.",
    "annual": "One row a trust and year: what an analyst outside could have seen, and beside it what was so.",
    "spells": "One row a stay in special measures.",
    "tenures": "One row a person's time in a chief executive's post, deputies in a gap among them.",
    "inspections": "One row an inspection.",
    "support": "One row a piece of support given to a trust.",
}


def columns() -> Iterator[str]:
    """The page of every column of every table, from the data dictionary."""
    yield from ("# Columns", "", MADE, "")
    yield "The same facts lie in every run's folder as `dictionary.json`. In every table `arm`, `replicate` and `seed`"
    yield "come first. A column of type *number* may be empty; *whole* never is."
    for table, held in dictionary.TABLES.items():
        yield from ("", f"## {table}", "", ABOUT[table], "")
        yield from ("| column | type | unit | meaning |", "|---|---|---|---|")
        yield from (f"| `{c.name}` | {c.type} | {'' if c.unit == '1' else c.unit} | {cell(c.meaning)} |" for c in held)
    yield from ("", "## panel", "", "`panel.nc`, kept with `--keep panel`: arrays [arm, replicate, month, trust].", "")
    yield from ("| variable | unit | meaning |", "|---|---|---|")
    yield from (f"| `{c.name}` | {'' if c.unit == '1' else c.unit} | {cell(c.meaning)} |" for c in dictionary.PANEL)


def python_names() -> Iterator[str]:
    """The page of the public names, from their docstrings."""
    yield from ("# Python", "", MADE, "")
    yield "What may be relied on: the names of `turnaround_sim` itself, and those below. All else may change."
    public = {name: getattr(turnaround_sim, name) for name in turnaround_sim.__all__ if not name.startswith("_")}
    public |= {"simulate.simulate": simulate.simulate, "trace.trace": trace.trace}
    public |= {"trace.first_divergence": trace.first_divergence, "trace.Trace": trace.Trace}
    for name, thing in public.items():
        yield from ("", f"## turnaround_sim.{name}", "")
        yield from (f"    {line}" for line in signature(name.rpartition(".")[2], thing).splitlines())
        yield from ("", *numpydoc(inspect.getdoc(thing) or ""))
        if inspect.isclass(thing):
            for method, value in vars(thing).items():
                yield from _method(method, value)
    yield from ("", "## Agents of the reference", "", *reference_agents())


def _method(name: str, value: Any) -> Iterator[str]:
    if name.startswith("_"):
        return
    function = value.__func__ if isinstance(value, classmethod) else value
    if isinstance(value, property):
        yield from ("", f"**`{name}`** – {flat(first_line(value))}")
    elif inspect.isfunction(function):
        yield from ("", f"**`{name}{short(function)}`** – {flat(first_line(function))}")


def reference_agents() -> Iterator[str]:
    """The agents a pupil may subclass, with the rules that each obeys as methods."""
    yield "Each is a Mesa agent with the state variables of its kind. Subclass one, write a method anew, and hand the"
    yield "class to `NHSModel`; a method is called as the rule is, the agent being its first argument."
    for name, kind in vars(agents).items():
        if inspect.isclass(kind) and kind.__module__ == agents.__name__:
            yield from ("", f"**{name}** – {flat(inspect.getdoc(kind) or '')}", "")
            rules = [n for n, value in vars(kind).items() if inspect.isfunction(value) and not n.startswith("_")]
            yield from (
                f"- `{rule}{short(getattr(kind, rule))}` – {flat(first_line(getattr(kind, rule)))}" for rule in rules
            )


def signature(name: str, thing: Any) -> str:
    """A function or class with its arguments as the source has them, one a line where they are many."""
    if dataclasses.is_dataclass(thing):
        arguments = [field.name for field in dataclasses.fields(thing)]
    else:
        tree: Any = ast.parse(textwrap.dedent(inspect.getsource(thing.__init__ if inspect.isclass(thing) else thing)))
        names = tree.body[0].args
        names.args = [argument for argument in names.args if argument.arg != "self"]
        arguments = ast.unparse(names).replace("'Scenario'", "Scenario").split(", ")
        # A comma within brackets parts no arguments.
        arguments = re.split(r", (?=\*|\w+(?:[:=]|$))", ", ".join(arguments))
    whole = f"{name}({', '.join(arguments)})"
    return whole if len(whole) <= 100 else f"{name}(\n" + "".join(f"    {a},\n" for a in arguments) + ")"


def short(function: Callable[..., Any]) -> str:
    """The names of a method's arguments."""
    return f"({', '.join(list(inspect.signature(function).parameters)[1:])})"


def numpydoc(doc: str) -> Iterator[str]:
    """A numpydoc docstring in Markdown: its sections as bold headings, what they name as a list."""
    lines = doc.splitlines()
    inside = False
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if after and set(after) == {"-"}:
            yield from (f"**{line}**", "")
            inside = True
        elif line and set(line) == {"-"}:
            continue
        elif inside and line and not line.startswith(" "):
            yield f"- `{line}`" if re.fullmatch(r"[\w, ]+", line) else line
        else:
            yield f"  {line.strip()}" if line.startswith(" ") else line


def sources() -> Iterator[str]:
    """The page of the bibliography, key by key."""
    yield from ("# Sources", "", MADE, "")
    yield "The key is the name used in the code and in these pages; F, INT and T numbers are facts and targets that an"
    yield "entry stands behind. `docs/references.bib` has the same for a reference manager."
    letter = ""
    for key, fields in sorted(bibliography._entries().items(), key=lambda entry: entry[0].lower()):
        if key[0].upper() != letter:
            letter = key[0].upper()
            yield from ("", f"## {letter}", "")
        spelt = bibliography.entry(key).partition(": ")[2]
        spelt = re.sub(r"\. (https?://\S+)$", r". <\1>", spelt.replace("<", "&lt;"))
        note = re.sub(r"[{}]", "", fields.get("note", ""))
        yield f"- **{key}** – {spelt.replace('--', '–').replace(chr(92) + '&', '&')}" + (f" *{note}*" if note else "")


# ---------------------------------------------------------------- the back-test, as it is published

RIVALS = {"persistence": "as in 2016", "constant_hazard": "constant hazard", "kaplan_meier": "Kaplan-Meier"}


def backtest_run() -> Iterator[str]:
    """What was run, in a sentence."""
    held = read_backtest(BACKTEST)
    yield f"Published: {held.worlds:,} worlds of each scenario under {held.draws}, seed {held.seed}, made by"
    yield "`python -m experiments.backtest`; tables and pictures lie in `results/published/backtest`."


def backtest_facts() -> Iterator[str]:
    """Every fact of the back-test, with what came out."""
    yield from ("| | fact | result | model | observed, or best rival | unseen |", "|---|---|---|---|---|---|")
    for fact in facts_of_backtest(read_backtest(BACKTEST)):
        model = "–" if fact.model != fact.model else f"{fact.model:.3g} ({fact.low:.3g} to {fact.high:.3g})"
        unseen = "yes" if fact.held_out else "no"
        yield f"| {fact.id} | {cell(fact.fact)} | {fact.result} | {model} | {fact.observed:.3g} | {unseen} |"


def backtest_scores() -> Iterator[str]:
    """Scores of the years after the split, beside each rival's."""
    yield "| | score | model | " + " | ".join(RIVALS.values()) + " | targets seen |"
    yield "|---|---|---|---|---|---|---|"
    for row in read_backtest(BACKTEST).scores.to_dict("records"):
        scores = " | ".join(f"{row[name]:.3g}" for name in ("model", *RIVALS))
        yield f"| {WHAT[row['quantity']]} | {row['score']} | {scores} | {row['fitted'] or 'none'} |"


def backtest_years() -> Iterator[str]:
    """The counts of each year, with 80% intervals beside the record."""
    yield "| | " + " | ".join(WHAT[quantity] for quantity in QUANTITIES) + " |"
    yield "|---|" + "---|" * len(QUANTITIES)
    for year, rows in read_backtest(BACKTEST).counts.groupby("year"):
        cells = []
        for row in rows.set_index("quantity").loc[list(QUANTITIES)].to_dict("records"):
            record = f"{row['low']}" if row["low"] == row["high"] else f"{row['low']} to {row['high']}"
            least = "at least " if row["standing"] == "undercount" and row["low"] == row["high"] else ""
            cells.append(f"{row['median']} ({row['low_80']} to {row['high_80']}); **{least}{record}**")
        yield f"| {year} | {' | '.join(cells)} |"


# ---------------------------------------------------------------- putting it in place


def scorecard_counted() -> Iterator[str]:
    """How many facts are met, missed and not to be asked."""
    passed, failed, rest = (len(held_out("record", result)) for result in RESULTS)
    yield f"Of {passed + failed} facts that it was not fitted to and that can be asked of it, the model meets"
    yield f"**{passed}** and misses **{failed}**; {rest} more cannot be asked of it."


def held_out(kind: str, result: str) -> list[Fact]:
    """Published facts that were not fitted, of one kind and verdict."""
    return [fact for fact in published() if fact.held_out and (fact.kind, fact.result) == (kind, result)]


def against_the_null() -> Iterator[str]:
    """Which of the two fitted models foretells what better, as it is published."""
    rows = assurance.against_null()
    better = {who: [row for row in rows if row["favours"] == who] for who in ("null", "full")}
    without = [row for row in rows if row["needs_no_leader"] == "True"]

    def missed(row: dict[str, str]) -> bool:
        return row["full_inside"] == row["null_inside"] == "False"

    def most(who: str) -> str:
        by_size = sorted(better[who], key=lambda row: -abs(float(row["difference"])))[:3]
        named = ((row, f"{row['fact'].partition(' (')[0]} ({row['target']}") for row in by_size)
        return "; ".join(f"{words}{', though neither meets it' if missed(row) else ''})" for row, words in named)

    yield from assurance.null_counted()
    yield "A fact that was fitted is left out first, and foretold from the others."
    if better["null"]:
        yield f"Most in favour of the null: {most('null')}."
    if better["full"]:
        yield f"Most in favour of the full model: {most('full')}."
    yield ""
    yield f"**{len(without)} of the {len(rows)} need no leader effect**: the null has them inside their interval, and"
    yield "the full model does not foretell them better. They are no evidence that leaders or support do anything."


def theories() -> Iterator[str]:
    """What theories foretell, with what small worlds showed."""
    passed, failed, _ = (len(held_out("theory", result)) for result in RESULTS)
    yield f"Of {passed + failed} predictions that can be tried it shows **{passed}** and does not show **{failed}**."
    yield ""
    yield "| prediction | must be | model (95% interval) | shown | source |"
    yield "|---|---|---:|---|---|"
    for fact in published():
        if fact.kind == "theory" and fact.result != "not testable":
            model = f"{number(fact.model)} ({number(fact.low)} to {number(fact.high)})"
            shown = "yes" if fact.result == "pass" else "**no**"
            named = f"{fact.id}: {fact.fact}"
            yield f"| {cell(named)} | {cell(fact.tolerance)} | {model} | {shown} | {cell(fact.source)} |"
    yield ""
    yield "| prediction that cannot be tried | why | source |"
    yield "|---|---|---|"
    for fact in held_out("theory", "not testable"):
        yield f"| {cell(f'{fact.id}: {fact.fact}')} | {cell(fact.why)} | {cell(fact.source)} |"


def scorecard(result: str) -> Iterator[str]:
    """The facts of the record with one verdict."""
    yield "| fact | observed | must be | model (95% interval) | evidence |"
    yield "|---|---:|---|---:|---|"
    for fact in held_out("record", result):
        model = f"{number(fact.model)} ({number(fact.low)} to {number(fact.high)})"
        named, grounds = f"{fact.id}: {fact.fact}", f"{fact.strength}; {fact.source}"
        row = named, number(fact.observed), fact.tolerance, model, grounds
        yield f"| {' | '.join(cell(each) for each in row)} |"


def informed() -> Iterator[str]:
    """Which parameters the record informs, and of which levers it says nothing."""
    known = [path for path in beliefs.uncertain() if beliefs.is_informed(path)]
    silent = [group for group, paths in PRICED_BY.items() if not any(path in known for path in paths)]
    count = len(beliefs.uncertain())
    yield f"The record narrows {len(known)} of {count} uncertain numbers to four fifths of their spread or less:"
    yield f"{', '.join(f'`{path}`' for path in known)}. Of what these groups of levers are worth it says nothing:"
    yield f"{', '.join(f'**{group}**' for group in silent)}."


PAGES: Mapping[str, Callable[[], Iterable[str]]] = {
    "parameters.md": lambda: declared.as_page().splitlines(),
    "reference/command-line.md": command_line,
    "reference/evidence-register.md": lambda: registering.as_page().splitlines(),
    "reference/columns.md": columns,
    "reference/python.md": python_names,
    "reference/sources.md": sources,
}
PARTS: Mapping[str, Callable[[], Iterable[str]]] = {
    "schedule": schedule,
    "state variables": state_variables,
    "parameters": lambda: numbers({"parameters": Parameters}),
    "levers": lambda: numbers({"levers": Levers}),
    "kinds of parameters": kinds_counted,
    "counts of a scenario": scenario_counts,
    "events": events,
    "national levers": national_levers,
    "targets": targets,
    "statistics": statistics,
    "other rules": other_rules,
    "facts counted": scorecard_counted,
    "theories": theories,
    "against the null": against_the_null,
    "facts met": lambda: scorecard("pass"),
    "facts missed": lambda: scorecard("fail"),
    "what the record informs": informed,
    "run of the back-test": backtest_run,
    "facts of the back-test": backtest_facts,
    "scores of the back-test": backtest_scores,
    "years of the back-test": backtest_years,
    **assurance.PARTS,
    **teaching.PARTS,
    **{f"rules of {phase}": lambda phase=phase: rules_of(phase) for phase in (*PHASES, "beginnings")},  # type: ignore[misc]
}


def made() -> dict[Path, str]:
    """Every page with something made from the code in it, as it should read."""
    pages = {DOCS / name: "\n".join(lines()).rstrip() + "\n" for name, lines in PAGES.items()}
    for path in sorted(DOCS.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if path not in pages and PART.search(text):
            pages[path] = PART.sub(_filled, text)
    return pages


def _filled(part: re.Match[str]) -> str:
    if part[2] not in PARTS:
        raise ValueError(f'nothing is made for the mark "{part[2]}"; there are {", ".join(PARTS)}')
    body = "\n".join(PARTS[part[2]]()).strip("\n")
    return f"{part[1]}\n{body}\n\n{part[4]}"


def differing() -> list[Path]:
    """The pages that are not as the code says."""
    return [path for path, text in made().items() if not path.is_file() or path.read_text(encoding="utf-8") != text]


def main() -> int:
    """Write what differs, or with --check only name it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, and fail where something differs")
    check = parser.parse_args().check
    pages = made()
    changed = differing()
    for path in changed:
        sys.stdout.write(f"{path.relative_to(HOUSE)}\n")
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(pages[path], encoding="utf-8")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
