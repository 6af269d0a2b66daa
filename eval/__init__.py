"""Question sets, graders, reports and benchmarks."""
