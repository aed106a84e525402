/** The keys that the server takes. */
export const KEY = /^[a-zA-Z][a-zA-Z0-9._-]{0,127}$/;

/** The names that it takes of environments and of channels. */
export const NAME = /^[a-z][a-z0-9-]{0,62}$/;
