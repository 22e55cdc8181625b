"""How fast the engines are, and beside what. `python -m benchmarks` measures all and writes RESULTS.md."""
