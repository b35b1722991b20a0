"""The AWS CLI, with every call answered here by a sample of what AWS answers.

Reads a JSON list of calls, each a list of arguments, and writes a list of what is wrong with each: nothing where it is right. The CLI's
own parser reads them, and botocore's own models check what it would send. The sample has every field that an operation's output can
have, so that a --query which finds nothing asks for what is not there.
"""

import contextlib
import io
import json
import re
import sys
import types

from awscli.clidriver import create_clidriver

# A paginator that is given one asks for the next page.
TOKEN = re.compile(r"(token|marker)$", re.IGNORECASE)


class Samples:
    """What AWS answers. A filter of the query finds what it looks for among names."""

    def __init__(self, query):
        self.sought = re.findall(r"'([^']*)'", query)

    def of(self, shape, name, depth=0, variant=0, word=None):
        kind = shape.type_name
        if depth > 12:
            return None
        if kind == "structure":
            members = shape.members.items()
            return {key: self.of(one, key, depth + 1, variant, word) for key, one in members if not TOKEN.search(key)}
        if kind == "list":
            return [self.of(shape.member, name, depth + 1, *one) for one in self.elements(shape.member, depth)]
        if kind == "map":
            return {"key": self.of(shape.value, name, depth + 1, variant, word)}
        if kind == "string":
            if getattr(shape, "enum", None):
                return shape.enum[variant % len(shape.enum)]
            # A folder of a bucket ends in a slash.
            return f"{name}/" if name == "Prefix" else word or name
        if kind == "timestamp":
            # The CLI leaves them as they are sent, so that a query can sort by them.
            return "2026-01-01T00:00:00Z"
        return {"boolean": True, "float": 1.0, "double": 1.0, "blob": b""}.get(kind, 1)

    def elements(self, shape, depth):
        """One for each value of the states in it and for each name that is sought."""
        if depth >= 5 or shape.type_name != "structure":
            return [(0, None)]
        states = [len(one.enum) for one in shape.members.values() if getattr(one, "enum", None)]
        return [*((variant, None) for variant in range(max([1, *states]))), *((0, word) for word in self.sought)]

    def answer(self, model, **_):
        output = self.of(model.output_shape, model.name) if model.output_shape is not None else {}
        return types.SimpleNamespace(status_code=200), {**output, "ResponseMetadata": {}}


def refuse_unknown_values(shape, value, path):
    """The CLI sends any word where AWS takes one of a few."""
    enum = getattr(shape, "enum", None)
    if enum and value not in enum:
        raise ValueError(f"{path} is {value!r}; it is one of {', '.join(enum)}")
    if shape.type_name == "structure":
        for key, one in value.items():
            if key in shape.members:
                refuse_unknown_values(shape.members[key], one, f"{path}.{key}")
    if shape.type_name == "list":
        for one in value:
            refuse_unknown_values(shape.member, one, path)


def check(params, model, **_):
    if model.input_shape is not None:
        refuse_unknown_values(model.input_shape, params, model.name)


def run(driver, arguments):
    """The exit code, what the CLI prints, and what it complains of."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = driver.main(arguments)
        except SystemExit as end:
            code = end.code
    out.seek(0)
    return code, out.read(), err.getvalue()


def complaint(driver, arguments, previous):
    for argument in arguments:
        # A file that a command reads is what the one before it wrote.
        if argument.startswith("file://"):
            with open(argument.removeprefix("file://"), "w", encoding="utf-8") as file:
                file.write(previous)
    query = arguments[arguments.index("--query") + 1] if "--query" in arguments else ""
    samples = Samples(query)
    driver.session.register("before-call", samples.answer, unique_id="answer")
    code, text, complaints = run(driver, arguments)
    driver.session.unregister("before-call", unique_id="answer")
    if code != 0:
        return text, complaints or f"exit code {code}"
    nothing = re.search(r"\bnull\b|^None\b|\tNone\b", text) or text.strip() in ("", "[]")
    return text, f"--query finds nothing: {text.strip()}" if query and nothing else ""


def main():
    driver = create_clidriver()
    driver.session.register("before-parameter-build", check)
    complaints, previous = [], ""
    for arguments in json.load(sys.stdin):
        previous, said = complaint(driver, arguments, previous)
        complaints.append(said)
    json.dump(complaints, sys.stdout)


main()
