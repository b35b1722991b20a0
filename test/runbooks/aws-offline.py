"""The AWS CLI, with every call answered here by a sample of what AWS answers.

The CLI's own parser reads the command, and botocore's own models check what it would send. The sample has every field that the
operation's output can have, so that a --query which finds nothing asks for what is not there: exit code 3.
"""

import io
import json
import re
import sys
import types

from awscli.clidriver import create_clidriver

# A paginator that is given one asks for the next page.
TOKEN = re.compile(r"(token|marker)$", re.IGNORECASE)

QUERY = sys.argv[sys.argv.index("--query") + 1] if "--query" in sys.argv else ""

# What a filter of the query looks for among names.
SOUGHT = re.findall(r"'([^']*)'", QUERY)


def sample(shape, name, depth=0, variant=0, word=None):
    kind = shape.type_name
    if depth > 12:
        return None
    if kind == "structure":
        members = shape.members.items()
        return {key: sample(of, key, depth + 1, variant, word) for key, of in members if not TOKEN.search(key)}
    if kind == "list":
        return [sample(shape.member, name, depth + 1, *one) for one in elements(shape.member, depth)]
    if kind == "map":
        return {"key": sample(shape.value, name, depth + 1, variant, word)}
    if kind == "string":
        if getattr(shape, "enum", None):
            return shape.enum[variant % len(shape.enum)]
        # A folder of a bucket ends in a slash.
        return f"{name}/" if name == "Prefix" else word or name
    if kind == "timestamp":
        # The CLI leaves them as they are sent, so that a query can sort by them.
        return "2026-01-01T00:00:00Z"
    return {"boolean": True, "float": 1.0, "double": 1.0, "blob": b""}.get(kind, 1)


def elements(shape, depth):
    """One for each value of the states in it and for each name that is sought, so that a filter finds one."""
    if depth >= 5 or shape.type_name != "structure":
        return [(0, None)]
    states = [len(of.enum) for of in shape.members.values() if getattr(of, "enum", None)]
    return [*((variant, None) for variant in range(max([1, *states]))), *((0, word) for word in SOUGHT)]


def refuse_unknown_values(shape, value, path):
    """The CLI sends any word where AWS takes one of a few."""
    enum = getattr(shape, "enum", None)
    if enum and value not in enum:
        sys.exit(f"{path} is {value!r}; it is one of {', '.join(enum)}")
    if shape.type_name == "structure":
        for key, one in value.items():
            refuse_unknown_values(shape.members[key], one, f"{path}.{key}")
    if shape.type_name == "list":
        for one in value:
            refuse_unknown_values(shape.member, one, path)


def check(params, model, **_):
    if model.input_shape is not None:
        refuse_unknown_values(model.input_shape, params, model.name)


def answer(model, **_):
    output = sample(model.output_shape, model.name) if model.output_shape is not None else {}
    return types.SimpleNamespace(status_code=200), {**output, "ResponseMetadata": {}}


def main():
    driver = create_clidriver()
    driver.session.register("before-parameter-build", check)
    driver.session.register("before-call", answer)
    screen, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    code = driver.main(sys.argv[1:])
    sys.stdout.seek(0)
    text = sys.stdout.read()
    sys.stdout = screen
    print(text, end="")
    if code != 0 or QUERY == "":
        return code
    missing = re.search(r"\bnull\b|^None\b|\tNone\b", text) or text.strip() in ("", "[]")
    if missing:
        print(f"--query finds nothing: {json.dumps(sys.argv[1:])} → {text.strip()}", file=sys.stderr)
    return 3 if missing else 0


sys.exit(main())
