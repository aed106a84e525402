/** What people do to flags. Each answers with the flag as it is then. */
import { api, ask, at, because, from, reasonOf, surely, type Act, type Flag, type Schemas, type Variant, type VersionedAct } from "./client";

/** The fields that are changed here; null takes one away. */
export interface Patch {
  enabled?: boolean;
  archived?: boolean;
  percentage?: number;
  variants?: Variant[];
  description?: string | null;
  owner?: string | null;
  tags?: string | string[] | null;
  expires?: string | null;
  visibility?: "all" | "server" | null;
  metadata?: Record<string, string | null> | null;
}

export const patchFlag = (act: VersionedAct, patch: Patch): Promise<Flag> =>
  ask(
    api.PATCH("/api/features/{key}", {
      params: at(act),
      // The generated type takes no field at all: it has a pattern of names that may only be taken away.
      body: patch as never,
      headers: { ...from(act.version), ...because(act.reason) },
    }),
  );

/** Replaces the whole definition. */
export const putFlag = (act: VersionedAct, definition: Record<string, unknown>): Promise<Flag> =>
  ask(
    api.PUT("/api/features/{key}", {
      params: at(act),
      body: definition as never,
      headers: { ...from(act.version), ...because(act.reason) },
    }),
  );

/** What a definition would change, and for how many; nothing is changed. */
export const planFlag = (environment: string, key: string, definition: Record<string, unknown>): Promise<Schemas["Plan"]> =>
  ask(api.POST("/api/plan", { params: { query: { environment } }, body: { features: { [key]: definition } } as never }));

export const createFlag = (environment: string, flag: Schemas["NewFlag"], reason?: string): Promise<Flag> =>
  ask(api.POST("/api/features", { params: { query: { environment } }, body: flag, headers: because(reason) }));

export const deleteFlag = (act: VersionedAct) =>
  ask(api.DELETE("/api/features/{key}", { params: surely(act), headers: { ...from(act.version), ...because(act.reason) } }));

/** Has the definition's share be in force again, in place of what a release or a rollout left. */
export const letGo = (act: Act) =>
  ask(api.DELETE("/api/features/{key}/rollout", { params: { path: { key: act.key }, query: { environment: act.environment, raise: true } }, headers: because(act.reason) }));

export const killFlag = (act: Act) =>
  ask(api.POST("/flags/{key}/kill", { params: at(act), body: reasonOf(act) }));

export const reviveFlag = (act: Act) =>
  ask(api.POST("/flags/{key}/revive", { params: at(act), body: reasonOf(act) }));

/** Makes the definition what it was after an entry, or before its last change. */
export const rollBack = (act: VersionedAct, seq?: number) =>
  ask(
    api.POST("/api/features/{key}/rollback", {
      params: at(act),
      body: { ...(seq === undefined ? {} : { seq }), ...reasonOf(act) },
      headers: from(act.version),
    }),
  );

export const killMany = (environment: string, what: { tag: string } | { all: true }, reason?: string) =>
  ask(
    api.POST("/flags/kill", {
      params: { query: { environment } },
      body: { ...what, ...(reason ? { reason } : {}) },
    }),
  );

/** Why a flag is what it is for somebody; with a draft, as if that were its definition. */
export const explainFlag = (environment: string, key: string, context: Record<string, unknown>, draft?: Record<string, unknown>) =>
  ask(
    api.POST("/api/features/{key}/explain", {
      params: { path: { key }, query: { environment } },
      body: { context, ...(draft === undefined ? {} : { draft }) },
    }),
  );
