"""Hostile files are taken apart in a child: a process of its own, with limits, that can reach nothing and is thrown
away after one file (docs/decisions/0023)."""
