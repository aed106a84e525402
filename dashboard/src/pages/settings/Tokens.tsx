import { Button, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { revokeToken, tokensQuery, type Token } from "../../api/settings";
import { Ago } from "../../parts/Ago";
import { Tag, type Tone } from "../../parts/Tag";
import { complain, tell } from "../../parts/toast";
import { useGuard } from "../../shell/guard";
import { NewToken } from "./NewToken";
import { useAdminRefusal } from "./refusals";
import { Secret } from "./Secret";
import { Read, Section } from "./Section";

export function Tokens() {
  const refusal = useAdminRefusal("Tokens are");
  const tokens = useQuery({ ...tokensQuery, enabled: refusal === undefined });
  const [isMaking, making] = useDisclosure(false);
  const [issued, setIssued] = useState<Schemas["IssuedToken"]>();
  const [text, setText] = useState("");
  return (
    <>
      <Section title="Tokens" make={{ word: "New token", open: making.open, refusal }} about="Who asks the server for something shows a token. Of each, the server keeps a digest: nobody can read it again.">
        {refusal === undefined && (
          <Read of={tokens} what="The tokens">
            {(all) => (
              <>
                {all.length > 8 && (
                  <div className="padded-head">
                    <TextInput leftSection={<IconSearch size={15} aria-hidden />} placeholder="Find a token" aria-label="Find a token" value={text} onChange={(event) => setText(event.currentTarget.value)} maw={280} />
                  </div>
                )}
                <ul className="things">
                  {all.filter(({ name, kind, id }) => `${name} ${kind} ${id}`.toLowerCase().includes(text.trim().toLowerCase())).map((token) => (
                    <TokenRow key={token.id} token={token} />
                  ))}
                </ul>
              </>
            )}
          </Read>
        )}
      </Section>
      {isMaking && (
        <NewToken
          close={making.close}
          made={(token) => {
            making.close();
            setIssued(token);
          }}
        />
      )}
      {issued !== undefined && (
        <Secret
          title={`The token ${issued.name}`} secret={issued.token} close={() => setIssued(undefined)}
          about={<>Send it as <code className="mono">Authorization: Bearer …</code>. Programs take it from their environment better than from a file that others read.</>}
        />
      )}
    </>
  );
}

const TONES: Record<string, Tone> = { admin: "bad", emergency: "warn", editor: "rollout", server: "good", client: "good" };

function TokenRow({ token: { id, name, kind, environments, created_at: made, expires_at: ends, last_used_at: used, events } }: { token: Token }) {
  const client = useQueryClient();
  const guard = useGuard();
  const isOver = ends != null && Date.parse(ends) < Date.now();
  async function revoke() {
    const consent = await guard({ title: `Revoke ${name}`, about: "Whoever shows it is refused from now on, and streams that it reads end within a second. It cannot be brought back.", verb: "Revoke", danger: true, always: true });
    if (consent === undefined) return;
    try {
      await revokeToken(id);
      await client.invalidateQueries({ queryKey: ["tokens"] });
      tell(`${name} is revoked.`);
    } catch (error) {
      complain(error);
    }
  }
  return (
    <li>
      <div className="grow">
        <p className="row wrap-row">
          <b className="wrap">{name}</b>
          <Tag tone={TONES[kind] ?? "plain"}>{kind}</Tag>
          {isOver && <Tag tone="bad">expired</Tag>}
          {kind === "client" && events === false && <Tag>sends no events</Tag>}
        </p>
        <p className="dim wrap">{environments.includes("*") ? "All environments" : environments.join(", ")}</p>
        <p className="hint">
          <span className="mono">{id}</span>, made <Ago at={made} />, {used != null ? <>used <Ago at={used} /></> : "never used"}
          {ends != null && <>, {isOver ? "ended" : "ends"} <Ago at={ends} /></>}
        </p>
      </div>
      <div className="acts">
        <Button size="compact-md" variant="default" onClick={() => void revoke()} aria-label={`Revoke ${name}`}>
          Revoke
        </Button>
      </div>
    </li>
  );
}
