/** Which experiments a list shows. By itself, since every page knows the addresses of the others. */
export const FILTERS = ["all", "running", "attention", "draft", "concluded", "archived"] as const;
export type Filter = (typeof FILTERS)[number];
