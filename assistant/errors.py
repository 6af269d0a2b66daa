"""Every error the assistant raises on purpose.

AssistantError            assistant-error
├── ConfigError           config-invalid      a part is missing or set wrongly; `mend` names the command
│   ├── ModelError        model-missing       a weight file is absent or damaged
│   └── HomeBusyError     home-busy           another process owns this TROLY_HOME
├── InputError            input-invalid       what the user gave cannot be used
│   ├── QuestionTooLongError  question-too-long
│   ├── UnknownUserError  user-unknown        no such person or account, or it is disabled
│   ├── AudioError        audio-invalid       not a recording that can be read
│   ├── BackupError       backup-invalid      a backup that cannot be read, written or restored here
│   └── DocumentError     document-refused    a file that is no readable or no admissible document; `reason` says why
├── SpeechError           speech-failed
│   ├── TranscribeError   transcribe-failed
│   └── SynthesizeError   synthesize-failed
├── StoreError            store-failed        the database refused or cannot be reached
├── DocumentIndexError    index-failed        the document index refused or cannot be reached
├── ToolError             tool-failed         a tool was called with arguments that do not exist
└── LanguageModelError    llm-failed          the LLM is down, too slow, or answered nonsense
"""

from __future__ import annotations


class AssistantError(Exception):
    """Root. `code` is for machines and logs, `str(exc)` for developers.

    The Vietnamese sentence is found by `code` in `prompts/errors.yaml` and filled with `values`.
    """

    code = "assistant-error"

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(message)
        self.values = values


class ConfigError(AssistantError):
    code = "config-invalid"


class ModelError(ConfigError):
    code = "model-missing"


class HomeBusyError(ConfigError):
    code = "home-busy"


class InputError(AssistantError):
    code = "input-invalid"


class QuestionTooLongError(InputError):
    code = "question-too-long"


class UnknownUserError(InputError):
    code = "user-unknown"


class AudioError(InputError):
    code = "audio-invalid"


class BackupError(InputError):
    code = "backup-invalid"


class DocumentError(InputError):
    code = "document-refused"


class SpeechError(AssistantError):
    code = "speech-failed"


class TranscribeError(SpeechError):
    code = "transcribe-failed"


class SynthesizeError(SpeechError):
    code = "synthesize-failed"


class StoreError(AssistantError):
    code = "store-failed"


class DocumentIndexError(AssistantError):
    code = "index-failed"


class ToolError(AssistantError):
    code = "tool-failed"


class LanguageModelError(AssistantError):
    code = "llm-failed"
