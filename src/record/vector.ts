// How far each origin is held, or is concerned.

/** Origin → the last of its events. */
export type Vector = Readonly<Record<string, number>>;
