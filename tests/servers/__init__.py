"""Starts real servers for the tests, with the very definitions `make up` uses."""
