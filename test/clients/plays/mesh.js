// Five nodes in a mesh with cycles, and nothing but sockets as clients: the last steps of the play `network`.
import { Chatter } from "../chatter.js";
import { GRACE_MS, HEALED_MS, LinkedNode, Network } from "../network.js";
import { expect } from "../wait.js";

const IDS = ["5AA", "6BB", "7CC", "8DD", "9EE"];
/** A ring of five and two links across. */
const LINKS = ["6BB-5AA", "7CC-6BB", "8DD-7CC", "9EE-8DD", "5AA-9EE", "7CC-5AA", "9EE-6BB"];
/** Without these, 5AA 6BB 7CC are on one side, 8DD 9EE on the other. */
const BETWEEN = ["8DD-7CC", "5AA-9EE", "9EE-6BB"];
/** Without these of the others, the first side is a line. */
const WITHIN = ["7CC-5AA"];
const HALVES = [
  [0, 1, 2],
  [3, 4],
];
const CHANNEL = "#mesh";
const nickOf = (id) => `on${id}`;

async function everybodyHears(people, word) {
  for (const who of people) who.send(`PRIVMSG ${CHANNEL} :${word} ${who.nick}`);
  for (const who of people) {
    for (const { nick } of people.filter((other) => other !== who)) {
      await who.reads(new RegExp(`^:${nick}!\\S+ PRIVMSG ${CHANNEL} :${word} ${nick}$`));
    }
  }
}

const turn = (people) => {
  for (const who of people) who.turnPage();
};

export const mesh = [
  {
    name: "five nodes in a mesh",
    async run(stage) {
      const nodes = IDS.map((id) => new LinkedNode(id, stage.folder, stage.certificate));
      stage.nodes = [...stage.nodes, ...nodes];
      stage.mesh = new Network(nodes);
      stage.closers.push(stage.mesh);
      await stage.mesh.link(LINKS);
      stage.people = nodes.map(({ id, ports }) =>
        stage.show(nickOf(id), new Chatter({ nick: nickOf(id), port: ports.plain })),
      );
      const [first, ...others] = stage.people;
      for (const { nick } of others) await first.hears(`WHOIS ${nick}`, new RegExp(` 311 \\S+ ${nick} `), HEALED_MS);
      for (const who of stage.people) who.send(`JOIN ${CHANNEL}`);
      for (const who of stage.people) await who.hears(`NAMES ${CHANNEL}`, / 353 \S+ \S #mesh :(?:\S+ ){4}\S+$/);
      await everybodyHears(stage.people, "hello");
      await stage.mesh.agree();
    },
    log: [],
  },
  {
    name: "three links of the mesh are cut and nobody notices",
    async run({ mesh: network, people }) {
      await network.cut("7CC-6BB", "9EE-8DD", "5AA-9EE");
      await new Promise((done) => setTimeout(done, GRACE_MS + 1500));
      await everybodyHears(people, "around");
      for (const who of people) who.counted(/ (QUIT|JOIN|MODE) /, 0);
      network.heal();
      await network.whole();
      await network.agree();
    },
    log: [],
  },
  ...[1, 2].map((round) => ({
    name: `the mesh breaks in two and is healed, ${round}`,
    async run({ mesh: network, people }) {
      const sides = HALVES.map((half) => half.map((at) => people[at]));
      await network.cut(...BETWEEN, ...WITHIN);
      for (const [side, others] of [sides, [...sides].reverse()]) {
        for (const who of side) {
          for (const { nick } of others) await who.reads(new RegExp(`^:${nick}!\\S+ QUIT`), GRACE_MS + 8000);
        }
      }
      for (const side of sides) await everybodyHears(side, `apart${round}`);
      for (const [side] of sides) side.send(`NICK both${round}`);
      for (const [side] of sides) await side.reads(new RegExp(` NICK :?both${round}`));
      for (const [side] of sides) side.send(`TOPIC ${CHANNEL} :set apart by ${side.nick}`);
      for (const [, side] of sides) side.send(`JOIN #made${round}`);
      turn(people);
      network.heal();
      await people[0].hears(`NAMES ${CHANNEL}`, / 353 \S+ \S #mesh :(?:\S+ ){4}\S+$/, HEALED_MS);
      await network.whole();
      const record = await network.agree();
      await people[3].hears(`WHOIS both${round}`, new RegExp(` 311 \\S+ both${round} `));
      for (const who of people) {
        await who.settle();
        who.counted(new RegExp(`PRIVMSG ${CHANNEL} :apart`), 0);
        for (const { nick } of people) {
          const joins = who
            .text()
            .split("\n")
            .filter((line) => line.startsWith(`:${nick}!`) && line.includes(` JOIN ${CHANNEL}`));
          expect(joins.length <= 1, `${who.nick} is shown ${nick} once`, who.text());
        }
      }
      for (const { nick } of people) expect(record.includes(`apart${round} ${nick}`), `${nick} is on record`, record);
      for (const at of [0, 3]) {
        people[at].send(`NICK ${people[at].nick}`);
        await people[at].hears(`WHOIS ${people[at].nick}`, new RegExp(` 311 \\S+ ${people[at].nick} `));
      }
      await everybodyHears(people, `whole${round}`);
      await network.agree();
      await network.check();
    },
    log: [],
  })),
];
