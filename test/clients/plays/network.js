// Three nodes in a ring and later five in a mesh: links are cut and healed, a node is killed, another restored from its
// backup. ada in irssi is on the first node, grace in WeeChat on the second; a witness on each counts lines.
import { setTimeout as delay } from "node:timers/promises";
import { Chatter } from "../chatter.js";
import { openIrssi } from "../irssi.js";
import { GRACE_MS, graceIsOver, HEALED_MS, LinkedNode, Network } from "../network.js";
import { expect } from "../wait.js";
import { openWeechat } from "../weechat.js";
import { mesh } from "./mesh.js";
import { CHANNEL, CHANNEL_WINDOW, STATUS_WINDOW } from "./places.js";

const RING = ["2BB-1AA", "3CC-2BB", "1AA-3CC"];
const LAST_WAYS_OF_1AA = ["2BB-1AA", "1AA-3CC"];
const SPLIT = "#split";
const UID = "2BB[A-Z0-9]{6}";

/** The screens show only what comes from now on. */
function wipe({ irssi, weechat }) {
  irssi.type("/clear");
  weechat.type("/buffer clear");
}

/** A person and a witness of both sides say something, and all others hear it. */
async function talk({ irssi, weechat, one, two, three }, word) {
  irssi.type(`${word} from ada`);
  await weechat.shows(new RegExp(`\\| ${word} from ada`));
  weechat.type(`${word} from grace`);
  await irssi.shows(new RegExp(`> ${word} from grace`));
  for (const witness of [one, two, three]) {
    await witness.reads(new RegExp(`PRIVMSG ${CHANNEL} :${word} from ada`));
    await witness.reads(new RegExp(`PRIVMSG ${CHANNEL} :${word} from grace`));
  }
}

/** How often the screen shows it. */
const times = (screen, pattern) => [...screen.text().matchAll(pattern)].length;

async function split(stage) {
  await stage.network.cut(...LAST_WAYS_OF_1AA);
  await stage.one.reads(/^:grace!\S+ QUIT/, GRACE_MS + 8000);
  await stage.two.reads(/^:ada!\S+ QUIT/, GRACE_MS + 8000);
}

/** Until both sides are shown to each other again. */
async function heal({ network, one, two, three }, { ada = "ada", grace = "grace" } = {}) {
  network.heal();
  await one.reads(new RegExp(`^:${grace}!\\S+ JOIN :?${CHANNEL}`), HEALED_MS);
  await one.reads(new RegExp(`^:three!\\S+ JOIN :?${CHANNEL}`), HEALED_MS);
  for (const other of [two, three]) await other.reads(new RegExp(`^:${ada}!\\S+ JOIN :?${CHANNEL}`), HEALED_MS);
}

const together = [
  {
    name: "join and talk",
    async run(stage) {
      const { irssi, weechat, one, two, three } = stage;
      await irssi.shows(/End of \/MOTD/);
      await weechat.shows(/End of \/MOTD/);
      await one.hears("MAP", / 006 one :.*\(2BB\)/);
      await one.hears("MAP", / 006 one :.*\(3CC\)/);
      irssi.type(`/join ${CHANNEL}`);
      await irssi.shows(/\[@ada\]/);
      await two.hears("LIST", new RegExp(` 322 two ${CHANNEL} 1 `));
      weechat.type(`/join ${CHANNEL}`);
      await irssi.shows(/grace \[~grace@\S+\] has joined #hansard/);
      for (const witness of [one, two, three]) {
        witness.send(`JOIN ${CHANNEL}`);
        await irssi.shows(new RegExp(`${witness.nick} \\[\\S+\\] has joined`));
        await weechat.shows(new RegExp(`${witness.nick} \\(\\S+\\) has joined`));
      }
      await talk(stage, "hello");
    },
    log: [/ada.*join/i, /grace.*join/i, /ada.*hello from ada/, /grace.*hello from grace/],
  },
  {
    name: "one link is cut and nobody notices",
    async run(stage) {
      const { one, two, three, network } = stage;
      await network.cut("2BB-1AA");
      await talk(stage, "roundabout");
      await graceIsOver();
      await talk(stage, "still there");
      for (const witness of [one, two, three]) {
        await witness.settle();
        witness.counted(/ (QUIT|JOIN|PART|MODE) /, 0);
      }
      network.heal();
      await network.whole();
      await network.agree();
      for (const witness of [one, two, three]) witness.counted(/ (QUIT|JOIN|PART|MODE) /, 0);
    },
    log: [/roundabout from ada/, /still there from grace/],
  },
  {
    name: "backup of the third node",
    async run({ network, folder, notes }) {
      notes.backup = `${folder}/backup.db`;
      await network.node("3CC").backup(notes.backup);
    },
    log: [],
  },
];

const apart = [
  {
    name: "the last way is cut, and each goes once",
    async run(stage) {
      const { irssi, weechat, one, two, three } = stage;
      irssi.type("/mode +b bad!*@*");
      await two.reads(/^:ada!\S+ MODE #hansard \+b bad!/);
      irssi.type("/op grace");
      await two.reads(/^:ada!\S+ MODE #hansard \+o grace/);
      wipe(stage);
      await split(stage);
      // irssi knows a split by the two servers in the reason, and shows it in one line.
      await irssi.shows(/Netsplit .* quits: .*grace/);
      await weechat.shows(/ada \(~ada@\S+\) has quit/);
      irssi.type("only here on the first");
      await one.reads(/:only here on the first/);
      weechat.type("only there on the second");
      await two.reads(/:only there on the second/);
      await three.reads(/:only there on the second/);
      await graceIsOver();
      expect(
        times(irssi, /quits: .*grace|grace \[\S+\] has quit/g) === 1,
        "irssi shows that grace left once",
        irssi.text(),
      );
      expect(times(weechat, /ada \(\S+\) has quit/g) === 1, "WeeChat shows that ada left once", weechat.text());
      for (const gone of ["grace", "two", "three"]) one.counted(new RegExp(`^:${gone}!\\S+ QUIT`), 1);
      for (const gone of ["ada", "one"]) two.counted(new RegExp(`^:${gone}!\\S+ QUIT`), 1);
      one.counted(/only there/, 0);
      two.counted(/only here/, 0);
    },
    log: [/only here on the first/],
  },
  {
    name: "on both sides: a nick, a channel, and a ban is lifted",
    async run({ irssi, weechat, one, two }) {
      weechat.type("/mode -b bad!*@*");
      await two.reads(/^:grace!\S+ MODE #hansard -b bad!/);
      irssi.type("/nick racer");
      await one.reads(/^:ada!\S+ NICK :?racer/);
      one.send(`JOIN ${SPLIT}`);
      await one.reads(/ 353 one \S #split :@one/);
      await delay(300);
      weechat.type("/nick racer");
      await two.reads(/^:grace!\S+ NICK :?racer/);
      two.send(`JOIN ${SPLIT}`);
      await two.reads(/ 353 two \S #split :@two/);
    },
    log: [],
  },
  {
    name: "healed: each is shown once, the earlier keep nick and channel",
    async run(stage) {
      const { irssi, weechat, one, two, three, network } = stage;
      wipe(stage);
      await heal(stage, { ada: "racer", grace: UID });
      await two.reads(new RegExp(`^:racer!\\S+ NICK :?${UID}`));
      await weechat.shows(new RegExp(`You are now known as ${UID}`));
      await irssi.shows(new RegExp(`${UID} \\[~grace@\\S+\\] has joined|Netsplit over, joins: .*${UID}`));
      await two.reads(/ MODE #split -o two/);
      await one.settle();
      await two.settle();
      for (const who of [UID, "two", "three"]) one.counted(new RegExp(`^:${who}!\\S+ JOIN :?${CHANNEL}`), 1);
      for (const who of ["racer", "one"]) three.counted(new RegExp(`^:${who}!\\S+ JOIN :?${CHANNEL}`), 1);
      for (const witness of [one, two, three]) witness.counted(/only (here|there)/, 0);
      expect(!/only there/.test(irssi.text()), "irssi shows nothing of what was said meanwhile", irssi.text());
      expect(!/only here/.test(weechat.text()), "WeeChat shows nothing of what was said meanwhile", weechat.text());
      await one.hears("NAMES #split", / 353 one \S #split :(@one two|two @one)$/);
      await two.hears("NAMES #split", / 353 two \S #split :(@one two|two @one)$/);
      one.send("MODE #hansard b");
      await one.reads(/ 368 one #hansard /);
      one.counted(/ 367 one #hansard bad/, 0);
      await network.whole();
      const record = await network.agree();
      for (const said of ["only here", "only there"]) expect(record.includes(said), `the record has ${said}`, record);
    },
    log: [/grace.*only there on the second/],
  },
  {
    name: "all talk again",
    async run(stage) {
      stage.weechat.type("/nick grace");
      await stage.one.reads(new RegExp(`^:${UID}!\\S+ NICK :?grace`));
      stage.irssi.type("/nick ada");
      await stage.two.reads(/^:racer!\S+ NICK :?ada/);
      await talk(stage, "together");
    },
    log: [/together from ada/, /together from grace/],
  },
];

const ruin = [
  {
    name: "a node is killed and started again",
    async run(stage) {
      const { one, two, network } = stage;
      const node = network.node("3CC");
      stage.three.send(`PRIVMSG ${CHANNEL} :last words`);
      await one.reads(/:last words/);
      await node.crash();
      await one.reads(/^:three!\S+ QUIT/, GRACE_MS + 8000);
      await two.reads(/^:three!\S+ QUIT/, GRACE_MS + 8000);
      stage.irssi.type("while the third is dead");
      await two.reads(/while the third is dead/);
      await returned(stage);
      for (const witness of [one, two]) witness.counted(/^:three!\S+ QUIT/, 1);
      stage.three.counted(/while the third is dead/, 0);
      await talk(stage, "after the crash");
    },
    log: [/last words/, /while the third is dead/, /after the crash from ada/],
  },
  {
    name: "a node is restored from its backup",
    async run(stage) {
      const { one, two, network, notes } = stage;
      const node = network.node("3CC");
      stage.three.send(`PRIVMSG ${CHANNEL} :made after the backup`);
      await one.reads(/:made after the backup/);
      await node.crash();
      node.restore(notes.backup);
      await one.reads(/^:three!\S+ QUIT/, GRACE_MS + 8000);
      await returned(stage);
      for (const witness of [one, two]) witness.counted(/^:three!\S+ QUIT/, 1);
      const record = await network.agree();
      expect(record.includes("made after the backup"), "the restored node has what it made after the backup", record);
      await talk(stage, "restored");
      await network.agree();
      await network.check();
    },
    log: [/made after the backup/, /restored from ada/],
  },
];

/** The third node and its witness are back; all have one record. */
async function returned(stage) {
  const node = stage.network.node("3CC");
  stage.three.close();
  await node.begin();
  stage.show("three", new Chatter({ nick: "three", port: node.ports.plain }));
  await stage.three.reads(/ 001 three /);
  await stage.three.hears("MAP", / 006 three :.*\(1AA\)/, HEALED_MS);
  await stage.network.whole();
  await stage.network.agree();
  stage.three.send(`JOIN ${CHANNEL}`);
  for (const witness of [stage.one, stage.two]) await witness.reads(/^:three!\S+ JOIN/, HEALED_MS);
}

export const network = {
  name: "network",
  what: "three linked nodes with irssi and WeeChat, then five: links cut and healed, a node killed and one restored",
  programs: ["irssi", "weechat", "tmux"],
  channel: CHANNEL,
  limitMs: 420_000,
  steps: [...together, ...apart, ...ruin, ...mesh],

  async open(stage) {
    const { certificate, folder } = stage;
    const nodes = ["1AA", "2BB", "3CC"].map((id) => new LinkedNode(id, folder, certificate));
    const [first, second, third] = nodes;
    stage.node = first;
    stage.nodes = nodes;
    stage.network = new Network(nodes);
    stage.closers.push(stage.network);
    await stage.network.link(RING);
    stage.show("irssi", openIrssi(stage, { nick: "ada", port: first.ports.plain }));
    const { fingerprint } = certificate;
    stage.show("weechat", openWeechat(stage, { nick: "grace", port: second.ports.tls, fingerprint }));
    stage.show("one", new Chatter({ nick: "one", port: first.ports.plain }));
    stage.show("two", new Chatter({ nick: "two", port: second.ports.plain }));
    stage.show("three", new Chatter({ nick: "three", port: third.ports.plain }));
  },

  beforeStep({ irssi, weechat }, number) {
    for (const screen of [irssi, weechat]) screen.press(number > 1 ? CHANNEL_WINDOW : STATUS_WINDOW);
  },
};
