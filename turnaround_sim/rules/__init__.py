"""What happens, written once: plain functions that both engines run. One file a theme."""
