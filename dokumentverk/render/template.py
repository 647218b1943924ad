"""Templates: Jinja over Markdown, with field directives, to blocks.

The Jinja environment is sandboxed and strict. What ``{{ }}`` puts out never reaches the Markdown parser: it leaves a
token of private-use characters in the text, which becomes the value only after parsing, so no value can turn into
markup or a directive. A directive carries the number of its line in the template through Jinja's loops in the same way.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

from jinja2 import StrictUndefined, TemplateNotFound, TemplateSyntaxError, UndefinedError, pass_context
from jinja2.exceptions import SecurityError
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.loaders import FunctionLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dokumentverk.errors import Fault, TemplateError
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.render.blocks import Block
from dokumentverk.render.counting import counted
from dokumentverk.render.markdown import LINE_CLOSE, LINE_OPEN, VALUE_CLOSE, VALUE_OPEN, Source, blocks_of

_DIRECTIVE_LINE = re.compile(r"^(?P<before>\s*)\[\[", re.MULTILINE)
PRIVATE = re.compile("[\ue000-\uf8ff]")
_MAX_VALUES = 10_000


def template_source(form_id: str, language: Language, folders: Sequence[Path]) -> str:
    """The text of the form's template: the first folder that has one in the language, else in bokmål.

    Raises TemplateError when no folder has either.
    """
    return find_template(form_id, language, folders)[1]


def find_template(form_id: str, language: Language, folders: Sequence[Path]) -> tuple[Path, str]:
    """The file and its text. Raises as ``template_source``."""
    for wanted in dict.fromkeys((language, Language.NB)):
        for folder in folders:
            path = folder / f"{form_id}.{wanted}.md"
            if path.is_file():
                return path, _read(path)
    raise TemplateError("TEMPLATE_MISSING", form=form_id, language=language)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise TemplateError("TEMPLATE_NOT_UTF8", file=path.name) from error


def render_blocks(
    definition: FormDefinition, language: Language, *, folders: Sequence[Path], context: Mapping[str, object]
) -> tuple[Block, ...]:
    """The template of ``definition`` as blocks; every field of the definition stands in them exactly once.

    ``context`` is plain data (strings, numbers, lists, mappings): ``form``, ``workplace``, ``rules`` (the workplace's
    own numbers), ``language``. ``{{ rules.plan_weeks | counted("én uke", "uker") }}`` writes «én uke» or «fire uker».
    Raises TemplateError with every fault found, each with file, line and field.
    """
    path, text = find_template(definition.id, language, folders)
    if PRIVATE.search(text):
        raise faulty(path.name, Fault(path.name, "", "TEMPLATE_PRIVATE_CHARACTER"))
    values: list[str] = []
    plain = {key: plain_data(value) for key, value in context.items()}
    markdown = _render(path.name, text, folders, plain, values, language)
    source = Source(path.name, markdown, tuple(values))
    blocks, faults = blocks_of(source, definition, language)
    if faults:
        raise faulty(path.name, *faults)
    return blocks


def faulty(file: str, *faults: Fault) -> TemplateError:
    return TemplateError("TEMPLATE_FAULTY", *faults, file=file, count=len(faults))


def plain_data(value: object) -> object:
    """Data without objects that a template could call, and without the characters that carry our tokens."""
    match value:
        case str():
            return PRIVATE.sub("", str(value))
        case None | bool() | int() | float():
            return value
        case Mapping():
            return {str(key): plain_data(item) for key, item in value.items()}
        case list() | tuple():
            return [plain_data(item) for item in value]
        case _:
            return PRIVATE.sub("", str(value))


def _marked(text: str) -> str:
    """Every directive line with its line number inside its first brackets."""

    def mark(match: re.Match[str]) -> str:
        line = text.count("\n", 0, match.end()) + 1
        return f"{match['before']}[[{LINE_OPEN}{line}{LINE_CLOSE}"

    return _DIRECTIVE_LINE.sub(mark, text)


def _render(
    name: str,
    text: str,
    folders: Sequence[Path],
    context: dict[str, object],
    values: list[str],
    language: Language,
) -> str:
    def load(wanted: str) -> tuple[str, str, None] | None:
        if wanted == name:
            return _marked(text), name, None
        if not re.fullmatch(r"[\w.-]+\.md", wanted):
            return None
        found = next((folder / wanted for folder in folders if (folder / wanted).is_file()), None)
        return (_marked(_read(found)), wanted, None) if found else None

    environment = sandbox(load, values, language)
    with template_faults(name):
        return environment.get_template(name).render(context)


Load: TypeAlias = Callable[[str], tuple[str, str, None] | None]
"""Name → (source, file, never stale), as Jinja's FunctionLoader wants it."""


def sandbox(load: Load, values: list[str], language: Language) -> ImmutableSandboxedEnvironment:
    """Where templates run. What they put out goes into ``values``, and a token into the text."""

    @pass_context
    def keep(_context: object, value: object) -> str:
        """Takes the context so that Jinja does not fold constants at compile time."""
        if len(values) >= _MAX_VALUES:
            raise SecurityError("too many values")
        values.append("" if value is None else str(value))
        return f"{VALUE_OPEN}{len(values) - 1}{VALUE_CLOSE}"

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        loader=FunctionLoader(load),
        finalize=keep,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["counted"] = partial(counted, language)
    return environment


@contextmanager
def template_faults(name: str) -> Iterator[None]:
    """Jinja's errors in the template of that name as ours."""
    try:
        yield
    except TemplateSyntaxError as error:
        where = f"line {error.lineno}"
        raise faulty(name, Fault(error.name or name, where, "TEMPLATE_SYNTAX")) from error
    except TemplateNotFound as error:
        raise faulty(name, Fault(name, _line(error, name), "TEMPLATE_INCLUDE_MISSING")) from error
    except UndefinedError as error:
        variable = re.search(r"'([\w.]+)'(?= is undefined)|attribute '(\w+)'", str(error))
        params = (("variable", next((one for one in variable.groups() if one), "?") if variable else "?"),)
        raise faulty(name, Fault(name, _line(error, name), "TEMPLATE_VARIABLE_UNKNOWN", params)) from error
    except SecurityError as error:
        raise faulty(name, Fault(name, _line(error, name), "TEMPLATE_UNSAFE")) from error
    except (JinjaError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise faulty(name, Fault(name, _line(error, name), "TEMPLATE_EXPRESSION")) from error


def _line(error: BaseException, name: str) -> str:
    """Jinja rewrites tracebacks so that a frame carries the template's name and line."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).name == name]
    return f"line {frames[-1].lineno}" if frames else ""
