/** Asks before something is changed, where that is asked for: always what is dangerous, and in protected environments everything. */
import { Button, Modal, Textarea, TextInput } from "@mantine/core";
import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from "react";
import { forgetKept, useKept } from "../parts/kept";
import { usePlace } from "./place";

export interface Question {
  title: string;
  /** What will be different. */
  about: ReactNode;
  /** The verb on the button. */
  verb: string;
  danger?: boolean;
  /** Ask even where the environment is not protected. */
  always?: boolean;
  /** What has to be typed first. */
  typed?: string;
  /** Whether it goes without a reason even where the environment is protected. */
  urgent?: boolean;
  /** Whether there has to be a reason even where the environment is open: what is changed is another one. */
  reasoned?: boolean;
  /** Whether what will be different needs room. */
  wide?: boolean;
}

export interface Consent {
  reason?: string;
  /** Says that it was not done: then the reason is there to be given again. */
  failed?: () => void;
}

export type Ask = (question: Question) => Promise<Consent | undefined>;

const GuardContext = createContext<Ask>(() => Promise.resolve(undefined));

export const useGuard = () => useContext(GuardContext);

interface Open {
  question: Question;
  answer: (consent: Consent | undefined) => void;
}

export function Guard({ children }: { children: ReactNode }) {
  const { environment } = usePlace();
  const [open, setOpen] = useState<Open>();
  const asked = useRef<Open["answer"]>(undefined);
  // A reason that was given once is for that once; where the session ended meanwhile, it is there to be given again.
  const [given] = useState(() => new Set<string>());
  const ask = useCallback<Ask>(
    (question) => {
      if (!environment.protected && !question.always) return Promise.resolve({});
      const name = reasonName(question, environment.key);
      if (given.delete(name)) forgetKept(name);
      // Whoever asks over another question takes that back: else who asked it would wait for ever.
      asked.current?.(undefined);
      return new Promise((answer) => {
        asked.current = answer;
        setOpen({ question, answer });
      });
    },
    [environment, given],
  );
  const close = (consent: Consent | undefined) => {
    setOpen(undefined);
    if (consent === undefined || open === undefined) return open?.answer(consent);
    const name = reasonName(open.question, environment.key);
    given.add(name);
    open.answer({ ...consent, failed: () => given.delete(name) });
  };
  return (
    <GuardContext value={ask}>
      {children}
      <Modal opened={open !== undefined} onClose={() => close(undefined)} title={<h2>{open?.question.title}</h2>} size={open?.question.wide ? 720 : 520} centered zIndex={400} closeButtonProps={{ "aria-label": "Close" }}>
        {open !== undefined && <Form key={open.question.title} question={open.question} close={close} />}
      </Modal>
    </GuardContext>
  );
}

const reasonName = ({ title }: Question, environment: string) => `reason for ${title} in ${environment}`;

function Form({ question, close }: { question: Question; close: (consent: Consent | undefined) => void }) {
  const { environment } = usePlace();
  const [reason, setReason] = useKept(reasonName(question, environment.key), "");
  const [typed, setTyped] = useState("");
  const needsReason = (environment.protected && !question.urgent) || question.reasoned === true;
  const isReady = (!needsReason || reason.trim() !== "") && (question.typed === undefined || typed === question.typed);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) close(reason.trim() ? { reason: reason.trim() } : {});
      }}
    >
      <div className="wrap">{question.about}</div>
      {environment.protected && (
        <p className="dim">
          <b>{environment.key}</b> is protected: the change log keeps why this is done.
        </p>
      )}
      <Textarea
        label="Reason"
        description={needsReason ? undefined : "Optional; it stands in the history."}
        required={needsReason}
        maxLength={900}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value.replace(/\n/g, " "))}
        data-autofocus
      />
      {question.typed !== undefined && (
        <TextInput
          label={`Type ${question.typed} to go on`}
          required
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <div className="row" style={{ justifyContent: "flex-end" }}>
        <Button variant="default" onClick={() => close(undefined)}>
          Cancel
        </Button>
        <Button type="submit" color={question.danger ? "red.9" : "blue"} disabled={!isReady}>
          {question.verb}
        </Button>
      </div>
    </form>
  );
}
