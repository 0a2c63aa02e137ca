"""The six demo products as solids: one module each, geometry and finish together."""
