import { Button, Skeleton } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import type { Flag } from "../../api/client";
import type { FlagActs } from "../../flag/acts";
import { useFlagRefusal } from "../../flag/FlagSwitch";
import { tagsOf, typeOf, wordOf } from "../../flag/reading.ts";
import { Ago } from "../../parts/Ago";
import { Fact } from "../../parts/Fact";
import { Tag } from "../../parts/Tag";
import { useDraft } from "./editor/useDraft";

const EditAbout = lazy(() => import("./EditAbout").then((module) => ({ default: module.EditAbout })));

/** What people read about a flag. */
export function About({ flag, acts }: { flag: Flag; acts: FlagActs }) {
  const drafting = useDraft(flag, "about");
  const refusal = useFlagRefusal(flag);
  if (drafting.draft !== undefined) {
    return (
      <Suspense fallback={<Skeleton height={260} radius={12} />}>
        <EditAbout flag={flag} acts={acts} draft={drafting.draft} drafting={drafting} />
      </Suspense>
    );
  }
  return (
    <section className="about-flag">
      <div className="row wide top">
        <p className="wrap" dir="auto">
          {flag.description ?? <span className="dim">No description yet.</span>}
        </p>
        <Button size="compact-sm" variant="default" leftSection={<IconPencil size={14} aria-hidden />} onClick={drafting.begin} disabled={refusal !== undefined} title={refusal}>
          Edit
        </Button>
      </div>
      <dl className="facts">
        <Fact name="Type">{wordOf(typeOf(flag))}</Fact>
        <Fact name="Owner">{flag.owner ?? "nobody"}</Fact>
        <Fact name="Changed">
          <Ago at={flag.updated_at} />
        </Fact>
        <Fact name="Version">{flag.version}</Fact>
        {flag.expires !== undefined && <Fact name="Expires">{flag.expires}</Fact>}
        {flag.when_on !== undefined && <Fact name="Result when on"><span className="mono">{JSON.stringify(flag.when_on)}</span></Fact>}
        {flag.when_off !== undefined && <Fact name="Result when off"><span className="mono">{JSON.stringify(flag.when_off)}</span></Fact>}
        {flag.salt !== undefined && <Fact name="Salt">{flag.salt}</Fact>}
        {flag.visibility === "server" && <Fact name="Visibility">servers only</Fact>}
        {Object.entries(flag.metadata ?? {}).map(([name, text]) => (
          <Fact key={name} name={name}>{text}</Fact>
        ))}
        {tagsOf(flag).length > 0 && (
          <Fact name="Tags">
            <span className="row" style={{ flexWrap: "wrap", gap: 4 }}>
              {tagsOf(flag).map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
            </span>
          </Fact>
        )}
      </dl>
    </section>
  );
}
