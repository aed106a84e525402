/** Finding things by words. Pure. */

/** Tells whether something has every word of a text somewhere in what is told of it. */
export function matcher(text: string): (told: (string | null | undefined)[]) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return (told) => {
    const all = told.join("\n").toLowerCase();
    return words.every((word) => all.includes(word));
  };
}
