"""What the operating system refused, in Vietnamese."""

from __future__ import annotations

import errno

from prompts import has_message, message


def reason(exc: OSError) -> str:
    """A few words; of an error that `prompts/serve.yaml` does not know, the system's own."""
    key = f"reason_{errno.errorcode.get(exc.errno or 0, '')}"
    return message("serve", key) if has_message("serve", key) else exc.strerror or str(exc)
