"""The question bank: groups of questions that are dropped into a form, ours and each region's own."""
