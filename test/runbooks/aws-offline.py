"""The AWS CLI, with every call answered here by a sample of what AWS answers.

The CLI's own parser reads the command, and botocore's own models check what it would send. The sample has every field that the
operation's output can have, so that a --query which finds nothing asks for what is not there: exit code 3.
"""

import datetime
import io
import json
import re
import sys
import types

from awscli.clidriver import create_clidriver

# A paginator that is given one asks for the next page.
TOKEN = re.compile(r"(token|marker)$", re.IGNORECASE)


def sample(shape, name, depth=0, variant=0):
    kind = shape.type_name
    if depth > 8:
        return None
    if kind == "structure":
        return {
            member: sample(of, member, depth + 1, variant)
            for member, of in shape.members.items()
            if not TOKEN.search(member)
        }
    if kind == "list":
        # One element for each value of the states in it, so that a filter finds one.
        count = max([1, *(len(enum) for enum in enums(shape.member))])
        return [sample(shape.member, name, depth + 1, index) for index in range(count if depth < 4 else 1)]
    if kind == "map":
        return {"key": sample(shape.value, name, depth + 1, variant)}
    if kind == "string":
        return shape.enum[variant % len(shape.enum)] if getattr(shape, "enum", None) else name
    if kind == "timestamp":
        return datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    return {"boolean": True, "float": 1.0, "double": 1.0, "blob": b""}.get(kind, 1)


def enums(shape):
    if shape.type_name != "structure":
        return []
    return [of.enum for of in shape.members.values() if getattr(of, "enum", None)]


def answer(model, **_):
    output = sample(model.output_shape, model.name) if model.output_shape is not None else {}
    return types.SimpleNamespace(status_code=200), {**output, "ResponseMetadata": {}}


def main():
    driver = create_clidriver()
    driver.session.register("before-call", answer)
    screen, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    code = driver.main(sys.argv[1:])
    sys.stdout.seek(0)
    text = sys.stdout.read()
    sys.stdout = screen
    print(text, end="")
    if code != 0 or "--query" not in sys.argv:
        return code
    missing = re.search(r"\bnull\b|^None\b|\tNone\b", text) or text.strip() in ("", "[]")
    if missing:
        print(f"--query finds nothing: {json.dumps(sys.argv[1:])} → {text.strip()}", file=sys.stderr)
    return 3 if missing else 0


sys.exit(main())
