"""The parts of the events process."""
