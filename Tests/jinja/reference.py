"""Renders templates as Hugging Face's transformers sets up jinja2: what lineup is compared with."""

import copy
import datetime
import json

import jinja2
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

# The clock of all comparisons.
NOW = datetime.datetime(2026, 3, 7, 9, 5, 2)


class Generation(Extension):
    """The block that marks what the model itself says; its contents are written as they are."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        call = self.call_method("_written")
        return jinja2.nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _written(self, caller):
        return caller()


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(
        value, ensure_ascii=ensure_ascii, indent=indent, separators=separators,
        sort_keys=sort_keys)


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def environment():
    result = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
    result.filters["tojson"] = tojson
    result.globals["raise_exception"] = raise_exception
    result.globals["strftime_now"] = NOW.strftime
    return result


ENVIRONMENT = environment()


class Template:
    """A template and what comes of it, or why nothing does."""

    def __init__(self, source):
        self.template = None
        self.wrong = None
        try:
            self.template = ENVIRONMENT.from_string(source)
        except Exception as error:  # whatever it is: lineup is to refuse it, too
            self.wrong = f"{type(error).__name__}: {error}"

    def render(self, context):
        """The fields of a case: `output`, or `error`."""
        if self.template is None:
            return {"error": self.wrong}
        try:
            # jinja2's sandbox lets a list be changed after all: its `indent` adds to it.
            output = self.template.render(**copy.deepcopy(context))
            output.encode()
            return {"output": output}
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"}
