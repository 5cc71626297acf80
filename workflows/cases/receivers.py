"""Receives what floor 2 announces: an application was filed."""
