"""The job engine under faults: real servers, real workers, and signals that end them.

How a test here is written (run it by itself: `python -m pytest tests/faults/test_….py`):

1. Ask for `ground` (the parts, all well) and `place` (a new workspace, entered). `ground.vendor`
   is the stand-in that workers ask (`ground.vendor.script.append(openai_server.hangs)`).
2. `ground.points.arm("settling")` has the next worker process stand still there (all points:
   `points.POINTS`); how="die" kills it on the spot.
3. `job = wanted.order(place, "image")`, `wanted.texts(place, 20)`; workers take it by themselves.
4. `one = ground.points.wait("settling")`, then `os.kill(one.pid, signal.SIGKILL)`, or
   `ground.points.release("settling")`.
5. Parts by name, servers too: `ground.pid`, `.children`, `.kill` (its group), `.restart`,
   `.wait_ready`, `with ground.held("redis"):` (stays away), `with ground.further("beat", name=…)`.
   `ground.gate.turn("busy")` has the file store refuse the workers; `with ground.without("fencing"):`
   takes a protection away (`without`).
6. After every fault `assert after_quiet_time(place) == []`; `orphans(place)` lists stray objects.

What takes long is marked `long`, most of the rest `slow`: `make test` passes a few of all, `make test-long` the whole. What is measured is printed (`-s`).
"""
