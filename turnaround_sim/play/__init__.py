"""The game: a player decides for failing trusts quarter by quarter, and replays the same luck with another decision.

A game is a scenario, a seed, a replicate and dated decisions, and nothing else: whatever is shown of it is computed
anew from month 0. A page calls, in this order:

    games = Games(path)                                    where games lie                              `storage`
    game = games.create(new_game("national", "Ann", seed=1))                                            `game`
    game = games.predict(game.token, "Two of the trusts will be out within two years.")
    seen = see(game)                                       what was public by then                      `seen`
    seen = move(games, game.token, Move(quarter=1, decisions=(Replace(trust=3),)))                      `server`
    end = ending(games.load(game.token))                   once `game.ended`                            `ending`
    text = as_toml(game)                                   a scenario file for `turnaround run`         `saved`

Whatever a player gets wrong is a `Mistake`, and nothing has changed then.
"""
