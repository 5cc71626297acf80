"""“Simulasi”: a draft service is run from form to letter, by one person who plays everybody."""
