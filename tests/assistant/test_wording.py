import pytest

from assistant.errors import (
    AssistantError,
    AudioError,
    ConfigError,
    InputError,
    LanguageModelError,
    ModelError,
    QuestionTooLongError,
    StoreError,
    UnknownUserError,
)
from assistant.wording import sentence
from prompts import has_message, message


def tree(root: type[AssistantError]) -> list[type[AssistantError]]:
    return [root, *(kind for child in root.__subclasses__() for kind in tree(child))]


OURS = [kind for kind in tree(AssistantError) if kind.__module__ == "assistant.errors"]


def test_the_tree_has_its_kinds() -> None:
    assert len(OURS) == 17
    assert len({kind.code for kind in OURS}) == len(OURS)


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.code)
def test_every_code_has_a_sentence(kind: type[AssistantError]) -> None:
    assert has_message("errors", kind.code)


@pytest.mark.parametrize(
    "kind", [kind for kind in OURS if kind is not QuestionTooLongError], ids=lambda kind: kind.code
)
def test_an_error_without_values_still_has_one_line(kind: type[AssistantError]) -> None:
    said = sentence(kind("what\nwent wrong"))

    assert said
    assert "\n" not in said
    assert "{" not in said


def test_values_fill_the_sentence() -> None:
    assert sentence(UnknownUserError("no person", user="CC9")).startswith("Không có người dùng CC9")
    assert "2001 ký tự, tối đa 2000" in sentence(QuestionTooLongError("long", length="2001", limit="2000"))
    missing = sentence(ModelError("e5 is missing", name="multilingual-e5-small", mend="troly models fetch"))
    assert "multilingual-e5-small" in missing
    assert "troly models fetch" in missing


def test_a_value_that_is_not_given_is_what_developers_are_told() -> None:
    assert sentence(StoreError("disk  full")).endswith("Chi tiết: disk full")
    assert sentence(ConfigError("port: not a number")).endswith("port: not a number")
    assert sentence(InputError("odd", reason="sai mã")).endswith("sai mã")


@pytest.mark.parametrize("reason", ["empty", "unreadable", "too_long"])
def test_audio_has_a_sentence_for_each_reason(reason: str) -> None:
    assert sentence(AudioError("bad", reason=reason)) == message("errors", f"audio-{reason}")


def test_audio_with_another_reason_says_it() -> None:
    assert sentence(AudioError("bad", reason="ffmpeg")) == message("errors", "audio-invalid", reason="ffmpeg")


def test_a_kind_without_a_sentence_of_its_own_gets_the_general_one() -> None:
    class NewError(LanguageModelError):
        code = "brand-new"

    assert sentence(NewError("odd")) == message("errors", "assistant-error")
