/** The keys that the server takes. */
export const KEY = /^[a-zA-Z][a-zA-Z0-9._-]{0,127}$/;
