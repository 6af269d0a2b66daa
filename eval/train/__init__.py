"""Training of what ships: the reranker and its calibration, from official texts and questions made from them."""
