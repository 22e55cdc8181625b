"""Who asks a failing trust for what, and whether one should ask for all.

**Question.** Do fewer bodies, better coordination, one assurance lead or an improvement board lower the shortfall, and
does any of them add to another?

**Hypothesis** (25 November 2026, before the first run). Each frees a little of leaders' time and lowers the shortfall
a little. One assurance lead does most. Coordination adds next to nothing beside a lead. A board costs about as much
time as it frees.

**Design.** Local bodies that ask (4, 2, none) × coordination (0.1, 0.6) × one assurance lead × improvement board in
`configs/experiments/oversight.toml`, all 24, against England's own. Bodies that do not ask still help: `bodies` takes
away their requests only, and the regulator and the national body go on asking.

**Reading.** If fewer bodies and one lead do the same, duplication is the cost, not looking. If a lead makes
coordination redundant, one of them will do. If a board helps where there is no lead and not beside one, they are two
ways to one thing. A board also stands behind a programme until results show, so its gain is not all time. It cannot be
concluded that oversight can be cut without loss: in the model looking prevents nothing, so only its cost is counted.
Nobody has counted requests in a trust in special measures.
"""

from experiments.publishing import main

if __name__ == "__main__":
    main("oversight")
