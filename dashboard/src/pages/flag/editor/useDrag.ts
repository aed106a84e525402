import { useRef, useState } from "react";

/** Drags an item of a list by its handle, with a mouse, a pen or a finger; the others make room. */
export function useDrag(move: (id: number, to: number) => void) {
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState<number>();
  const grab = (id: number) => (event: React.PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0) return;
    // No text is selected on the way. The focus is put where the press would have put it.
    event.preventDefault();
    event.currentTarget.focus();
    setDragged(id);
    const drag = ({ clientY }: PointerEvent) => {
      const items = [...(list.current?.querySelectorAll<HTMLElement>("[data-rule]") ?? [])];
      const from = items.findIndex((item) => item.dataset["rule"] === String(id));
      const to = items.filter((item, place) => place !== from && middle(item) < clientY).length;
      if (from !== -1 && to !== from) move(id, to);
    };
    // On the document: an element that is put elsewhere loses a pointer that it has captured.
    const end = new AbortController();
    const drop = () => {
      setDragged(undefined);
      end.abort();
    };
    document.addEventListener("pointermove", drag, { signal: end.signal });
    for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, drop, { signal: end.signal });
  };
  return { list, dragged, grab };
}

function middle(item: HTMLElement): number {
  const { top, height } = item.getBoundingClientRect();
  return top + height / 2;
}
