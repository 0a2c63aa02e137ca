"""The mode of `make up`: one machine, generated secrets, everything on loopback."""

from config.settings.base import *  # noqa: F403  a mode is the base and its own few lines
