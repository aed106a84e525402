import { Button, PasswordInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { sessionQuery, signInBy, welcome } from "../api/session";
import { Callout } from "../parts/Callout";
import { Mark } from "./Mark";

// Asked once, since it holds once.
let signingIn: ReturnType<typeof signInBy.login> | undefined;

/** `login` is the secret of a one-time link, for whoever came by one. */
export function SignIn({ login }: { login: string | undefined }) {
  const client = useQueryClient();
  const [token, setToken] = useState("");
  const [busy, setBusy] = useState(login !== undefined);
  const [problem, setProblem] = useState<string>();

  const settle = (answer: ReturnType<typeof signInBy.login>) => {
    setBusy(true);
    setProblem(undefined);
    answer
      .then((session) => client.setQueryData(sessionQuery.queryKey, welcome(client, session)))
      .catch((error: Error) => setProblem(error.message))
      .finally(() => setBusy(false));
  };
  useEffect(() => {
    if (login !== undefined) settle((signingIn ??= signInBy.login(login)));
  }, []);

  return (
    <main className="sign-in">
      <div className="panel sign-in-panel">
        <Mark />
        <h1>Sign in</h1>
        <p className="dim">
          Open the link that <code className="mono">hoist login</code> prints, or paste a token of kind viewer, editor or admin.
          The first one is in <code className="mono">hoist-data/admin.token</code>.
        </p>
        {problem !== undefined && (
          <Callout tone="bad" title="That did not work" role="alert">
            {problem}
          </Callout>
        )}
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (token.trim()) settle(signInBy.token(token.trim()));
          }}
        >
          <PasswordInput
            label="Token"
            placeholder="hoist_admin_…"
            autoComplete="off"
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": "Show the token" }}
            autoFocus
          />
          <Button type="submit" loading={busy} disabled={token.trim() === ""} fullWidth>
            Sign in
          </Button>
        </form>
      </div>
    </main>
  );
}
