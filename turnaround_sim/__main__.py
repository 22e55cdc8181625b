"""`python -m turnaround_sim` is `turnaround`."""

import sys

from turnaround_sim.cli import main

if __name__ == "__main__":
    sys.exit(main())
