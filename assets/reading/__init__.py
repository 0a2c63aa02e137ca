"""Reads documents and tables into pages, words and proposed facts: plain Python, no Django.

Untrusted bytes are read by `python -m assets.reading`, a limited child; what stands beneath it
are plain functions.
"""
