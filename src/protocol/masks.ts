// Masks of users: one normal form (nick!user@host), and matching with * and ?. Callers casefold both sides.

/** "nick" → "nick!*@*", "user@host" → "*!user@host", runs of "*" become one. Idempotent. */
export function normalMask(text: string): string {
  const bang = text.indexOf("!");
  const at = text.indexOf("@", bang + 1);
  let nick = "*";
  let user = "*";
  let host = "*";
  if (bang >= 0) {
    nick = text.slice(0, bang);
    user = at >= 0 ? text.slice(bang + 1, at) : text.slice(bang + 1);
    if (at >= 0) host = text.slice(at + 1);
  } else if (at >= 0) {
    user = text.slice(0, at);
    host = text.slice(at + 1);
  } else if (text.includes(".") || text.includes(":")) {
    host = text;
  } else {
    nick = text;
  }
  return `${orStar(nick)}!${orStar(user)}@${orStar(host)}`.replace(/\*+/g, "*");
}

const orStar = (text: string) => (text === "" ? "*" : text);

const STAR = 0x2a;
const QUESTION = 0x3f;

/**
 * Whether a mask matches a text: "*" any run, "?" any one character. Time is at most the product of the lengths;
 * a regular expression could be made to backtrack for hours by a ban.
 */
export function matches(mask: string, text: string): boolean {
  let m = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const wanted = mask.charCodeAt(m);
    if (wanted === STAR) {
      star = m++;
      resume = t;
    } else if (m < mask.length && (wanted === QUESTION || wanted === text.charCodeAt(t))) {
      m++;
      t++;
    } else if (star >= 0) {
      m = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (mask.charCodeAt(m) === STAR) m++;
  return m === mask.length;
}
