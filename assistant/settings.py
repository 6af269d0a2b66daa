"""Settings: environment variables `TROLY_*`, then `troly.toml` in the home, then these defaults."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_cache_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from assistant.errors import ConfigError


class Settings(BaseSettings):
    """One installation. Unknown keys in `troly.toml` are refused."""

    model_config = SettingsConfigDict(env_prefix="TROLY_", extra="forbid", frozen=True)

    home: Path = Path("var")
    """Data folder: database, index, logs. One process owns it."""
    models_dir: Path = Field(default_factory=lambda: user_cache_path("tro-ly-cong-vu") / "models")
    """Verified weights, shared by all homes."""
    models_mirror: Path | None = None
    """A folder written by `troly models mirror`; asked before the network."""
    database_url: str | None = None
    """SQLAlchemy URL; default a SQLite file in the home."""
    qdrant_url: str | None = None
    """A Qdrant server for the document index; default Qdrant Edge in the home."""
    qdrant_api_key: SecretStr | None = None
    qdrant_collection: str = "troly"
    qdrant_tenant: str = "city"
    """Which of the cities that share the collection."""
    qdrant_shards: Annotated[int, Field(gt=0)] = 1
    qdrant_replicas: Annotated[int, Field(gt=0)] = 1
    """Both when the collection is made; one that is there stays as it is."""
    llm_base_url: str | None = None
    """An OpenAI-compatible endpoint; default the local model."""
    llm_model: str = "qwen2.5-coder-1.5b-instruct"
    llm_api_key: SecretStr | None = None
    llm_seconds: Annotated[float, Field(gt=0)] = 8.0
    """Time budget of one plan by the LLM."""
    router: Literal["auto", "semantic", "llm"] = "auto"
    router_confidence: Annotated[float, Field(ge=0, le=1)] = 0.45
    """Below it the LLM is asked."""
    embedding_model: str | None = None
    """A sentence-transformers folder or name; default the e5 folder built at set-up."""
    reranker_model: str | None = None
    """A folder of a sentence-transformers cross-encoder; default the small trees that ship."""
    evidence_threshold: Annotated[float, Field(ge=0, le=1)] | None = None
    """Confidence from which a passage is quoted; default the calibrated one."""
    asr_model: str | None = None
    """A CTranslate2 Whisper folder; default Whisper base."""
    tts_engine: Literal["auto", "piper", "espeak"] = "auto"
    """`auto` is Piper when its file is there, else espeak-ng."""
    tts_voice: str = "vi-vn-x-central"
    """Voice of espeak-ng: `vi` (north), `vi-vn-x-central` (Huế), `vi-vn-x-south`."""
    tts_speed: Annotated[float, Field(ge=0.5, le=2.0)] = 1.0
    session_hours: Annotated[float, Field(gt=0)] = 12.0
    """How long a sign-in lasts."""
    follow_up_minutes: Annotated[float, Field(gt=0)] = 30.0
    """How long a conversation is remembered."""
    feedback_hours: Annotated[float, Field(gt=0)] = 24.0
    """How long the answers of a session are kept for feedback; what is complained of is kept for good."""
    max_question_chars: Annotated[int, Field(gt=0)] = 2_000
    max_audio_seconds: Annotated[float, Field(gt=0)] = 60.0
    """Longest spoken question; `troly transcribe` has no such limit."""
    audit_question_text: bool = True
    """Whether the audit log keeps what was asked; without it only tools, codes and status."""
    throttle_url: str = "memory://"
    """Where sign-in attempts are counted (a `limits` storage URL; `redis://...` for several workers)."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = Path(os.environ.get("TROLY_HOME", "var")) / "troly.toml"
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'troly.db'}"


def load_settings() -> Settings:
    """Read the settings of this process. Raises ConfigError that names the wrong key."""
    try:
        return Settings()
    except ValidationError as exc:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in exc.errors())
        raise ConfigError(f"settings: {wrong}", mend=wrong) from exc
    except ValueError as exc:  # a troly.toml that is not TOML
        raise ConfigError(f"troly.toml: {exc}", mend=str(exc)) from exc
