"""What the answer to a question must say, computed from the workbooks by `eval.oracle` alone: no product code."""
