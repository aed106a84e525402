import { Button, Menu, Modal, Skeleton, Tabs } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconHandStop, IconHeartbeat } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { Flag } from "../../api/client";
import { flagQuery } from "../../api/queries";
import { useFlagActs } from "../../flag/acts";
import { FlagSwitch, useFlagRefusal } from "../../flag/FlagSwitch";
import { isActive, typeOf } from "../../flag/reading.ts";
import { TypeIcon } from "../../flag/TypeIcon";
import { Callout } from "../../parts/Callout";
import { Copy } from "../../parts/Copy";
import { Tag } from "../../parts/Tag";
import { ifThere, Missing } from "../../parts/Unread";
import { TABS, type Tab } from "../../router";
import { useKeys } from "../../shell/keys";
import { usePlace, useRefusal } from "../../shell/place";
import { Analytics } from "./Analytics";
import { Code } from "./Code";
import { useDraft } from "./editor/useDraft";
import { Explain } from "./Explain";
import { History } from "./History";
import { Targeting } from "./Targeting";

const CreateFlag = lazy(() => import("../flags/CreateFlag").then((module) => ({ default: module.CreateFlag })));
const Release = lazy(() => import("./Release").then((module) => ({ default: module.Release })));

const WORDS: Record<Tab, string> = {
  targeting: "Targeting",
  analytics: "Analytics",
  release: "Release",
  explain: "Explain",
  history: "History",
  code: "Use it in code",
};

export function FlagPage() {
  const { key } = useParams({ from: "/flags/$key" });
  const { environment } = usePlace();
  const { data, error } = useQuery(flagQuery(environment.key, key));
  const flag = ifThere(data, error);
  const navigate = useNavigate();
  const close = () => void navigate({ to: "/flags" });
  return (
    <Modal
      opened
      onClose={close}
      size={960}
      title={<Title flag={flag} name={key} />}
      closeButtonProps={{ "aria-label": "Close the flag" }}
      classNames={{ body: "flag-body" }}
    >
      {flag === undefined && error !== null && <Missing kind="flag" name={key} environment={environment.key} error={error} />}
      {/* Another flag begins anew: the draft of this one is not its own. */}
      {flag !== undefined && <Inside key={`${environment.key} ${flag.key}`} flag={flag} close={close} />}
    </Modal>
  );
}

function Title({ flag, name }: { flag: Flag | undefined; name: string }) {
  const { environment } = usePlace();
  return (
    <span className="row flag-title">
      {flag !== undefined && <TypeIcon type={typeOf(flag)} />}
      <h2 className="wrap" dir="auto" tabIndex={-1} data-autofocus>
        {name}
      </h2>
      <Copy text={name} what="the key" />
      {flag !== undefined && <State flag={flag} environment={environment.key} />}
    </span>
  );
}

function State({ flag, environment }: { flag: Flag; environment: string }) {
  if (flag.killed) return <Tag tone="bad">Killed in {environment}</Tag>;
  if (flag.archived) return <Tag>Archived</Tag>;
  return isActive(flag) ? <Tag tone="on">On in {environment}</Tag> : <Tag>Off in {environment}</Tag>;
}

function Inside({ flag, close }: { flag: Flag; close: () => void }) {
  const { tab = "targeting" } = useSearch({ from: "/flags/$key" });
  const navigate = useNavigate();
  const acts = useFlagActs();
  const drafting = useDraft(flag);
  const refusal = useFlagRefusal(flag);
  const edit = () => {
    if (refusal !== undefined) return;
    go(undefined);
    drafting.begin();
  };
  const go = (to: Tab | undefined) => void navigate({ to: "/flags/$key", params: { key: flag.key }, search: (before) => ({ ...before, tab: to }), replace: true });
  const step = (by: number) => go(TABS[(TABS.indexOf(tab) + by + TABS.length) % TABS.length]);
  useKeys({ "[": () => step(-1), "]": () => step(1), t: () => void acts.toggle(flag), e: edit }, true);
  return (
    <>
      <Controls flag={flag} close={close} />
      {flag.killed && (
        <Callout tone="bad" title={`Killed by ${flag.killed.by}`} actions={<Revive flag={flag} />}>
          {flag.killed.reason ?? "No reason was given."} Everybody gets the off result until somebody revives it.
        </Callout>
      )}
      {flag.managed_by && (
        <Callout tone="rollout" title="It lives in a configuration file">
          Change it there: {flag.managed_at?.file ?? "the server's --config"}. Killing and reviving it works here.
        </Callout>
      )}
      <Tabs value={tab} onChange={(value) => go(TABS.find((one) => one === value))} keepMounted={false}>
        <Tabs.List>
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {WORDS[one]}
              {one === "targeting" && drafting.draft !== undefined && <i className="unsaved" title="What you typed is not saved yet" />}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="targeting"><Targeting flag={flag} acts={acts} drafting={drafting} /></Tabs.Panel>
        <Tabs.Panel value="analytics"><Analytics flag={flag} /></Tabs.Panel>
        <Tabs.Panel value="release">
          <Suspense fallback={<Skeleton height={180} radius={12} />}>
            <Release flag={flag} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="explain"><Explain flag={flag} /></Tabs.Panel>
        <Tabs.Panel value="history"><History flag={flag} acts={acts} /></Tabs.Panel>
        <Tabs.Panel value="code"><Code flag={flag} /></Tabs.Panel>
      </Tabs>
    </>
  );
}

function Revive({ flag }: { flag: Flag }) {
  const acts = useFlagActs();
  const refusal = useRefusal();
  return (
    <Button size="compact-sm" variant="default" leftSection={<IconHeartbeat size={15} aria-hidden />} onClick={() => void acts.revive(flag)} disabled={refusal !== undefined} title={refusal}>
      Revive
    </Button>
  );
}

function Controls({ flag, close }: { flag: Flag; close: () => void }) {
  const acts = useFlagActs();
  const viewer = useRefusal();
  const refusal = useFlagRefusal(flag);
  const [isCopying, copy] = useDisclosure(false);
  const remove = () => void acts.remove(flag).then((done) => done && close());
  return (
    <div className="row wide flag-controls">
      <span className="row">
        <FlagSwitch flag={flag} acts={acts} />
        <span className="dim">{flag.enabled ? "Enabled" : "Not enabled"}</span>
      </span>
      <span className="row">
        {!flag.killed && (
          <Button size="compact-md" variant="default" leftSection={<IconHandStop size={16} color="var(--bad)" aria-hidden />} onClick={() => void acts.kill(flag)} disabled={viewer !== undefined} title={viewer}>
            Kill
          </Button>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="compact-md" variant="default" aria-label="More" disabled={viewer !== undefined} title={viewer}>
              <IconDots size={16} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={copy.open}>Duplicate…</Menu.Item>
            <Menu.Item onClick={() => void acts.archive(flag)} disabled={refusal !== undefined} title={refusal}>{flag.archived ? "Take it out of the archive" : "Archive"}</Menu.Item>
            <Menu.Item color="red" onClick={remove} disabled={refusal !== undefined} title={refusal}>
              Delete…
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </span>
      {isCopying && (
        <Suspense>
          <CreateFlag close={copy.close} like={flag} />
        </Suspense>
      )}
    </div>
  );
}
