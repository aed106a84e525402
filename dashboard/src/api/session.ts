/** Who is signed in. */
import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "./client";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async () => (await ask(api.GET("/api/session"))).session ?? null,
  staleTime: 60_000,
});

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
