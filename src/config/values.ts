// The kinds of values that keys take, each with its bounds and the words for them in errors and in the reference.
import { isIP } from "node:net";
import { z } from "zod";

export const KIB = 1024;
export const MIB = 1024 * KIB;

const whole = (unit: string) => (from: number, to: number) =>
  z
    .int()
    .min(from)
    .max(to)
    .meta({ expected: `a whole number from ${from} to ${to}${unit === "" ? "" : ` (${unit})`}`, unit });
const number = (unit: string) => (from: number, to: number, value: number) => whole(unit)(from, to).default(value);
export const bytes = number("bytes");
export const count = number("");
export const ms = number("milliseconds");
/** Without a default. */
export const wholeNumber = whole("");
export const seconds = whole("seconds");

/** Text of one line: what stands here goes into lines of the protocol. */
export const text = (most: number) =>
  z
    .string()
    .regex(new RegExp(`^[^\\u0000-\\u001f\\u007f]{1,${most}}$`))
    .meta({ expected: `text of 1 to ${most} characters on one line` });

export const choice = <const T extends readonly [string, ...string[]]>(...options: T) =>
  z.enum(options).meta({ expected: `one of ${options.join(", ")}` });

export const flag = (value: boolean) => z.boolean().default(value).meta({ expected: "true or false" });

/** An address, alone or with a port, as servers of the DNS are named. */
export function isServer(text: string): boolean {
  if (isIP(text) !== 0) return true;
  const [, six, four, port = ""] = /^(?:\[(.+)\]|([0-9.]+)):(\d{1,5})$/.exec(text) ?? [];
  const isAddress = six === undefined ? isIP(four ?? "") === 4 : isIP(six) === 6;
  return isAddress && Number(port) >= 1 && Number(port) <= 65_535;
}

/** "127.0.0.1:9106", "[::1]:9106". */
export function isLoopbackPlace(text: string): boolean {
  const [, six, four = ""] = /^(?:\[(.+)\]|([0-9.]+)):\d{1,5}$/.exec(text) ?? [];
  const isNear = six === undefined ? four.startsWith("127.") && isIP(four) === 4 : six === "::1";
  return isNear && Number(text.slice(text.lastIndexOf(":") + 1)) <= 65_535;
}

/** Addresses and networks: "192.0.2.1", "10.0.0.0/8", "2001:db8::/32". */
export const networks = z
  .array(z.string().refine(isNetwork))
  .max(1000)
  .meta({ expected: "a list of addresses or networks, such as 192.0.2.1 or 2001:db8::/32" });

function isNetwork(text: string): boolean {
  const [address = "", length, ...more] = text.split("/");
  if (isIP(address) === 0 || more.length > 0) return false;
  const most = isIP(address) === 4 ? 32 : 128;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= most);
}
