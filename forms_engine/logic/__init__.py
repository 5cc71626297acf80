"""Conditions over answers: JsonLogic rules, compiled once to closures. Knows neither Django nor fields."""
