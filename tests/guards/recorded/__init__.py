"""What every operation writes to the trail, as data: one row for each, or the guard is red.

`api` and `pages` do or give out; `reads` are looked at; `people` is of accounts and of what stands
before the gate; `machines` are tasks and commands; `staff` is what looking at rows writes.
"""
