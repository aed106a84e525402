"""Asks a server for flags with OpenFeature's own client and OFREP provider, both as published.

Usage: ofrep_client.py URL TOKEN. Each line of standard input is a JSON object: `type`, `key`,
`default` and, unless there is no context, `targeting_key` and `attributes`. The answer is one line
of JSON: what the client gave the application.
"""

import json
import sys

from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext


def answer(client, question):
    context = None
    if "targeting_key" in question or "attributes" in question:
        context = EvaluationContext(question.get("targeting_key"), question.get("attributes", {}))
    ask = getattr(client, f"get_{question['type']}_details")
    details = ask(question["key"], question["default"], context)
    return {
        "value": details.value,
        "python_type": type(details.value).__name__,
        "variant": details.variant,
        "reason": details.reason,
        "metadata": dict(details.flag_metadata),
        "error_code": details.error_code,
        "error_message": details.error_message,
    }


def main():
    url, token = sys.argv[1:]
    headers = {"Authorization": f"Bearer {token}"}
    api.set_provider(OFREPProvider(url, headers_factory=lambda: headers))
    client = api.get_client()
    for line in sys.stdin:
        print(json.dumps(answer(client, json.loads(line))), flush=True)
    api.shutdown()


if __name__ == "__main__":
    main()
