"""The parts of `./dev/bench`, and what they measure with."""
