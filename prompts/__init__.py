"""Every prompt and every Vietnamese sentence for users, kept as data in this folder.

- `NAME.md`: a Jinja2 template made of named parts; `render("kpi_summary", "answer", ...)`.
- `messages.yaml`, `errors.yaml`, `help.yaml`: one sentence a key, `{name}` marks a value.
- `*_words.yaml`: words that the program reads (`vocabulary`); `words.yaml`: those that it says of values.
- `routes/*.yaml`: example questions of the router.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent


@cache
def vocabulary(name: str) -> Any:
    """What `NAME.yaml` holds, read once: lists of words and phrases, by key. Not to be changed."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def message(table: str, key: str, /, **values: object) -> str:
    """Fill sentence `key` of `TABLE.yaml`; an unknown key or a missing value raises KeyError."""
    return _table(table)[key].format_map(values)


def has_message(table: str, key: str) -> bool:
    return key in _table(table)


def render(name: str, part: str, /, **values: object) -> str:
    """Render one part of `NAME.md`, a macro without arguments; a missing value raises UndefinedError.

    Spaces and line ends around it go; a tab may be an empty cell.
    """
    module = _environment().get_template(f"{name}.md").make_module(values)
    return str(getattr(module, part)()).strip(" \n")


def _table(name: str) -> Mapping[str, str]:
    return cast(Mapping[str, str], vocabulary(name))


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from prompts.filters import ALL

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=False,  # plain text and Markdown for people; the page escapes when it shows them
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(ALL)
    return environment
