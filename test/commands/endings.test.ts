// Whose connection ends because of what somebody else did, where the event that brought it about is not known.
import { describe, expect, it } from "vitest";
import type { AnyEvent } from "../../events/envelope.ts";
import type { ChannelId, Micros, Origin, UserId } from "../../events/names.ts";
import type { UserRow } from "../../projections/state.ts";
import { Journal } from "../../projections/table.ts";
import type { Client, Connection, Intake, Outlet } from "../../src/commands/runner/client.ts";
import { Clients } from "../../src/commands/runner/clients.ts";
import { Endings, type EndingsOptions } from "../../src/commands/runner/endings.ts";

const ID = "1HS.test00.0" as UserId;
const user = { id: ID, nick: "alice", username: "~alice", host: "192.0.2.1" } as UserRow;
const event = (type: AnyEvent["type"], body: object) =>
  ({ origin: "1HS.test00" as Origin, seq: 2, at: 5 as Micros, type, actor: ID, body }) as unknown as AnyEvent;

/** Who is sent away once an event has ended the user. */
function sentAway(cause: AnyEvent): readonly string[] {
  const clients = new Clients(new Journal());
  const client = clients.open({ address: "192.0.2.1" } as Connection, {} as Outlet, {} as Intake);
  clients.bind(client, ID, 0 as Micros);
  const closed: string[] = [];
  const close = (of: Client, reason: string) => void closed.push(of === client ? reason : "somebody else");
  const endings = new Endings({ clients, close, tell: () => undefined } as unknown as EndingsOptions);
  endings.observe(cause, [{ kind: "ended", user, nick: "alice", channels: [] as ChannelId[] }]);
  endings.settle();
  return closed;
}

describe("a user who has ended", () => {
  it("by their own QUIT has seen to their connection themselves", () => {
    expect(sentAway(event("QUIT", { reason: "bye" }))).toEqual([]);
  });

  it("by a snapshot, for which any of their own events may stand, is sent away", () => {
    const body = { nick: "alice", username: "~alice", host: "192.0.2.1", realname: "Alice" };
    expect(sentAway(event("CONNECT", body))).toEqual(["Ended by the network"]);
  });
});
