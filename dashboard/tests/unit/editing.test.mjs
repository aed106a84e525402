import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { draftFrom, editOf, isTyped, onTop, patchOf, writtenOf } = await load("release/editing");
const { definitionOf } = await load("release/draft");
const { boundsOf, reasonOf, spanWords } = await load("release/reading");

/** A release as the server gives it, with all that a file may say. */
const RELEASE = {
  key: "out", version: 7, created_at: "", updated_at: "", killed: null, managed_by: null, warnings: [],
  name: "Out", flag: "checkout", strategy: "flag", router: "none", owner: "payments", tags: ["a"], on_failure: "pause", deadline: "6h", description: "Slowly",
  steps: [{ name: "canary", percentage: 5, duration: "5m" }, { percentage: 50, duration: "2h" }, { name: "full", percentage: 100, duration: "1d" }],
  gates: [{ before: "full" }, { before: "50" }],
  checks: [
    { name: "errors", source: "prometheus", query: "up", samples: "all", max: 0.1, max_ratio: 1.2, interval: "30s", min_samples: 200, consecutive: 3, no_data_limit: "5m" },
    { name: "sign-ups", source: "metric", metric: "signup_rate", min_ratio: 0.95, interval: "1m", test: "sequential" },
  ],
};

test("a release that is opened and not changed is sent as it is", () => {
  const edit = editOf(RELEASE);
  assert.deepEqual(patchOf(edit), {});
  assert.deepEqual(edit.draft.steps.map(({ waits }) => waits), [false, true, true]);
  const { checks, on_failure, deadline } = definitionOf(draftFrom(RELEASE));
  assert.deepEqual([checks, on_failure, deadline], [RELEASE.checks, "pause", "6h"]);
});

test("only what is changed is sent, and what has no input here stays", () => {
  const edit = editOf(RELEASE);
  const { draft } = edit;
  const changed = {
    ...draft, description: "", onFailure: "rollback",
    steps: draft.steps.map((step) => ({ ...step, waits: false })), checks: [{ ...draft.checks[0], limit: 1.3 }],
  };
  const patch = patchOf({ ...edit, draft: changed });
  assert.deepEqual(patch, { description: null, on_failure: null, gates: null, checks: [{ ...RELEASE.checks[0], max_ratio: 1.3 }] });
  const { key, version, created_at, updated_at, killed, managed_by, warnings, description, on_failure, gates, ...rest } = RELEASE;
  assert.deepEqual(writtenOf(RELEASE, patch), { ...rest, checks: patch.checks });
});

test("a blank at the end is typed, though it changes nothing yet", () => {
  const edit = editOf(RELEASE);
  const typed = { ...edit, draft: { ...edit.draft, description: `${edit.draft.description} ` } };
  assert.deepEqual([isTyped(edit), isTyped(typed), patchOf(typed)], [false, true, {}]);
});

test("what somebody typed goes on top of what others saved meanwhile", () => {
  const edit = editOf(RELEASE);
  const mine = { ...edit, draft: { ...edit.draft, deadline: "2d" } };
  const theirs = { ...RELEASE, version: 8, deadline: "12h", description: "Faster" };
  const together = onTop(mine, theirs);
  assert.deepEqual([together.version, together.draft.deadline, together.draft.description], [8, "2d", "Faster"]);
  assert.deepEqual(patchOf(together), { deadline: "2d" });
});

test("bounds, spans and reasons read as people write them", () => {
  assert.deepEqual(RELEASE.checks.map(boundsOf), [["at most 1.2 times the others’", "at most 0.1"], ["at least 0.95 times the others’"]]);
  assert.deepEqual(["90s", "2h", "1d"].map(spanWords), ["1 min 30 s", "2 h", "1 d"]);
  assert.equal(reasonOf({ kind: "stepped", reason: "going to 5 %" }), "Going to 5%");
  assert.equal(reasonOf({ kind: "rolled_back", reason: "p95 latency: 12 % more" }), "p95 latency: 12% more");
  assert.equal(reasonOf({ kind: "paused", reason: "lunch" }), "lunch");
});
