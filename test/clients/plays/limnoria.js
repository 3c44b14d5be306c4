// Limnoria in a channel with ada's irssi: it joins, answers, and rules where it is told to.
import { openIrssi } from "../irssi.js";
import { openLimnoria } from "../limnoria.js";

const CHANNEL = "#committee";
const STATUS_WINDOW = "M-1";
const CHANNEL_WINDOW = "M-2";
const QUERY_WINDOW = "M-3";

const steps = [
  {
    name: "join",
    async run({ irssi }) {
      await irssi.shows(/Welcome to the Hansard network, ada!~ada@\S+/);
      irssi.type(`/join ${CHANNEL}`);
      // Whoever comes first is the operator.
      await irssi.shows(/@clerk/);
    },
    log: [/clerk.*join/i, /ada.*join/i],
  },
  {
    name: "list and echo",
    async run({ irssi }) {
      irssi.type("@list");
      await irssi.shows(/<@clerk> .*Admin, Channel, Config, Misc, Owner, User, and Utilities/);
      irssi.type("@echo Order! Ordnung! 静粛に 🔔");
      await irssi.shows(/<@clerk> Order! Ordnung! 静粛に 🔔/);
      irssi.type("@nonsense");
      await irssi.shows(/<@clerk> .*"nonsense" is not a valid command/);
    },
    log: [/ada.*@list/, /clerk.*Channel, Config/, /ada.*@echo/, /clerk.*Order! Ordnung! 静粛に 🔔/, /clerk.*nonsense/],
  },
  {
    name: "the owner identifies",
    async run({ irssi }) {
      irssi.type("/query clerk identify ada mace");
      irssi.press(QUERY_WINDOW);
      await irssi.shows(/clerk.*The operation succeeded/);
    },
    log: [],
    unlogged: [/identify/, /mace/],
  },
  {
    name: "the bot rules",
    async run({ irssi }) {
      irssi.type("@op");
      await irssi.shows(/mode\/#committee \[\+o ada\] by clerk/);
      irssi.type("@moderate");
      await irssi.shows(/mode\/#committee \[\+m\] by clerk/);
      irssi.type("@mode +q nobody!*@*");
      await irssi.shows(/mode\/#committee \[\+q nobody!\*@\*\] by clerk/);
      irssi.type("@unmoderate");
      await irssi.shows(/mode\/#committee \[-m\] by clerk/);
    },
    log: [/clerk.*\+o.*ada/, /clerk.*\+m/, /clerk.*\+q.*nobody/, /clerk.*-m/],
  },
  {
    name: "kicked and invited",
    async run({ irssi }) {
      irssi.type("/mode +i");
      await irssi.shows(/mode\/#committee \[\+i\] by ada/);
      irssi.type("/kick clerk take a rest");
      await irssi.shows(/clerk was kicked from #committee by ada \[take a rest\]/);
      irssi.type("/invite clerk");
      await irssi.shows(/clerk \[~clerk@\S+\] has joined #committee/);
    },
    log: [/ada.*\+i/, /ada.*clerk.*take a rest/, /ada.*invit.*clerk/i, /clerk.*join/i],
  },
  {
    name: "quit",
    async run({ irssi, limnoria }) {
      await limnoria.stop();
      await irssi.shows(/clerk \[~clerk@\S+\] has quit/);
    },
    log: [/clerk.*quit/i],
  },
];

export const limnoria = {
  name: "limnoria",
  what: "a Limnoria bot over TLS, joining and answering",
  programs: ["irssi", "supybot", "tmux"],
  channel: CHANNEL,
  steps,

  async open(stage) {
    const { node, certificate } = stage;
    await node.start(stage.folder, certificate);
    const to = { port: node.ports.tls, fingerprint: certificate.fingerprint };
    const owner = { name: "ada", password: "mace" };
    const bot = stage.show("limnoria", openLimnoria(stage, { ...to, nick: "clerk", channel: CHANNEL, owner }));
    await bot.prints(/Join to #committee/);
    stage.show("irssi", openIrssi(stage, { ...to, nick: "ada" }));
  },

  beforeStep({ irssi }, number) {
    irssi.press(number === 1 ? STATUS_WINDOW : CHANNEL_WINDOW);
  },
};
