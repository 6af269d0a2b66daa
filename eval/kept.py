"""Where benchmarks and training keep what takes long to make (vectors, transcripts), outside of the repository."""

from __future__ import annotations

from platformdirs import user_cache_path

KEPT = user_cache_path("tro-ly-cong-vu") / "eval"
