// Properties of what clients negotiate and of how they are answered: N13 and N14, over clients with random capabilities
// that change in the middle of their sessions.
import { acceptance, property } from "./property.ts";

property("N13 a command ends in its effect, its end or one error, and a label in exactly one response", {
  weights: { tags: 60, caps: 5, server: 10, tagmsg: 4, several: 6, register: 6, garbage: 2 },
});

property("N14 a client gets no tag, command or batch that it did not negotiate, and CAP REQ is all or nothing", {
  weights: {
    ...{ tags: 20, caps: 16, tagmsg: 8, away: 8, setname: 6, monitor: 8, invite: 24, names: 14, who: 6, register: 6 },
    ...{ hangUp: 3, mixed: 14, status: 8, joinPlain: 4 },
  },
});

acceptance(
  "capabilities: N13, N14",
  ["401", "403", "404", "410", "421", "451", "461", "481", "482", "734"],
  [
    ...["an ACK", "one line", "a batch"].map((kind) => `a label on ${kind}`),
    ...["away-notify", "batch", "echo-message", "invite-notify", "labeled-response", "message-tags", "multi-prefix"],
    ...["no-implicit-names", "draft/pre-away", "server-time", "setname", "standard-replies", "userhost-in-names"],
  ],
);
