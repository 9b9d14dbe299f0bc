"""That the benchmarks work and say what they have found. No test here looks at how fast anything was."""
