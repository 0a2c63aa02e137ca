"""How the writer speaks English."""
