import { useNow } from "../parts/Ago";
import { usePlace } from "./place";

/** How old what is shown may be, while changes do not arrive. */
export function LostBanner() {
  const { live } = usePlace();
  if (live.state !== "lost") return null;
  return <Banner heard={live.heard} />;
}

function Banner({ heard }: { heard: number | undefined }) {
  const now = useNow(1_000);
  const seconds = heard === undefined ? undefined : Math.max(0, Math.round((now - heard) / 1000));
  return (
    <div className="lost">
      <span role="alert">The connection to the server is lost.</span>
      {seconds !== undefined && <span className="num"> What you see is {age(seconds)} old.</span>} It comes back by itself.
    </div>
  );
}

const age = (seconds: number) => (seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`);
