"""How money comes in. What is owed is computed by billing itself; a provider only moves it.

Providers are reached through `billing.registry`, by what the settings say.
"""
