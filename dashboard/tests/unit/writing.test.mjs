import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { draftOf, drafted, isChanged, withFields } = await load("editor/draft");
const { retyped, retypingTold } = await load("editor/retyping");
const { changedAbout } = await load("editor/about");
const { BLANK_CHECKS, definitionOf, EMPTY, obstacleOf, problemsOf, withStep } = await load("release/draft");

const NOW = Date.parse("2026-03-02T08:00:30Z");
const flag = (more = {}) => ({ key: "f", type: "percentage", enabled: true, percentage: 25, version: 7, killed: null, created_at: "", updated_at: "", ...more });
const ruled = (...values) => values.map((value) => ({ type: "property", conditions: { plan: "pro" }, value }));
const control = (weight, name = "control") => ({ name, weight, is_control: true });

test("a flag of another type keeps what it can, and has no field of the old one", () => {
  const results = { when_on: { ttl: 60 } };
  const cases = [
    [flag(results), "boolean", { enabled: true, type: "boolean", ...results }],
    [flag(results), "targeted", { enabled: true, type: "targeted", ...results }],
    [flag(results), "variant", { enabled: true, type: "variant", variants: [control(75), { name: "new", weight: 25 }] }],
    [flag({ percentage: 0 }), "gradual", { enabled: true, type: "gradual", start_date: "2026-03-03T00:00:00.000Z", end_date: "2026-03-17T00:00:00.000Z" }],
    [flag(), "gradual", { enabled: true, type: "gradual", curve: [{ at: "2026-03-02T08:00:00.000Z", percentage: 25 }, { at: "2026-03-16T08:00:00.000Z", percentage: 100 }] }],
    [flag({ type: "boolean", percentage: undefined }), "percentage", { enabled: true, type: "percentage", percentage: 100 }],
    [flag({ type: "targeted", percentage: undefined }), "percentage", { enabled: true, type: "percentage", percentage: 0 }],
    [flag({ type: "variant", percentage: undefined, variants: [{ name: "b", weight: 0.2 }, control(0.5, "a"), { name: "c", weight: 0.3 }] }), "percentage", { enabled: true, type: "percentage", percentage: 50 }],
  ];
  for (const [before, type, after] of cases) assert.deepEqual(drafted(retyped(draftOf(before), type, NOW)), after);
});

test("rules serve in the words of the new type, and the old one brings back what was", () => {
  const values = (draft) => drafted(draft).rules.map(({ value }) => value);
  const share = draftOf(flag({ rules: ruled(true, false, 20) }));
  const variant = retyped(share, "variant", NOW);
  assert.deepEqual(values(variant), ["new", "control", { split: { control: 80, new: 20 } }]);
  assert.deepEqual(values(retyped(share, "boolean", NOW)), [true, false, 20]);
  assert.equal(isChanged(retyped(variant, "percentage", NOW)), false);
  const variants = [control(50, "a"), { name: "b", weight: 50 }];
  const split = draftOf(flag({ type: "variant", percentage: undefined, variants, rules: ruled("a", "b", { split: { a: 0.3, b: 0.7 } }) }));
  assert.deepEqual(values(retyped(split, "targeted", NOW)), [false, true, 70]);
  assert.equal(isChanged(retyped(retyped(split, "targeted", NOW), "variant", NOW)), false);
});

test("what another type means is told, and that of the same is not", () => {
  const told = (type) => retypingTold(retyped(draftOf(flag()), type, NOW), NOW).join(" ");
  assert.equal(told("percentage"), "");
  assert.match(told("boolean"), /25% are in; then it is 100%\./);
  assert.match(told("gradual"), /that stays so, and rises\./);
  assert.match(told("variant"), /that stays so\. Programs get the name of a variant.*OpenFeature/);
});

test("what people read is sent as far as it is changed, and can be taken back", () => {
  const was = draftOf(flag({ description: "a", tags: ["x"], metadata: { jira: "ABC-1", wiki: "w" } }));
  assert.deepEqual(changedAbout(was), { to: {}, from: {} });
  const now = withFields(was, { description: undefined, owner: "ana", visibility: "server", metadata: { wiki: "v" } });
  assert.deepEqual(changedAbout(now), {
    to: { description: null, owner: "ana", visibility: "server", metadata: { jira: null, wiki: "v" } },
    from: { description: "a", owner: null, visibility: null, metadata: { jira: "ABC-1", wiki: "w" } },
  });
});

test("a release says what is missing, and is sent as what it says", () => {
  assert.equal(problemsOf(EMPTY).length, 2);
  const [canary, , half] = EMPTY.steps;
  const everybody = { name: "", percentage: 100, duration: "1h", waits: true };
  const draft = { ...EMPTY, key: "out", flag: "checkout", steps: [canary, everybody] };
  assert.equal(obstacleOf(draft), undefined);
  assert.deepEqual(definitionOf(draft), {
    flag: "checkout", checks: [], gates: [{ before: "100" }],
    steps: [{ name: "canary", percentage: 5, duration: "5m" }, { name: "100", percentage: 100, duration: "1h" }],
  });
  assert.deepEqual(withStep(draft.steps).map(({ percentage }) => percentage), [5, 53, 100]);
  const checks = [{ ...BLANK_CHECKS.metric, name: "sign-ups", metric: "signup_rate" }, { ...BLANK_CHECKS.prometheus, name: "errors", query: "up" }];
  assert.deepEqual(definitionOf({ ...draft, checks }).checks, [
    { name: "sign-ups", source: "metric", metric: "signup_rate", min_ratio: 0.95, interval: "30s", test: "sequential" },
    { name: "errors", source: "prometheus", query: "up", max_ratio: 1.1, interval: "30s" },
  ]);
  const wrong = [
    { steps: [half, canary, everybody] }, { steps: [canary, half] }, { steps: [canary, { ...everybody, duration: "1 h" }] },
    { deadline: "soon" }, { checks: [{ ...BLANK_CHECKS.metric, name: "a" }] }, { checks: [{ ...BLANK_CHECKS.prometheus, query: "up" }] },
  ];
  for (const more of wrong) assert.equal(problemsOf({ ...draft, ...more }).length, 1, JSON.stringify(more));
});
