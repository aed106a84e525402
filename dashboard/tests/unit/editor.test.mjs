import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { treeOf, conditionsOf, BLANKS } = await load("editor/condition");
const { comparisons, fits, OPERATORS, operatorOf, written } = await load("editor/operator");
const { addRule, draftOf, drafted, isChanged, isSame, moveRule, renameVariant, withFields, withRule } = await load("editor/draft");
const { merge, rebased } = await load("editor/merging");
const { linesIn, seenIn, valuesIn } = await load("editor/seen");
const { ofDiagnostics } = await load("editor/remarks");

const leaf = (name, operator, operand) => ({ kind: "attribute", within: "property", name, operator, operand });
const pro = { type: "property", conditions: { plan: "pro" } };

test("conditions are read into a tree, and written as they were", () => {
  const cases = [
    [{ type: "property", conditions: {} }, { kind: "all", items: [] }],
    [pro, { kind: "all", items: [leaf("plan", "in", ["pro"])] }],
    [{ type: "property", conditions: { plan: ["pro", "team"], age: { gte: 18, lt: 65 }, country: { not_in: ["DE"] } } },
      { kind: "all", items: [leaf("plan", "in", ["pro", "team"]), leaf("age", "gte", 18), leaf("age", "lt", 65), leaf("country", "not_in", ["DE"])] }],
    [{ type: "location", conditions: { country: ["JP"] } }, { kind: "all", items: [{ ...leaf("country", "in", ["JP"]), within: "location" }] }, { type: "location", conditions: { country: "JP" } }],
    [{ type: "user", conditions: { user_ids: ["a", "b"] } }, { kind: "all", items: [{ kind: "user", keys: ["a", "b"] }] }],
    [{ type: "segment", conditions: { segment: "staff" } }, { kind: "all", items: [{ kind: "segment", segments: ["staff"] }] }],
    [{ type: "percentage", conditions: { percentage: 12.5 } }, { kind: "all", items: [{ kind: "percentage", percentage: 12.5 }] }],
    [{ type: "time", conditions: { days: ["mon"], hours: "22:00-06:00" } }, { kind: "all", items: [{ kind: "time", window: { days: ["mon"], hours: "22:00-06:00" } }] }],
    [{ conditions: { any: [pro, { not: { type: "segment", conditions: { segment: "staff" } } }] } },
      { kind: "any", items: [leaf("plan", "in", ["pro"]), { kind: "segment", segments: ["staff"], not: true }] }],
    [{ conditions: { all: [pro, { any: [{ type: "group", conditions: { groups: ["x"] } }, { not: { all: [pro, { type: "property", conditions: { a: true } }] } }] }] } },
      { kind: "all", items: [leaf("plan", "in", ["pro"]), { kind: "any", items: [{ kind: "group", groups: ["x"] }, { kind: "all", not: true, items: [leaf("plan", "in", ["pro"]), leaf("a", "is", true)] }] }] }],
    // Members without a type have that of what is around them.
    [{ type: "property", conditions: { any: [{ plan: "pro" }, { plan: "team" }] } },
      { kind: "any", items: [leaf("plan", "in", ["pro"]), leaf("plan", "in", ["team"])] }, { conditions: { any: [pro, { type: "property", conditions: { plan: "team" } }] } }],
    // Two tests of one attribute that cannot stand side by side stand in a list.
    [{ conditions: { all: [pro, { type: "property", conditions: { plan: ["team", "pro"] } }] } }, { kind: "all", items: [leaf("plan", "in", ["pro"]), leaf("plan", "in", ["team", "pro"])] }],
  ];
  for (const [rule, tree, canonical = rule] of cases) {
    assert.deepEqual(treeOf(rule), tree);
    assert.deepEqual(conditionsOf(tree), canonical);
    assert.deepEqual(treeOf(conditionsOf(tree)), tree);
  }
});

test("every condition that is begun can be written and read again", () => {
  for (const { blank } of BLANKS) {
    const tree = { kind: "all", items: [blank(), blank(), { ...blank(), not: true }] };
    assert.deepEqual(treeOf(conditionsOf(tree)), tree);
  }
});

test("every operator shows what it has written", () => {
  const examples = { texts: ["a", "b"], numbers: [1, 2], text: "^a", number: 3, choice: false, time: "2026-01-01T00:00:00Z", json: ["a", 1] };
  for (const { id, input, blank } of OPERATORS) {
    const operand = input === "none" ? blank : examples[input];
    assert.ok(fits(operatorOf(id), operand), id);
    assert.deepEqual(comparisons(written({ operator: id, operand })), [{ operator: id, operand }], id);
  }
  assert.deepEqual(comparisons({ eq: "x" }), [{ operator: "in", operand: ["x"] }]);
  assert.deepEqual(comparisons({ ne: 5 }), [{ operator: "number_not_in", operand: [5] }]);
  assert.deepEqual(comparisons({ odd: 5 }), [{ operator: "json", operand: { odd: 5 } }]);
});

const rule = (name, more = {}) => ({ name, ...pro, value: true, ...more });
const flag = (more = {}) => ({ key: "f", type: "percentage", enabled: true, percentage: 25, version: 7, killed: null, created_at: "", updated_at: "", ...more });

test("a draft changes what it is told to, and no more priorities than that takes", () => {
  const three = flag({ rules: [rule("a", { priority: 1 }), rule("c", { priority: 9 }), rule("b", { priority: 2 })] });
  const draft = draftOf(three);
  assert.deepEqual(draft.rules.map(({ rule: { name } }) => name), ["a", "b", "c"]);
  assert.equal(isChanged(draft), false);
  const moved = moveRule(draft, 2, 0);
  assert.deepEqual(drafted(moved).rules.map(({ name, priority }) => [name, priority]), [["c", 9], ["a", 9], ["b", 9]]);
  assert.equal(isChanged(moveRule(moved, 2, 2)), false);
  const added = addRule(draft, rule("new"), 0);
  assert.deepEqual(drafted(added).rules.map(({ name, priority }) => [name, priority]), [["a", 1], ["new", 1], ["b", 2], ["c", 9]]);
  assert.equal(moveRule(draft, 0, -1), draft);
  assert.ok(isSame({ a: 1, b: [{ c: 1, d: 2 }] }, { b: [{ d: 2, c: 1 }], a: 1 }));
});

test("a variant's new name is that of the rules that serve it too", () => {
  const variants = [{ name: "a", weight: 50 }, { name: "b", weight: 50 }];
  const draft = draftOf(flag({ type: "variant", variants, rules: [rule("x", { value: "a" }), rule("y", { value: { split: { a: 30, b: 70 } } })] }));
  const renamed = drafted(renameVariant(draft, 0, "first"));
  assert.deepEqual(renamed.variants.map(({ name }) => name), ["first", "b"]);
  assert.deepEqual(renamed.rules.map(({ value }) => value), ["first", { split: { first: 30, b: 70 } }]);
});

test("what two people change goes together, or is asked for; nothing is lost", () => {
  const base = flag({ rules: [rule("a"), rule("b"), rule("c")] });
  const mine = withFields(withRule(draftOf(base), 1, (own) => ({ ...own, value: 10 })), { percentage: 40 });
  const theirs = (more) => ({ ...base, version: 9, ...more });

  const apart = rebased(addRule(mine, rule("mine")), theirs({ enabled: false, rules: [rule("theirs"), rule("a", { enabled: false }), rule("b"), rule("c")] }));
  assert.deepEqual(apart.taken, ["enabled", "Rule 1, a", "a new rule"]);
  const together = drafted(apart.draft);
  assert.deepEqual(together.rules.map(({ name, value, enabled }) => [name, value, enabled]), [["theirs", true, undefined], ["a", true, false], ["b", 10, undefined], ["c", true, undefined], ["mine", true, undefined]]);
  assert.deepEqual([together.percentage, together.enabled, apart.draft.base.version], [40, false, 9]);

  const both = theirs({ percentage: 30, rules: [rule("a"), rule("b", { value: 70 })] });
  assert.equal(rebased(mine, both), undefined);
  const { clashes, resolve } = merge(mine, both);
  assert.deepEqual(clashes.map(({ id, base: was, mine: own, theirs: other }) => [id, was.value ?? was, own.value ?? own, other.value ?? other]), [["percentage", 25, 40, 30], ["rule 1", true, 10, 70]]);
  const values = (sides) => [drafted(resolve(sides)).percentage, ...drafted(resolve(sides)).rules.map(({ value }) => value)];
  assert.deepEqual(values({ percentage: "mine", "rule 1": "theirs" }), [40, true, 70]);
  assert.deepEqual(values({ percentage: "theirs", "rule 1": "mine" }), [30, true, 10]);

  // What one takes away and the other changes is asked for.
  const gone = merge(mine, theirs({ rules: [rule("a"), rule("c")] }));
  assert.deepEqual(gone.clashes.map(({ id, theirs: other }) => [id, other]), [["rule 1", undefined]]);
  assert.deepEqual(drafted(gone.resolve({ "rule 1": "mine" })).rules.map(({ name }) => name), ["a", "b", "c"]);
  assert.deepEqual(drafted(gone.resolve({ "rule 1": "theirs" })).rules.map(({ name }) => name), ["a", "c"]);
  // My order holds where I changed it.
  const ordered = rebased(moveRule(draftOf(base), 2, 0), theirs({ rules: [rule("a"), rule("b"), rule("c"), rule("theirs")] }));
  assert.deepEqual(drafted(ordered.draft).rules.map(({ name }) => name), ["c", "theirs", "a", "b"]);
});

test("names and values come from the rules, and pasted values are told apart", () => {
  const seen = seenIn([flag({ rules: [rule("a"), { conditions: { any: [{ type: "property", conditions: { plan: ["team"], age: { gt: 3 } } }] }, value: true }] })]);
  assert.deepEqual(seen.names, ["age", "plan"]);
  assert.deepEqual(seen.values.get("plan"), ["pro", "team"]);
  assert.deepEqual(valuesIn(" a, b;c, a"), ["a", "b", "c"]);
  assert.deepEqual(valuesIn(" a, b\r\n\n d\ta "), ["a, b", "d", "a"]);
  assert.deepEqual(linesIn("Smith, John\n"), ["Smith, John"]);
});

test("what the server says stands where it belongs", () => {
  const said = (path) => ofDiagnostics([{ path, message: "m", advice: "a" }], "my.key").map(({ field, rule: place }) => [field, place])[0];
  assert.deepEqual(said("features.my.key.rules[2].conditions.age"), ["rules", 2]);
  assert.deepEqual(said("rules[0].value"), ["rules", 0]);
  assert.deepEqual(said("features.my.key.variants[1].weight"), ["variants", undefined]);
  assert.deepEqual(said("features.my.key"), ["", undefined]);
});
