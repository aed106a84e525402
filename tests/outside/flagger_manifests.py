"""Whether the manifests of deploy/flagger are such as Flagger's custom resource definitions take.

The first argument is the repository. Where HOIST_FLAGGER_CRD names a file with the definitions
themselves, they are asked too.
"""

import json
import os
import pathlib
import re
import sys

import jsonschema_rs
import yaml

root = pathlib.Path(sys.argv[1])
schemas = json.loads((root / "tests/fixtures/flagger/schema.json").read_text())
definitions = {}
if crd := os.environ.get("HOIST_FLAGGER_CRD"):
    for definition in yaml.safe_load_all(pathlib.Path(crd).read_text()):
        version = next(it for it in definition["spec"]["versions"] if it["name"] == "v1beta1")
        kind = definition["spec"]["names"]["kind"]
        definitions[kind] = version["schema"]["openAPIV3Schema"]

found = {}
for file in sorted((root / "deploy/flagger").glob("*.yaml")):
    for document in yaml.safe_load_all(file.read_text()):
        assert set(document) == {"apiVersion", "kind", "metadata", "spec"}, file
        assert document["apiVersion"] == "flagger.app/v1beta1", file
        kind, name = document["kind"], document["metadata"]["name"]
        jsonschema_rs.validate(schemas[kind], document["spec"])
        if definitions:
            jsonschema_rs.validate(definitions[kind], document)
        found[kind, document["metadata"]["namespace"], name] = document["spec"]

# What they name is there.
canary = next(spec for (kind, _, _), spec in found.items() if kind == "Canary")
analysis = canary["analysis"]
for metric in analysis["metrics"]:
    if reference := metric.get("templateRef"):
        assert ("MetricTemplate", reference["namespace"], reference["name"]) in found, metric
    else:
        # All that Flagger knows by itself.
        assert metric["name"] in ("request-success-rate", "request-duration"), metric
for alert in analysis["alerts"]:
    reference = alert["providerRef"]
    assert ("AlertProvider", reference["namespace"], reference["name"]) in found, alert
hooks = {hook["type"] for hook in analysis["webhooks"]}
wanted = "pre-rollout confirm-rollout confirm-traffic-increase confirm-promotion rollout post-rollout event rollback"
assert hooks == set(wanted.split()), hooks
# Only what Flagger replaces stands in double braces.
for (kind, _, name), spec in found.items():
    if kind == "MetricTemplate":
        used = set(re.findall(r"\{\{\s*([\w.]+)\s*\}\}", spec["query"]))
        assert used <= {"namespace", "target", "interval", "variables.flag"}, (name, used)
print(f"{len(found)} manifests are sound" + (", by the definitions too" if definitions else ""))
