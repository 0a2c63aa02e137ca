"""The embedded stack: every server of the product, started, watched and ended by one supervisor.

Everything here stands on the standard library alone, because it also runs before anything is
installed. `python -m config.stack up|down|status|logs` is its face.
"""
