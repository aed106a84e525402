import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { dayOf, isOpen, startObstacle, stateOf, STATES, find } = await load("experiment/reading");
const { change, interval, pValue, scaleOf } = await load("experiment/figures");
const { effectWord } = await load("experiment/verdict");
const { csvOf } = await load("experiment/csv");
const { choicesOf, doubtOf } = await load("experiment/deciding");
const { daysFor, definitionOf, EMPTY, keyOf, problemsOf } = await load("experiment/draft");

const effect = (more) => ({ estimate: 0.1, low: -0.02, high: 0.22, p_value: 0.2, relative: true, outcome: "undecided", significant: false, ...more });
const found = (more, own) => ({ variant: "b", users: 10, effect: effect(more), ...own });
const metric = { metric: "buys", role: "goal", kind: "conversion", direction: "increase", window: "1d" };
const results = (more, variant = found()) => ({
  verdict: "keep_running", winner: null, control: "a", metrics: [{ ...metric, variants: [{ variant: "a", users: 10, effect: null }, variant] }], ended_at: null,
  health: { srm: { ok: true }, too_early: { ok: true, variant: "b", users: 10, needs: 100 }, issues: [] }, ...more,
});

test("numbers read as people write them", () => {
  assert.deepEqual([change(0.109, true), change(-0.004, true), change(0, true)], ["+10.9%", "−0.4%", "±0.0%"]);
  assert.deepEqual([change(0.0123, false, "conversion"), change(-19.04, false)], ["+1.23 points", "−19"]);
  assert.equal(interval({ low: -0.0156, high: 0.551, relative: true }), "[−1.6, +55.1]");
  assert.deepEqual([1, 0.9996, 0.0288, 0.0004, 1e-9].map(pValue), ["1", "1", "0.029", "0.0004", "< 0.0001"]);
});

test("one scale holds all intervals, and is not stretched by one that is far wider", () => {
  const { bound, ticks, place } = scaleOf([{ low: -0.1, high: 0.2 }, { low: 0, high: 0.3 }, { low: -9, high: 30 }]);
  assert.ok(bound > 0.3 && bound < 2, `${bound}`);
  assert.ok(ticks.includes(0) && ticks.length >= 3 && ticks.length <= 9, ticks.join());
  assert.deepEqual([place(0), place(-99), place(99)], [0.5, 0, 1]);
  assert.equal(scaleOf([]).place(0), 0.5);
});

test("an effect is called by what is known", () => {
  const word = (more, variant = found()) => effectWord(results(more, variant), metric, variant).text;
  assert.equal(word({}), "Not decided yet");
  assert.equal(word({ ended_at: "2026-03-01T00:00:00Z" }), "Undecided");
  assert.equal(word({ verdict: "no_difference" }), "No difference");
  assert.equal(word({}, found({ outcome: "better" })), "Better");
  assert.equal(word({}, found({ outcome: "better" }, { guardrail: "inferior" })), "Over limit");
  assert.equal(word({}, found({}, { effect: null, refusal: "no_users" })), "No answer");
  assert.equal(word({ health: { srm: { ok: false }, too_early: { ok: true } } }, found({ outcome: "better" })), "Not to be believed");
});

test("a decision that the numbers do not carry is told", () => {
  const [ship, back, none] = choicesOf([{ name: "a", weight: 1, is_control: true }, { name: "b", weight: 1 }]);
  assert.deepEqual([ship.ship, back.ship, none.ship], ["b", "a", "a"]);
  assert.match(doubtOf(ship, results()), /not known that `b` is better/);
  assert.equal(doubtOf(ship, results({}, found({ outcome: "better" }))), undefined);
  assert.match(doubtOf(ship, results({}, found({}, { guardrail: "inferior" }))), /over the limit of buys/);
  assert.match(doubtOf(none, results()), /only known at the planned end/);
  assert.equal(doubtOf(none, results({ verdict: "no_difference" })), undefined);
  assert.match(doubtOf(back, results({ verdict: "ship", winner: "b" })), /`b` is better/);
});

test("a spreadsheet takes no name for a formula", () => {
  const lines = csvOf(results({}, found({}, { variant: "=1+1", refusal: 'a "b", c' }))).split("\n");
  assert.equal(lines.length, 4);
  assert.match(lines[2], /,"'=1\+1",10,/);
  assert.match(lines[2], /,"a ""b"", c"$/);
});

test("a draft says what is wrong with it, and is sent as what it says", () => {
  assert.deepEqual([keyOf("Größere Knöpfe!"), keyOf("2 steps")], ["gro-ere-knopfe", "steps"]);
  assert.equal(problemsOf(EMPTY, 0).length, 1);
  const twice = { ...EMPTY, variants: [{ name: "a", part: 0 }, { name: "a", part: 10_000 }] };
  assert.equal(problemsOf(twice, 1).length, 2);
  assert.match(problemsOf(EMPTY, 2)[0], /Without a metric/);
  assert.match(problemsOf({ ...EMPTY, metrics: [{ metric: "m", role: "guardrail" }] }, 2)[0], /No metric is a goal/);
  const draft = { ...EMPTY, key: "k", metrics: [{ metric: "m", role: "goal" }, { metric: "w", role: "guardrail", margin: 5 }], sample: 100 };
  assert.deepEqual(definitionOf(draft), {
    variants: [{ name: "control", weight: 0.5, is_control: true }, { name: "new", weight: 0.5 }],
    metrics: [{ metric: "m", role: "goal" }, { metric: "w", role: "guardrail", margin: 0.05 }],
    min_detectable_effect: 0.1, sample_size: 100, on_conclude: "control",
  });
  assert.deepEqual([daysFor(1_001, 100), daysFor(1, 100), daysFor(5, undefined)], [11, 1, undefined]);
});

test("how far it is, and which are shown", () => {
  const one = { key: "one", version: 2, status: "running", start_date: "2026-03-01T00:00:00Z", end_date: "2026-03-15T00:00:00Z" };
  const at = (text) => Date.parse(text);
  assert.equal(dayOf(one, at("2026-03-09T12:00:00Z")), "day 9 of 14");
  assert.equal(dayOf(one, at("2026-04-09T12:00:00Z")), "day 14 of 14");
  assert.equal(dayOf({ ...one, end_date: undefined }, at("2026-03-01T00:00:01Z")), "day 1");
  assert.equal(stateOf({ ...one, status: "draft" }), "scheduled");
  assert.deepEqual(STATES.filter((status) => isOpen({ ...one, status })), ["running", "ended"]);
  assert.equal(startObstacle({ key: "new", version: 1, status: "draft" }), undefined);
  assert.match(startObstacle({ ...one, status: "draft" }), /by itself/);
  const all = [{ key: "old", version: 9, status: "archived" }, { key: "two", version: 1, status: "draft" }, one];
  const keys = (text, filter) => find(all, text, filter, (key) => key === "one").map(({ key }) => key);
  assert.deepEqual(keys("", "all"), ["one", "two"]);
  assert.deepEqual(keys("tw", "all"), ["two"]);
  assert.deepEqual([keys("", "attention"), keys("", "archived")], [["one"], ["old"]]);
});
