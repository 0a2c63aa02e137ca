"""Papers people file: drawn from plain values, in whatever language these are in.

Plain Python: words, amounts and dates come written out.
"""
