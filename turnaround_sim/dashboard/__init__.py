"""The dashboard: pages for people who will never open a terminal."""
