"""Rules in words: when one is met, and why it decided as it did."""
