/** Who is signed in. */
import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { keepFor } from "../parts/kept.ts";
import { api, ask, type Session } from "./client";
import { forgetAll } from "./live";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ client }) => welcome(client, (await ask(api.GET("/api/session"))).session ?? null),
  staleTime: 60_000,
});

/** Two sessions of which this is the same may read the same. */
export const rightsOf = ({ name, kind, environments }: Session) => [name, kind, ...environments].join(" ");

let last: string | undefined;

/** Whoever comes after somebody else sees nothing of what those had read or typed. */
export function welcome<S extends Session | null>(client: QueryClient, session: S): S {
  if (session === null) return session;
  const rights = rightsOf(session);
  if (last !== undefined && last !== rights) forgetAll(client);
  last = rights;
  keepFor(session.name);
  return session;
}

export const signInBy = {
  login: (login: string) => ask(api.POST("/api/session", { body: { login } })),
  token: (token: string) => ask(api.POST("/api/session", { body: { token } })),
};

export const signOut = () => ask(api.DELETE("/api/session"));

/** Takes the secret of a one-time link out of the address, so that it stays in no history. */
export function takeLogin(): string | undefined {
  const login = new URLSearchParams(location.hash.slice(1)).get("login");
  if (login === null) return undefined;
  history.replaceState(null, "", location.pathname + location.search);
  return login;
}
