"""Writes listing texts and video scripts from facts, by a grammar. Plain Python, no network."""
