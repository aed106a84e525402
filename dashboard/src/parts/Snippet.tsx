import { Copy } from "./Copy";

interface Props {
  text: string;
  /** What is copied, as in "Copy the code". */
  what: string;
  label: string;
  className?: string;
}

/** A text that people take with them. */
export function Snippet({ text, what, label, className = "mono" }: Props) {
  return (
    <div className="code">
      <span className="code-copy">
        <Copy text={text} what={what} />
      </span>
      <pre className={className} tabIndex={0} aria-label={label}>
        {text}
      </pre>
    </div>
  );
}
