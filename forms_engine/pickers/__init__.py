"""How the editor holds a condition and a formula: blocks, widgets, and the way to a rule and back."""
