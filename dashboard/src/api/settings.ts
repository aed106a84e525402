/** What is the instance's own: environments, tokens, channels, freezes. */
import { queryOptions } from "@tanstack/react-query";
import { all, api, ask, because, type Schemas } from "./client";

export type Token = Schemas["Token"];
export type TokenKind = Schemas["TokenKind"];
export type Channel = Schemas["Channel"];
export type FreezeWindow = Schemas["FreezeWindow"];

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: () => all((query) => ask(api.GET("/api/tokens", { params: { query } }))),
});

export const createToken = (body: Schemas["NewToken"]) => ask(api.POST("/api/tokens", { body }));
export const revokeToken = (id: string) => ask(api.DELETE("/api/tokens/{id}", { params: { path: { id } } }));

export const archivedQuery = queryOptions({
  queryKey: ["environments", "archived"],
  queryFn: async () => (await ask(api.GET("/api/environments", { params: { query: { archived: true } } }))).items,
});

export const createEnvironment = (body: Schemas["NewEnvironment"]) => ask(api.POST("/api/environments", { body }));
export const patchEnvironment = (key: string, body: Schemas["EnvironmentPatch"]) =>
  ask(api.PATCH("/api/environments/{key}", { params: { path: { key } }, body }));
export const archiveEnvironment = (key: string, reason: string | undefined) =>
  ask(api.DELETE("/api/environments/{key}", { params: { path: { key }, query: { confirm: key } }, headers: because(reason) }));

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: async () => (await ask(api.GET("/api/notifications"))).items,
  refetchInterval: 10_000,
});

export const deadQuery = (key: string) =>
  queryOptions({
    queryKey: ["channels", key, "dead"],
    queryFn: () => ask(api.GET("/api/notifications/{key}/dead", { params: { path: { key }, query: { limit: 100 } } })),
  });

const named = (key: string) => ({ params: { path: { key } } });

export const createChannel = (body: Schemas["NewChannel"]) => ask(api.POST("/api/notifications", { body }));
export const deleteChannel = (key: string) => ask(api.DELETE("/api/notifications/{key}", named(key)));
export const testChannel = (key: string) => ask(api.POST("/api/notifications/{key}/test", named(key)));
export const rotateChannel = (key: string) => ask(api.POST("/api/notifications/{key}/rotate", named(key)));
export const replayDead = (key: string, id?: number) =>
  ask(api.POST("/api/notifications/{key}/replay", { ...named(key), body: id === undefined ? {} : { id } }));

export const freezesQuery = (environment: string) =>
  queryOptions({
    queryKey: ["status", environment, "freezes"],
    queryFn: async () => (await ask(api.GET("/api/freezes", { params: { query: { environment } } }))).items,
  });

export const freeze = (environment: string, body: Schemas["FreezeRequest"]) =>
  ask(api.POST("/experiments/freeze", { params: { query: { environment } }, body }));
export const endFreeze = (environment: string, id: string, reason: string | undefined) =>
  ask(api.DELETE("/api/freezes/{id}", { params: { path: { id }, query: { environment } }, headers: because(reason) }));

/** Who has everything; with a seq, who has applied that entry. */
export const instancesQuery = (environment: string, seq?: number) =>
  queryOptions({
    queryKey: ["instances", environment, seq ?? null],
    queryFn: () => ask(api.GET("/api/instances", { params: { query: { environment, ...(seq === undefined ? {} : { seq }) } } })),
    refetchInterval: 10_000,
  });

/** Seq of the last kill; null where there was none yet. */
export const lastKillQuery = (environment: string) =>
  queryOptions({
    queryKey: ["changes", environment, "last kill"],
    queryFn: async () => (await ask(api.GET("/api/changes", { params: { query: { environment, kind: "killed", limit: 1 } } }))).items[0]?.seq ?? null,
  });

export const readyQuery = queryOptions({
  queryKey: ["ready"],
  queryFn: () => ask(api.GET("/readyz")),
  refetchInterval: 15_000,
});
