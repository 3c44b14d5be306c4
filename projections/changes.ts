// What an event changed, in the words of the network. Delivery turns changes into lines; it never looks at rows before.
import type { ModeChange } from "../events/catalogue.ts";
import type { ChannelId } from "../events/names.ts";
import type { BanRow, ChannelRow, MemberRow, UserRow } from "./state.ts";

export type Change =
  | { readonly kind: "connected"; readonly user: UserRow }
  /** `nick` is what the user was shown under; `channels` are those that they were in. */
  | { readonly kind: "ended"; readonly user: UserRow; readonly nick: string; readonly channels: readonly ChannelId[] }
  | { readonly kind: "renamed"; readonly user: UserRow; readonly from: string; readonly to: string }
  | { readonly kind: "away"; readonly user: UserRow }
  | { readonly kind: "realname"; readonly user: UserRow }
  /** `before`: as the user was shown until now. */
  | { readonly kind: "host"; readonly user: UserRow; readonly before: UserRow }
  | { readonly kind: "user-modes"; readonly user: UserRow; readonly added: string; readonly removed: string }
  | { readonly kind: "joined"; readonly channel: ChannelRow; readonly member: MemberRow; readonly user: UserRow }
  | { readonly kind: "left"; readonly channel: ChannelRow; readonly user: UserRow }
  | { readonly kind: "modes"; readonly channel: ChannelRow; readonly changes: readonly ModeChange[] }
  | { readonly kind: "topic"; readonly channel: ChannelRow }
  | { readonly kind: "invited"; readonly channel: ChannelRow; readonly user: UserRow }
  | { readonly kind: "banned" | "unbanned"; readonly ban: BanRow };
