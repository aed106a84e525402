import "../../styles/playground.css";
import { Button, CopyButton, Skeleton } from "@mantine/core";
import { IconArrowsLeftRight, IconCheck, IconLink, IconPlayerPlay, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { evaluationsQuery, type Side } from "../../api/playground";
import { Callout } from "../../parts/Callout";
import { useKept } from "../../parts/kept";
import { pairs } from "../../playground/compare.ts";
import type { PlaygroundSearch } from "../../playground/address.ts";
import { readMoment, type Context, type Moment } from "../../playground/context.ts";
import { usePlace } from "../../shell/place";
import { ContextForm, contextTyped, typedOf, type Typed } from "./ContextForm";
import { Results } from "./Results";

/** What was typed, on one side or on both. */
interface TypedSides {
  one: Typed;
  other: Typed | undefined;
}

const typedAs = (context: Context | undefined, at: Moment) => typedOf(context ?? {}, at === undefined ? "" : String(at));

/** Two addresses that ask for the same have the same one. */
const addressOf = ({ context, at, other, otherAt }: PlaygroundSearch) => JSON.stringify([context, at, other, otherAt]);

/** A side of the address as it is asked for; none where there is none. */
const sideOf = (context: Context | undefined, at: Moment): Side | undefined =>
  context && { context, ...(at === undefined ? {} : { at }) };

/** What was typed as a side, or why it is none. */
function read(typed: Typed): Side | { problem: string; of: "context" | "moment" } {
  const context = contextTyped(typed);
  if (typeof context === "string") return { problem: context, of: "context" };
  const moment = readMoment(typed.moment);
  if ("problem" in moment) return { problem: moment.problem, of: "moment" };
  return { context, ...(moment.moment === undefined ? {} : { at: moment.moment }) };
}

export function PlaygroundPage() {
  const search = useSearch({ from: "/playground" });
  const navigate = useNavigate();
  const { environment } = usePlace();
  const inAddress: TypedSides = { one: typedAs(search.context, search.at), other: search.other && typedAs(search.other, search.otherAt) };
  const address = addressOf(search);
  const [kept, keep] = useKept<{ address: string; typed: TypedSides } | undefined>(`playground of ${environment.key}`, undefined);
  // What was typed holds for the address that it was typed at; another one says something else.
  const typed = kept?.address === address ? kept.typed : inAddress;
  const setTyped = (next: TypedSides) => keep({ address, typed: next });
  const one = read(typed.one);
  const other = typed.other && read(typed.other);
  const isReady = !("problem" in one) && (other === undefined || !("problem" in other));

  function ask() {
    if ("problem" in one || (other !== undefined && "problem" in other)) return;
    const next = { context: one.context, at: one.at, other: other?.context, otherAt: other?.at };
    keep({ address: addressOf(next), typed });
    void navigate({ to: "/playground", search: (before) => ({ ...before, ...next }) });
  }

  return (
    <>
      <div className="page-head">
        <h1>Playground</h1>
        {search.context !== undefined && <CopyLink />}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <div className={typed.other === undefined ? "contexts" : "contexts is-two"}>
          <ContextForm title={typed.other === undefined ? "Who asks" : "One"} typed={typed.one} change={(next) => setTyped({ ...typed, one: next })} momentProblem={"problem" in one && one.of === "moment" ? one.problem : undefined} />
          {typed.other !== undefined && (
            <ContextForm title="The other" typed={typed.other} change={(next) => setTyped({ ...typed, other: next })} momentProblem={other !== undefined && "problem" in other && other.of === "moment" ? other.problem : undefined} />
          )}
        </div>
        <div className="row ask">
          <Button type="submit" leftSection={<IconPlayerPlay size={16} aria-hidden />} disabled={!isReady}>
            Evaluate
          </Button>
          {typed.other === undefined ? (
            <Button variant="default" leftSection={<IconArrowsLeftRight size={16} aria-hidden />} onClick={() => setTyped({ ...typed, other: { ...typed.one } })}>
              Compare with another
            </Button>
          ) : (
            <Button variant="default" leftSection={<IconX size={16} aria-hidden />} onClick={() => setTyped({ ...typed, other: undefined })}>
              Only one
            </Button>
          )}
          <span className="hint">Nothing here is counted, and nobody is exposed to an experiment.</span>
        </div>
      </form>
      <Answer />
    </>
  );
}

function CopyLink() {
  return (
    <CopyButton value={location.href}>
      {({ copied, copy }) => (
        <Button variant="default" leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconLink size={16} aria-hidden />} onClick={copy}>
          {copied ? "Copied" : "Copy the link"}
        </Button>
      )}
    </CopyButton>
  );
}

function Answer() {
  const search = useSearch({ from: "/playground" });
  const { environment } = usePlace();
  const [one, other] = [sideOf(search.context, search.at), sideOf(search.other, search.otherAt)];
  const ones = useQuery(evaluationsQuery(environment.key, one));
  const others = useQuery(evaluationsQuery(environment.key, other));
  const error = (one && ones.error) ?? (other && others.error);
  if (one === undefined) return <p className="dim">Say who asks: every flag and experiment is evaluated for them at once, with the reason of each.</p>;
  if (error) {
    return (
      <Callout tone="bad" title="It cannot be evaluated" role="alert">
        {error.message}
      </Callout>
    );
  }
  if (ones.data === undefined || (other !== undefined && others.data === undefined)) return <Skeleton height={280} radius={14} />;
  const erased = [...(ones.data.erased ?? []), ...((other && others.data?.erased) ?? [])];
  return (
    <>
      {erased.length > 0 && (
        <Callout tone="warn" title="Of some nothing can be told any more">
          {erased.join(", ")}: what they were then was erased.
        </Callout>
      )}
      <Results pairs={pairs(ones.data.items, other && others.data?.items)} one={one} other={other} seqs={[ones.data.seq, other && others.data?.seq]} />
    </>
  );
}
