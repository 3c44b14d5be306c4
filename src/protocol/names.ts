// Which texts can be a nick, a username or a channel name. Lengths are the configuration's.
import { byteLength } from "./text.ts";

/** RFC 2812 §2.3.1: a letter or special first, then also digits and "-". No nick begins with a digit: a UID does. */
const NICK = /^[A-Za-z[\]\\`_^{|}][A-Za-z0-9[\]\\`_^{|}-]*$/;
/** Modern IRC, "Channels": "#", then anything but space, comma, BEL and control characters. */
const CHANNEL = /^#[^\x00-\x20,\x07\x7f]*$/;
const UNFIT_FOR_USERNAME = /[^A-Za-z0-9._-]/g;

export function isNick(text: string, maxBytes: number): boolean {
  return text.length <= maxBytes && NICK.test(text);
}

export function isChannelName(text: string, maxBytes: number): boolean {
  return CHANNEL.test(text) && byteLength(text) <= maxBytes;
}

export function looksLikeChannel(text: string): boolean {
  return text.startsWith("#");
}

/** The username as it is shown: "~" says that nobody vouched for it. */
export function shownUsername(text: string, maxBytes: number): string {
  const clean = text.replace(UNFIT_FOR_USERNAME, "").slice(0, maxBytes - 1);
  return `~${clean === "" ? "user" : clean}`;
}
