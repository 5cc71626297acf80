"""Reference lists: what a region keeps as a list (schools, kinds of business, markets …) and its services ask for."""
