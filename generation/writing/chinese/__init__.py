"""How the writer speaks Simplified Chinese."""
