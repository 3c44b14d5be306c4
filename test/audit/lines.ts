// Random lines of clients, from small pools: for properties over the logs that they make.
import fc from "fast-check";
import { CHANNELS, NICKS } from "./recorded.ts";

const nick = fc.constantFrom(...NICKS, "erin");
const channel = fc.constantFrom(...CHANNELS);
const letters = fc.constantFrom(
  "+m",
  "-m",
  "+t",
  "+i",
  "-i",
  "+o bob",
  "-o alice",
  "+v Carl",
  "+k key",
  "-k key",
  "+b x!*@*",
);

const line = fc.oneof(
  { weight: 8, arbitrary: channel.map((name) => `JOIN ${name}`) },
  { weight: 2, arbitrary: channel.map((name) => `PART ${name} :bye`) },
  { weight: 2, arbitrary: nick.map((name) => `NICK ${name}`) },
  { weight: 3, arbitrary: fc.tuple(channel, letters).map(([name, mode]) => `MODE ${name} ${mode}`) },
  { weight: 5, arbitrary: fc.tuple(channel, nick).map(([name, who]) => `KICK ${name} ${who}`) },
  { weight: 5, arbitrary: fc.tuple(channel, nick).map(([name, who]) => `INVITE ${who} ${name}`) },
  { weight: 2, arbitrary: channel.map((name) => `TOPIC ${name} :about ${name}`) },
  { weight: 3, arbitrary: fc.oneof(channel, nick).map((to) => `PRIVMSG ${to} :hello`) },
  { weight: 1, arbitrary: fc.constantFrom("AWAY :gone", "AWAY", "MODE alice +i", "JOIN 0", "QUIT :bye") },
);

export const lines = fc.array(fc.tuple(fc.nat(NICKS.length - 1), line), { minLength: 10, maxLength: 80 });
