"""The composition root: settings, addresses, problem table, Celery, events, the stack.

Imports nothing: `config.stack` also runs where no package is installed yet.
"""
