"""Other ways in and out than the journey on a screen: the counter, paper, earlier answers."""
