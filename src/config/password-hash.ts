// Password hashes of the configuration: argon2id in the PHC form. The library is loaded when the first one is needed,
// and hashes on Node's pool: the event loop goes on.

/** RFC 9106 §4 for servers that hash rarely, at the cost OWASP names: 19 MiB and two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** What a hash may ask of this machine. */
const MOST = { memoryKib: 262_144, passes: 16, lanes: 8 } as const;

const FORM = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}$/;

/** Whether the text is a hash that this node can verify at a cost that it can bear. */
export function isPasswordHash(text: string): boolean {
  const [, memory, passes, lanes] = FORM.exec(text)?.map(Number) ?? [];
  if (!memory || !passes || !lanes) return false;
  return memory <= MOST.memoryKib && passes <= MOST.passes && lanes <= MOST.lanes;
}

export async function hashPassword(password: string): Promise<string> {
  const { hash } = await import("@node-rs/argon2");
  return hash(password, COST);
}

/** False also where the hash does not read. Throws only where the library does not load. */
export async function verifyPassword(hash: string, password: string): Promise<boolean> {
  const { verify } = await import("@node-rs/argon2");
  return verify(hash, password).catch(() => false);
}
