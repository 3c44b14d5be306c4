// The small pools that names come from, so that they collide.

export const NICKS = ["alice", "bob", "carol", "dave"] as const;
export const CHANNELS = ["#one", "#two", "#three"] as const;
export const KEYS = ["sesame", "other"] as const;
