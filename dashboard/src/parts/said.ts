/** Sentences of the server in the writing of these pages. Pure. */

/** A percentage has no space before its sign here. */
export const said = (text: string) => text.replace(/(\d)[ \u00a0]%/g, "$1%");

/** The same, with a capital; not for what begins with a name. */
export const begun = (text: string) => said(text.charAt(0).toUpperCase() + text.slice(1));
