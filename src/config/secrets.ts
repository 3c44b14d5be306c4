// Which keys of the configuration are secrets: never printed, never written to the record.

/** By the key's own name, wherever it stands. */
const SECRETS: ReadonlySet<string> = new Set(["password", "secret"]);

export const isSecretKey = (name: PropertyKey) => SECRETS.has(String(name));

/** The value without its secrets, however deep they stand. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  const shown = Object.entries(value).filter(([key]) => !isSecretKey(key));
  return Object.fromEntries(shown.map(([key, inner]) => [key, withoutSecrets(inner)]));
}
