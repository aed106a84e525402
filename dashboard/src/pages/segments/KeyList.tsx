import { ActionIcon, Button, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { IconArrowBackUp, IconDownload, IconPlus, IconSearch, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Schemas } from "../../api/client";
import { listQuery, type ListName } from "../../api/segments";
import { valuesIn } from "../../editor/seen.ts";
import { counted } from "../../flag/reading.ts";
import { useKept } from "../../parts/kept";
import { adding, countOf, hashOf, removing, speltOut, type ListEdit } from "../../segment/draft.ts";
import { usePlace } from "../../shell/place";

const ABOUT = {
  include: { title: "Keys that are in", about: "Whatever the rules say, unless they are kept out." },
  exclude: { title: "Keys that are kept out", about: "Whatever else says that they are in." },
};
/** Keys that are shown at a time; the others are searched for. */
const SHOWN = 60;

interface Props {
  /** The key of the segment. */
  of: string;
  list: ListName;
  keys: Schemas["Keys"] | undefined;
  edit: ListEdit;
  change: (edit: ListEdit) => void;
  refusal: string | undefined;
}

/** A list of keys: those that are there, those that are to come and those that are to go. */
export function KeyList({ of, list, keys, edit, change, refusal }: Props) {
  const { title, about } = ABOUT[list];
  const [isPasting, pasting] = useDisclosure(false);
  const count = countOf(keys) + edit.add.length - edit.remove.length;
  const known = useKnown(keys, countOf(keys) > 0 || isPasting);
  return (
    <section className="panel padded stack-small" aria-label={title}>
      <div className="row wide top">
        <div>
          <h2>
            {title} <span className="dim num">{count.toLocaleString()}</span>
          </h2>
          <p className="dim">{about}</p>
        </div>
        <Button size="compact-md" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={pasting.toggle} aria-expanded={isPasting} disabled={refusal !== undefined} title={refusal}>
          Add keys
        </Button>
      </div>
      {isPasting && <Paste of={of} list={list} known={known} add={(added) => change(adding(edit, added, known ?? new Set()))} close={pasting.close} refusal={refusal} />}
      {edit.add.length > 0 && <Staged keys={edit.add} word="to be added" tone="good" undo={(key) => change({ ...edit, add: edit.add.filter((one) => one !== key) })} refusal={refusal} />}
      {edit.remove.length > 0 && <Staged keys={edit.remove} word="to be removed" tone="bad" undo={(key) => change({ ...edit, remove: edit.remove.filter((one) => one !== key) })} refusal={refusal} />}
      {countOf(keys) > 0 && <Known of={of} list={list} known={known} edit={edit} remove={(gone) => change(removing(edit, gone, known))} refusal={refusal} />}
    </section>
  );
}

/** All keys of a list, also where an answer only names it; none while they are being read. */
function useKnown(keys: Schemas["Keys"] | undefined, isWanted: boolean): ReadonlySet<string> | undefined {
  const { environment } = usePlace();
  const hash = hashOf(keys);
  const { data } = useQuery({ ...listQuery(environment.key, hash ?? ""), enabled: hash !== undefined && isWanted });
  return useMemo(() => {
    const all = hash === undefined ? speltOut(keys) : data;
    return all && new Set(all);
  }, [keys, hash, data]);
}

interface PasteProps {
  of: string;
  list: ListName;
  known: ReadonlySet<string> | undefined;
  add: (keys: string[]) => void;
  close: () => void;
  refusal: string | undefined;
}

function Paste({ of, list, known, add, close, refusal }: PasteProps) {
  const { environment } = usePlace();
  const [text, setText, forget] = useKept(`pasted for ${list} of ${of} in ${environment.key}`, "");
  const keys = useMemo(() => valuesIn(text), [text]);
  const fresh = known === undefined ? keys.length : keys.filter((key) => !known.has(key)).length;
  const told = keys.length === 0 ? "One a line, or divided by commas; thousands are fine." : `${counted(keys.length, "key")}, ${fresh.toLocaleString()} of them new`;
  return (
    <div className="stack-small paste">
      <Textarea
        label="Keys to add" description={told} rows={6} resize="vertical" spellCheck={false} classNames={{ input: "mono" }} value={text}
        onChange={(event) => setText(event.currentTarget.value)} data-autofocus autoFocus
      />
      <div className="row">
        <Button
          size="compact-md" disabled={keys.length === 0 || refusal !== undefined} title={refusal}
          onClick={() => {
            add(keys);
            forget();
            close();
          }}
        >
          {keys.length === 0 ? "Add" : `Add ${counted(keys.length, "key")}`}
        </Button>
        <Button size="compact-md" variant="default" onClick={close}>
          Close
        </Button>
      </div>
    </div>
  );
}

interface StagedProps {
  keys: string[];
  word: string;
  tone: "good" | "bad";
  undo: (key: string) => void;
  refusal: string | undefined;
}

function Staged({ keys, word, tone, undo, refusal }: StagedProps) {
  const more = keys.length - SHOWN;
  return (
    <div className={`staged-keys tone-${tone}`}>
      <b className="num">
        {keys.length.toLocaleString()} {word}
      </b>
      <ul className="keys-list">
        {keys.slice(0, SHOWN).map((key) => (
          <li key={key} className="mono">
            <span className="clip">{key}</span>
            <ActionIcon size={24} variant="subtle" color="gray" onClick={() => undo(key)} disabled={refusal !== undefined} title={refusal} aria-label={`Leave ${key} as it is`}>
              <IconArrowBackUp size={13} />
            </ActionIcon>
          </li>
        ))}
        {more > 0 && <li className="dim num">and {more.toLocaleString()} more</li>}
      </ul>
    </div>
  );
}

interface KnownProps {
  of: string;
  list: ListName;
  known: ReadonlySet<string> | undefined;
  edit: ListEdit;
  remove: (keys: string[]) => void;
  refusal: string | undefined;
}

function Known({ of, list, known, edit, remove, refusal }: KnownProps) {
  const { environment } = usePlace();
  const [typed, setTyped] = useKept(`searched in ${list} of ${of} in ${environment.key}`, "");
  const [text] = useDebouncedValue(typed.trim().toLowerCase(), 150);
  const gone = useMemo(() => new Set(edit.remove), [edit.remove]);
  const found = useMemo(() => {
    const all = [...(known ?? [])].filter((key) => !gone.has(key));
    return text === "" ? all : all.filter((key) => key.toLowerCase().includes(text));
  }, [known, gone, text]);
  if (known === undefined) return <p className="dim">The keys are being read.</p>;
  const more = found.length - SHOWN;
  return (
    <div className="stack-small">
      {known.size > 12 && (
        <div className="row">
          <TextInput
            className="grow" leftSection={<IconSearch size={15} aria-hidden />} placeholder="Find a key" aria-label={`Find among ${ABOUT[list].title.toLowerCase()}`}
            value={typed} onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button
            component="a" variant="default" leftSection={<IconDownload size={15} aria-hidden />} download={`${list}.txt`}
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(found.slice(0, 20_000).join("\n"))}`} style={{ display: found.length > 20_000 ? "none" : undefined }}
          >
            Download
          </Button>
        </div>
      )}
      <ul className="keys-list">
        {found.slice(0, SHOWN).map((key) => (
          <li key={key} className="mono">
            <span className="clip" dir="auto" title={key}>
              {key}
            </span>
            <ActionIcon size={24} variant="subtle" color="gray" onClick={() => remove([key])} disabled={refusal !== undefined} title={refusal} aria-label={`Remove ${key}`}>
              <IconX size={13} />
            </ActionIcon>
          </li>
        ))}
        {more > 0 && <li className="dim num">and {more.toLocaleString()} more</li>}
        {found.length === 0 && <li className="dim">No key is like that.</li>}
      </ul>
    </div>
  );
}
