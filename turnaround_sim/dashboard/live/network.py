"""The picture of a month: systems as hubs, trusts around them, and links between trusts; usable by keyboard."""

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple

from turnaround_sim import entities
from turnaround_sim.dashboard.live.bending import BENDS, Bend
from turnaround_sim.dashboard.live.layout import RADIUS, Layout, Spot, place
from turnaround_sim.dashboard.live.marks import HEAVY, MARKS
from turnaround_sim.dashboard.live.news import Step, moves
from turnaround_sim.dashboard.live.world import World, title
from turnaround_sim.entities import NOBODY, SPECIAL_MEASURES

MOST_AT_ONCE = 40
"""Trusts that one picture can hold and still be read on a projector; of more, one system is shown at a time."""
ACROSS = 2
CLEAR = HEAVY + 11.0
"""How far a link keeps from the middle of a trust."""
NAME, NAME_ENDS = 46.0, HEAVY + 26.0
"""Half the room that a name takes below its trust, and where it ends [pixels at full size]."""
HELP, MOVE = "#0072B2", "#D55E00"


class Links(NamedTuple):
    """Who is linked with whom at the end of a month: (trust, buddy), director and her trusts, leaders who moved."""

    buddies: tuple[tuple[int, int], ...]
    directors: Mapping[int, tuple[int, ...]]
    moves: tuple[Step, ...]


def links(world: World) -> Links:
    """All links of the month."""
    directors: dict[int, list[int]] = {}
    for i, each in enumerate(world.now):
        if each.is_open and each.director != NOBODY:
            directors.setdefault(each.director, []).append(i)
    buddies = tuple((i, each.buddy) for i, each in enumerate(world.now) if each.is_open and each.buddy != NOBODY)
    return Links(buddies, {d: tuple(its) for d, its in sorted(directors.items())}, tuple(moves(world)))


def links_in_words(world: World) -> list[str]:
    """Every link in a sentence."""
    found, name = links(world), world.names
    said = [f"{name[buddy]} is the buddy of {name[trust]}." for trust, buddy in found.buddies]
    for director, trusts in found.directors.items():
        where = " and ".join(name[trust] for trust in trusts)
        said.append(f"Improvement director {director} works with {where}.")
    said += [
        f"Leader {step.leader} moves from {name[step.whence]} to {name[step.to]} this month." for step in found.moves
    ]
    return said


def members(world: World, system: int | None = None) -> dict[int, list[int]]:
    """The trusts of each system, closed ones included; of one system alone where it is named."""
    found: dict[int, list[int]] = {}
    for trust in world.model.trusts:
        if system is None or trust.system == system:
            found.setdefault(int(trust.system), []).append(int(trust.number))
    return dict(sorted(found.items()))


def picture(world: World, chosen: int, system: int | None = None, columns: int = ACROSS) -> str:
    """The network at the end of the month as SVG; of one system alone where it is named."""
    its = members(world, system)
    drawn = Picture(world, place(its, columns), chosen, f"n{columns}")
    what = world.system_name(system) if system is not None else "All systems"
    return drawn.svg(f"{what}: trusts and their links at the end of month {world.month}")


def described(world: World, trust: int) -> str:
    """A trust in the picture, in words: for its name in a list of buttons."""
    now = world.now[trust]
    if not now.is_open:
        return f"{world.names[trust]}, closed"
    rating = "not yet rated" if now.rating == entities.NOT_RATED else f"rated {entities.RATINGS[now.rating]}"
    said = [world.names[trust], rating]
    if now.regime != entities.OUT:
        said.append(f"on the {entities.REGIMES[now.regime]}" if now.regime == entities.WATCHED else _inside(now.regime))
    if now.acting:
        said.append("led by an interim")
    if now.director != NOBODY:
        said.append(f"improvement director {now.director}")
    if now.buddy != NOBODY:
        said.append(f"buddy {world.names[now.buddy]}")
    return ", ".join(said)


def _inside(regime: int) -> str:
    return f"in {entities.REGIMES[regime]}" if regime == SPECIAL_MEASURES else entities.REGIMES[regime]


class Picture:
    """One picture of the network; `prefix` keeps its names apart from those of another on the page."""

    def __init__(self, world: World, at: Layout, chosen: int, prefix: str) -> None:
        self.world, self.at, self.chosen, self.prefix = world, at, chosen, prefix
        self.links = links(world)

    def svg(self, name: str) -> str:
        """All of it, the links below the trusts."""
        parts = [*self._arrows(), *self._spokes(), *self._buddies(), *self._shared_directors(), *self._moves()]
        parts += [*self._hubs(), *(self._trust(i) for i in self.at.trusts), *self._who_moves()]
        size = f'viewBox="0 0 {self.at.width:.0f} {self.at.height:.0f}" style="max-width: {self.at.width * 1.25:.0f}px"'
        return f'<svg class="network" role="group" aria-label="{escape(name)}" {size}>{"".join(parts)}</svg>'

    def _arrows(self) -> Iterator[str]:
        yield "<defs>"
        for name, colour in (("help", HELP), ("move", MOVE)):
            yield (
                f'<marker id="{self.prefix}{name}" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="15" '
                f'markerHeight="15" markerUnits="userSpaceOnUse" orient="auto">'
                f'<path d="M0 0 L10 5 L0 10 z" fill="{colour}"/></marker>'
            )
        yield "</defs>"

    def _spokes(self) -> Iterator[str]:
        for trust, spot in self.at.trusts.items():
            hub = self.at.systems[int(self.world.model.trusts[trust].system)]
            yield f'<path d="M{hub.x:.1f} {hub.y:.1f} L{spot.x:.1f} {spot.y:.1f}" stroke="#BBBBBB" stroke-width="1.5"/>'

    def _hubs(self) -> Iterator[str]:
        for system, hub in self.at.systems.items():
            yield (
                f'<rect x="{hub.x - 46:.1f}" y="{hub.y - 16:.1f}" width="92" height="32" rx="6" fill="#F2F2F2" '
                f'stroke="#555555"/><text class="hub" x="{hub.x:.1f}" y="{hub.y + 5:.1f}">'
                f"{escape(self.world.system_name(system))}</text>"
            )

    def _buddies(self) -> Iterator[str]:
        for trust, buddy in self.links.buddies:
            if trust in self.at.trusts and buddy in self.at.trusts:
                path = self._path(buddy, trust, 1.0)
                yield (
                    f'<path d="{path}" fill="none" stroke="{HELP}" stroke-width="3" stroke-dasharray="9 5" '
                    f'marker-end="url(#{self.prefix}help)"/>'
                )

    def _shared_directors(self) -> Iterator[str]:
        for trusts in self.links.directors.values():
            here = [trust for trust in trusts if trust in self.at.trusts]
            for one, other in pairwise(here):
                a, b = _badge(self.at.trusts[one]), _badge(self.at.trusts[other])
                bend = Spot((a.x + b.x) / 2 + (b.y - a.y) * 0.12, (a.y + b.y) / 2 - (b.x - a.x) * 0.12)
                yield (
                    f'<path d="M{a.x:.1f} {a.y:.1f} Q{bend.x:.1f} {bend.y:.1f} {b.x:.1f} {b.y:.1f}" fill="none" '
                    'stroke="#111111" stroke-width="2.5" stroke-dasharray="1 6" stroke-linecap="round"/>'
                )

    def _moves(self) -> Iterator[str]:
        for step in self.links.moves:
            if step.whence in self.at.trusts and step.to in self.at.trusts:
                path = self._path(step.whence, step.to, -1.0)
                yield (
                    f'<path d="{path}" fill="none" stroke="{MOVE}" stroke-width="4" '
                    f'marker-end="url(#{self.prefix}move)"/>'
                )

    def _who_moves(self) -> Iterator[str]:
        """Who moves, beside her arrow where most room is; on top of all else."""
        taken = [
            spot for trust in self.at.trusts.values() for spot in (trust, Spot(trust.x, trust.y + NAME_ENDS - 8.0))
        ]
        for step in self.links.moves:
            if step.whence in self.at.trusts and step.to in self.at.trusts:
                line = self._bend(step.whence, step.to, -1.0)
                spots = [line.at(s / 20) for s in (10, 9, 11, 8, 12, 7, 13, 6, 14)]
                room = [min(math.hypot((spot.x - t.x) / 2.5, spot.y - t.y) for t in taken) for spot in spots]
                spot = spots[room.index(max(room))]
                x = min(max(spot.x, 36.0), self.at.width - 36.0)
                who = escape(title(step.leader, False))
                yield f'<text class="moved" x="{x:.1f}" y="{spot.y + 5:.1f}">{who}</text>'

    def _path(self, one: int, other: int, way: float) -> str:
        over = self._bend(one, other, way).over
        start, end = self._beside(one, over), self._beside(other, over)
        return f"M{start.x:.1f} {start.y:.1f} Q{over.x:.1f} {over.y:.1f} {end.x:.1f} {end.y:.1f}"

    def _bend(self, one: int, other: int, way: float) -> Bend:
        """The line from one trust to another: of several the first that keeps clear of all else, or the clearest.

        `way` is 1 or −1: the side to which it bends by preference.
        """
        a, b = self.at.trusts[one], self.at.trusts[other]
        others = [spot for i, spot in self.at.trusts.items() if i not in (one, other)] + [*self.at.systems.values()]
        lines = [Bend(a, way * bend, b) for bend in BENDS]
        clear = [line.clearance(others, self.at) for line in lines]
        return next(
            (line for line, far in zip(lines, clear, strict=True) if far >= CLEAR), lines[clear.index(max(clear))]
        )

    def _beside(self, i: int, towards: Spot) -> Spot:
        """Where a link meets a trust: clear of its mark, its name and its director's sign."""
        spot, now, gap = self.at.trusts[i], self.world.now[i], CLEAR
        while True:
            share = gap / (math.dist(spot, towards) or 1.0)
            there = Spot(spot.x + (towards.x - spot.x) * share, spot.y + (towards.y - spot.y) * share)
            x, y = there.x - spot.x, there.y - spot.y
            on_name = abs(x) < NAME and 0.0 < y < (NAME_ENDS + 15.0 if now.acting else NAME_ENDS)
            on_sign = now.director != NOBODY and math.dist(there, _badge(spot)) < CLEAR / 2
            if gap > 2.2 * CLEAR or not (on_name or on_sign):
                return there
            gap += 3.0

    def _trust(self, i: int) -> str:
        now, spot, name = self.world.now[i], self.at.trusts[i], escape(self.world.names[i])
        pressed = "true" if i == self.chosen else "false"
        parts = [f'<circle class="hit" cx="{spot.x:.1f}" cy="{spot.y:.1f}" r="{HEAVY + 6:.0f}"/>']
        parts += list(self._mark(i, spot)) if now.is_open else list(_closed(spot))
        below = spot.y + HEAVY + 16
        parts.append(f'<text class="name" x="{spot.x:.1f}" y="{below:.1f}">{name}</text>')
        status = "closed" if not now.is_open else "interim leader" if now.acting else ""
        if status:
            parts.append(f'<text class="status" x="{spot.x:.1f}" y="{below + 15:.1f}">{status}</text>')
        label = escape(described(self.world, i), quote=True)
        return (
            f'<g class="trust" role="button" tabindex="0" data-trust="{i}" aria-pressed="{pressed}" '
            f'aria-label="{label}">{"".join(parts)}</g>'
        )

    def _mark(self, i: int, spot: Spot) -> Iterator[str]:
        now = self.world.now[i]
        ring = f'cx="{spot.x:.1f}" cy="{spot.y:.1f}" r="{HEAVY:.1f}" stroke="#000000"'
        if now.regime == SPECIAL_MEASURES:
            yield f'<circle {ring} fill="#FFFFFF" stroke-width="5"/>'
        elif now.regime == entities.WATCHED:
            yield f'<circle {ring} fill="#FFFFFF" stroke-width="2" stroke-dasharray="5 4"/>'
        elif now.regime == entities.AFTER_EXIT:
            yield f'<circle {ring} fill="#FFFFFF" stroke-width="1.5"/>'
        mark = MARKS[now.rating]
        yield mark.shape(spot.x, spot.y, RADIUS - 3.0)
        yield f'<text class="letter" x="{spot.x:.1f}" y="{spot.y + 6:.1f}" fill="{mark.ink}">{mark.letter}</text>'
        if now.director != NOBODY:
            yield _sign(_badge(spot), f"D{now.director}", "#111111")
        if now.buddy != NOBODY and now.buddy not in self.at.trusts:
            yield _sign(Spot(spot.x - RADIUS - 6.0, spot.y - RADIUS - 4.0), "B", HELP)


def _closed(spot: Spot) -> Iterator[str]:
    r = RADIUS * 0.6
    cross = f"M{spot.x - r:.1f} {spot.y - r:.1f} l{2 * r:.1f} {2 * r:.1f} m0 {-2 * r:.1f} l{-2 * r:.1f} {2 * r:.1f}"
    yield f'<path d="{cross}" stroke="#555555" stroke-width="4"/>'


def _badge(spot: Spot) -> Spot:
    """Where a director's mark stands."""
    return Spot(spot.x + RADIUS + 6.0, spot.y - RADIUS - 4.0)


def _sign(spot: Spot, text: str, colour: str) -> str:
    width = 12.0 + 8.0 * len(text)
    return (
        f'<rect x="{spot.x - width / 2:.1f}" y="{spot.y - 10:.1f}" width="{width:.1f}" height="20" rx="4" '
        f'fill="{colour}"/><text class="sign" x="{spot.x:.1f}" y="{spot.y + 5:.1f}">{escape(text)}</text>'
    )


def overview(world: World, shown: int) -> str:
    """All systems as buttons, each with the marks of its trusts: for worlds too large for one picture. HTML."""
    parts = []
    for system, trusts in members(world).items():
        its = [world.now[i] for i in trusts]
        inside = sum(each.regime == SPECIAL_MEASURES for each in its)
        counted = _counted([each.rating for each in its if each.is_open])
        name = world.system_name(system)
        label = f"{name}: {len(its)} trusts, {inside} in special measures; {counted}"
        marks = "".join(_small(i, world) for i in trusts)
        pressed = "true" if system == shown else "false"
        parts.append(
            f'<button type="button" data-system="{system}" aria-pressed="{pressed}" '
            f'aria-label="{escape(label, quote=True)}"><span class="place">{escape(name)}</span>{marks}</button>'
        )
    return f'<div class="overview" role="group" aria-label="Systems">{"".join(parts)}</div>'


def _small(i: int, world: World) -> str:
    now = world.now[i]
    if not now.is_open:
        return '<span class="small closed">×</span>'
    mark = MARKS[now.rating]
    special = " special" if now.regime == SPECIAL_MEASURES else ""
    return f'<span class="small{special}" style="background: {mark.fill}; color: {mark.ink}">{mark.letter}</span>'


def _counted(ratings: Sequence[int]) -> str:
    found = [(entities.RATINGS[rating], ratings.count(rating)) for rating in sorted(set(ratings))]
    return ", ".join(f"{count} {word}" for word, count in found)


def key() -> str:
    """What the marks stand for. HTML."""
    rated = []
    for rating, mark in MARKS.items():
        word = "not yet rated" if rating == entities.NOT_RATED else entities.RATINGS[rating]
        drawn = f'<svg viewBox="0 0 44 44" aria-hidden="true">{mark.shape(22, 22, 16)}'
        drawn += f'<text class="letter" x="22" y="28" fill="{mark.ink}">{mark.letter}</text></svg>'
        rated.append(f"<li>{drawn} {word}</li>")
    other = [
        ('<circle cx="22" cy="22" r="17" fill="none" stroke="#000" stroke-width="5"/>', "in special measures"),
        (
            '<circle cx="22" cy="22" r="17" fill="none" stroke="#000" stroke-width="2" stroke-dasharray="5 4"/>',
            "on the watch list",
        ),
        (_sign(Spot(22, 22), "D0", "#111111"), "improvement director 0; dots join the trusts she shares"),
        (
            f'<path d="M2 22 H42" stroke="{HELP}" stroke-width="4" stroke-dasharray="9 5"/>',
            "from buddy to trust helped",
        ),
        (_sign(Spot(22, 22), "B", HELP), "has a buddy in another system"),
        (f'<path d="M2 22 H42" stroke="{MOVE}" stroke-width="5"/>', "a leader moves this month"),
        ("".join(_closed(Spot(22, 22))), "closed"),
    ]
    lines = [f'<li><svg viewBox="0 0 44 44" aria-hidden="true">{drawn}</svg> {said}</li>' for drawn, said in other]
    return f'<ul class="key" aria-label="What the marks stand for">{"".join(rated + lines)}</ul>'
