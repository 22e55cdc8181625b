"""Lets every test import what lies in this folder, such as the made-up engine."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
