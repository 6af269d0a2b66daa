"""Where the real models lie; tests marked `real` need them (`make demo` or `troly models fetch` brings them)."""

from pathlib import Path

import pytest

from assistant.settings import Settings


@pytest.fixture(scope="session")
def models_dir() -> Path:
    return Settings().models_dir


@pytest.fixture(scope="session")
def whisper_folder(models_dir: Path) -> Path:
    return models_dir / "whisper-base"


@pytest.fixture(scope="session")
def english_piper(models_dir: Path) -> Path:
    """A Piper voice for testing the engine; the product speaks Vietnamese."""
    return models_dir / "piper-joe" / "en_US-joe-medium.onnx"
