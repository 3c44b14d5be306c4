// ada's irssi comes and goes, ZNC stays: what is said meanwhile is played back, with the times at which it was said.
import { Bot } from "../bot.js";
import { openIrssi } from "../irssi.js";
import { expect } from "../wait.js";
import { openZnc } from "../znc.js";

const CHANNEL = "#lobby";
const STATUS_WINDOW = "M-1";
/** The conversation with ZNC itself opens before the channel does. */
const BOUNCER_WINDOW = "M-2";
const CHANNEL_WINDOW = "M-3";
/** In the irssi that comes back the channel is there at once. */
const BACK_IN_CHANNEL_WINDOW = "M-2";
const BACK_IN_QUERY_WINDOW = "M-3";
const MEANWHILE = ["While you were out: première lecture", "then 第二読会 followed", "and the bill was read 🎉"];

const attach = (stage, name) =>
  stage.show("irssi", openIrssi(stage, { name, nick: "ada", port: stage.znc.port, password: stage.znc.password }));

const steps = [
  {
    name: "connect",
    async run(stage) {
      const { irssi, bot } = stage;
      await irssi.shows(/Welcome to the Hansard network, ada!~ada@\S+/);
      irssi.type("/msg *status listservers");
      irssi.press(BOUNCER_WINDOW);
      await irssi.shows(/127\.0\.0\.1\*? +\| +\d+ +\| +SSL/);
      await bot.saw("registered", { nick: "tally" });
    },
    log: [],
  },
  {
    name: "join",
    async run({ irssi, bot }) {
      irssi.press(STATUS_WINDOW);
      irssi.type(`/join ${CHANNEL}`);
      irssi.press(CHANNEL_WINDOW);
      await irssi.shows(/\[@ada\]/);
      bot.client.join(CHANNEL);
      await bot.saw("userlist", { channel: CHANNEL });
      await irssi.shows(/tally \[~tally@\S+\] has joined #lobby/);
      irssi.type("back in a minute");
      await bot.saw("privmsg", { nick: "ada", message: "back in a minute" });
    },
    log: [/ada.*join/i, /tally.*join/i, /ada.*back in a minute/],
  },
  {
    name: "client leaves",
    async run({ irssi, bot }) {
      irssi.type("/quit out of the house");
      await irssi.ends();
      bot.client.whois("ada");
      const { channels, secure } = await bot.saw("whois", { nick: "ada" });
      expect(channels?.includes(CHANNEL), "ada is still in the channel", bot.text());
      expect(secure, "ZNC is on a secure connection", bot.text());
      for (const text of MEANWHILE) bot.client.say(CHANNEL, text);
      bot.client.action(CHANNEL, "bows");
      bot.client.say("ada", "a word in private");
      await bot.saw("privmsg", { nick: "tally", target: "ada", message: "a word in private" });
    },
    log: [/tally.*première lecture/, /tally.*第二読会/, /tally.*was read 🎉/, /tally.*bows/],
    unlogged: [/a word in private/, /out of the house/],
  },
  {
    name: "client comes back",
    async run(stage) {
      const irssi = attach(stage, "irssi-again");
      await irssi.shows(/End of \/MOTD[\s\S]*Act: /);
      irssi.press(BACK_IN_CHANNEL_WINDOW);
      for (const text of MEANWHILE) await irssi.shows(new RegExp(`< ?tally> (\\[[\\d:]+\\] )?${text}`));
      await irssi.shows(/\* tally .*bows/);
      irssi.press(BACK_IN_QUERY_WINDOW);
      await irssi.shows(/<tally> (\[[\d:]+\] )?a word in private/);
    },
    log: [],
  },
  {
    name: "server-time passes through",
    async run(stage) {
      const { bot, znc, notes } = stage;
      const gazer = stage.show("gazer", new Bot({ nick: "ada", port: znc.port, password: znc.password }));
      for (const text of MEANWHILE) {
        const { time } = await gazer.saw("privmsg", { nick: "tally", message: text });
        const said = notes.times.get(text);
        expect(
          time !== undefined && time === said,
          `"${text}" was said at ${said}, played back as ${time}`,
          gazer.text(),
        );
      }
      expect(bot.events("quit").length === 0, "nobody has left", bot.text());
    },
    log: [],
  },
  {
    name: "channel is detached",
    async run({ irssi, bot }) {
      irssi.press(BACK_IN_CHANNEL_WINDOW);
      irssi.type(`/msg *status detach ${CHANNEL}`);
      bot.turnPage();
      bot.client.say(CHANNEL, "said behind your back");
      await bot.saw("privmsg", { nick: "tally", message: "said behind your back" });
      bot.client.whois("ada");
      const { channels } = await bot.saw("whois", { nick: "ada" });
      expect(channels?.includes(CHANNEL), "the node still has ada in the channel", bot.text());
      irssi.press(STATUS_WINDOW);
      irssi.type(`/join ${CHANNEL}`);
      await irssi.shows(/said behind your back/);
    },
    log: [/tally.*said behind your back/],
  },
  {
    name: "bouncer ends",
    async run({ znc, bot }) {
      await znc.program.stop();
      await bot.saw("quit", { nick: "ada" });
    },
    log: [/ada.*quit/i],
  },
];

export const bouncer = {
  name: "bouncer",
  what: "irssi behind ZNC, ZNC over TLS",
  programs: ["irssi", "znc", "tmux"],
  channel: CHANNEL,
  steps,

  async open(stage) {
    const { node, certificate, notes } = stage;
    await node.start(stage.folder, certificate);
    stage.znc = await openZnc(stage, { nick: "ada", port: node.ports.tls, fingerprint: certificate.fingerprint });
    stage.show("bouncer", stage.znc.program);
    attach(stage, "irssi");
    const bot = new Bot({ nick: "tally", port: node.ports.plain, enable_echomessage: true });
    stage.show("bot", bot);
    notes.times = new Map();
    bot.client.on("privmsg", ({ nick, message, time }) => {
      if (nick === "tally") notes.times.set(message, time);
    });
  },
};
