// The afternoon of three programs in one channel: ada in irssi and grace in WeeChat, both over TLS, and the bot tally
// without it. Each step says what is done, what each must see, and what `hansard log` must have of it at the end.
import { Bot } from "../bot.js";
import { openIrssi } from "../irssi.js";
import { checkMoment } from "../record.js";
import { openWeechat } from "../weechat.js";
import { novelties } from "./novelties.js";
import { CHANNEL, CHANNEL_WINDOW, QUERY_WINDOW, STATUS_WINDOW } from "./places.js";

const TOPIC = "Orders of the day — 議事日程";

/** Letters of two, three and four bytes; all of them have a width on which every terminal agrees. */
const MANY_SCRIPTS = "Grüße, приветствие, χαιρετισμός, 会議の記録です, 기록, 🎉;";
const LONG_TEXT = `begin ${Array.from({ length: 12 }, (_, at) => `${at + 1}. ${MANY_SCRIPTS}`).join(" ")} end`;

/** A moment between two steps, as `hansard at` takes it. */
const now = () => new Date().toISOString();

const arrivals = [
  {
    name: "connect",
    async run({ irssi, weechat, bot }) {
      await irssi.shows(/Welcome to the Hansard network, ada!~ada@\S+/);
      await irssi.shows(/End of \/MOTD/);
      await weechat.shows(/Welcome to the Hansard network, grace!~grace@\S+/);
      await weechat.shows(/End of \/MOTD/);
      await bot.saw("registered", { nick: "tally" });
      await bot.saw("motd");
    },
    log: [],
  },
  {
    name: "join",
    async run({ irssi, weechat, bot }) {
      irssi.type(`/join ${CHANNEL}`);
      await irssi.shows(/ada \[~ada@\S+\] has joined #hansard/);
      await irssi.shows(/\[@ada\]/);
      weechat.type(`/join ${CHANNEL}`);
      await weechat.shows(/grace \(~grace@\S+\) has joined #hansard/);
      await weechat.shows(/Channel #hansard: 2 nicks \(1 op, 0 voices, 1 normal\)/);
      await irssi.shows(/grace \[~grace@\S+\] has joined #hansard/);
      bot.client.join(CHANNEL);
      const { users } = await bot.saw("userlist", { channel: CHANNEL });
      if (!users.some(({ nick, modes }) => nick === "ada" && modes.includes("o"))) throw new Error("NAMES lacks @ada");
      await irssi.shows(/tally \[~tally@\S+\] has joined #hansard/);
      await weechat.shows(/tally \(~tally@\S+\) has joined #hansard/);
    },
    log: [/ada.*join/i, /grace.*join/i, /tally.*join/i],
  },
];

const talk = [
  {
    name: "irssi speaks",
    async run({ irssi, weechat, bot }) {
      irssi.type("Order, order. The sitting is open.");
      await irssi.shows(/<@ada> Order, order\. The sitting is open\./);
      await weechat.shows(/@ada \| Order, order\. The sitting is open\./);
      await bot.saw("privmsg", { nick: "ada", target: CHANNEL, message: "Order, order. The sitting is open." });
    },
    log: [/ada.*Order, order\. The sitting is open\./],
  },
  {
    name: "weechat speaks",
    async run({ irssi, weechat, bot }) {
      weechat.type("I beg to move, söyle & 賛成 😀");
      await irssi.shows(/< grace> I beg to move, söyle & 賛成 😀/);
      await bot.saw("privmsg", { nick: "grace", target: CHANNEL, message: "I beg to move, söyle & 賛成 😀" });
      weechat.type("/me rises");
      await irssi.shows(/\* grace rises/);
      await bot.saw("action", { nick: "grace", message: "rises" });
    },
    log: [/grace.*I beg to move, söyle & 賛成 😀/, /grace.*rises/],
  },
  {
    name: "bot answers",
    async run({ irssi, weechat }) {
      weechat.type("!count");
      await irssi.shows(/< tally> grace: 2 so far/);
      await weechat.shows(/tally \| grace: 2 so far/);
    },
    log: [/grace.*!count/, /tally.*grace: 2 so far/],
  },
  {
    name: "nick change",
    async run({ irssi, weechat, bot }) {
      irssi.type("/nick lovelace");
      await irssi.shows(/You're now known as lovelace/);
      await weechat.shows(/ada is now known as lovelace/);
      await bot.saw("nick", { nick: "ada", new_nick: "lovelace" });
      weechat.type("/nick hopper");
      await weechat.shows(/You are now known as hopper/);
      await irssi.shows(/grace is now known as hopper/);
      await bot.saw("nick", { nick: "grace", new_nick: "hopper" });
      bot.client.changeNick("abacus");
      await irssi.shows(/tally is now known as abacus/);
      await weechat.shows(/tally is now known as abacus/);
      weechat.type("/nick lovelace");
      weechat.press(STATUS_WINDOW);
      await weechat.shows(/lovelace.*already in use/i);
    },
    log: [/ada.*lovelace/, /grace.*hopper/, /tally.*abacus/],
  },
];

const rule = [
  {
    name: "topic",
    async run({ irssi, weechat, bot }) {
      irssi.type(`/topic ${TOPIC}`);
      await irssi.shows(/lovelace changed the topic of #hansard to: Orders of the day — 議事日程/);
      await weechat.shows(/lovelace has (set|changed) topic for #hansard .*"Orders of the day — 議事日程"/);
      await bot.saw("topic", { channel: CHANNEL, topic: TOPIC, nick: "lovelace" });
      irssi.type("/mode +nt");
      await weechat.shows(/Mode #hansard \[\+nt\] by lovelace/);
      weechat.type("/topic Mine now");
      await weechat.shows(/#hansard: You're not channel operator/);
    },
    log: [/lovelace.*Orders of the day — 議事日程/, /lovelace.*\+nt/],
  },
  {
    name: "op and voice",
    async run({ irssi, weechat, bot }) {
      irssi.type("/op hopper");
      await irssi.shows(/mode\/#hansard \[\+o hopper\] by lovelace/);
      await weechat.shows(/Mode #hansard \[\+o hopper\] by lovelace/);
      await weechat.shows(/│@hopper/);
      weechat.type("/voice abacus");
      await irssi.shows(/mode\/#hansard \[\+v abacus\] by hopper/);
      await weechat.shows(/│\+abacus/);
      await bot.saw("mode", { target: CHANNEL, nick: "hopper", raw_modes: "+v" });
    },
    log: [/lovelace.*\+o.*hopper/, /hopper.*\+v.*abacus/],
  },
  {
    name: "ban and kick",
    async run({ irssi, weechat, bot, notes }) {
      notes.beforeKick = now();
      weechat.type("/ban *!~tally@*");
      await irssi.shows(/mode\/#hansard \[\+b \*!~tally@\*\] by hopper/);
      irssi.type("/kick abacus out of order");
      await irssi.shows(/abacus was kicked from #hansard by lovelace \[out of order\]/);
      await weechat.shows(/lovelace has kicked abacus \(out of order\)/);
      await bot.saw("kick", { kicked: "abacus", nick: "lovelace", channel: CHANNEL, message: "out of order" });
      bot.client.join(CHANNEL);
      await bot.saw("irc error", { error: "banned_from_channel", channel: CHANNEL });
      notes.afterKick = now();
    },
    log: [/hopper.*\+b.*\*!~tally@\*/, /lovelace.*abacus.*out of order/],
  },
  {
    name: "unban and invite",
    async run({ irssi, weechat, bot }) {
      irssi.type("/mode +i");
      await weechat.shows(/Mode #hansard \[\+i\] by lovelace/);
      irssi.type("/unban *!~tally@*");
      await weechat.shows(/Mode #hansard \[-b \*!~tally@\*\] by lovelace/);
      bot.client.join(CHANNEL);
      await bot.saw("irc error", { error: "invite_only_channel", channel: CHANNEL });
      weechat.type("/invite abacus");
      await bot.saw("invite", { nick: "hopper", invited: "abacus", channel: CHANNEL });
      bot.client.join(CHANNEL);
      await irssi.shows(/abacus \[~tally@\S+\] has joined #hansard/);
      await weechat.shows(/\[\+i\][\s\S]*abacus \(~tally@\S+\) has joined #hansard/);
      weechat.press(STATUS_WINDOW);
      await weechat.shows(/hopper has invited abacus to #hansard/);
    },
    log: [/lovelace.*\+i/, /lovelace.*-b/, /hopper.*invit.*abacus/i, /abacus.*join/i],
  },
];

const questions = [
  {
    name: "away",
    async run({ irssi, weechat }) {
      weechat.type("/away gone to the tea room");
      await weechat.shows(/\[@hopper.*\]\(gone to the tea room\)/);
      irssi.type("/query hopper are you in the house?");
      await irssi.shows(/hopper is away: gone to the tea room/);
      await weechat.shows(/lovelace/);
    },
    log: [],
  },
  {
    name: "whois",
    async run({ irssi, weechat, bot }) {
      // irssi answers in the window of the conversation with that nick.
      irssi.press(QUERY_WINDOW);
      irssi.type("/whois hopper");
      await irssi.shows(/hopper \[~grace@\S+\][\s\S]*ircname +: Grace in WeeChat[\s\S]*channels +: @#hansard/);
      await irssi.shows(/away +: gone to the tea room[\s\S]*End of \/?WHOIS/);
      bot.client.whois("hopper");
      const { away, real_name } = await bot.saw("whois", { nick: "hopper" });
      if (away !== "gone to the tea room" || real_name !== "Grace in WeeChat")
        throw new Error("the bot's WHOIS is off");
      weechat.press(STATUS_WINDOW);
      weechat.type("/whois lovelace");
      await weechat.shows(/\[lovelace\] \(~ada@\S+\): Ada in irssi[\s\S]*\[lovelace\] @#hansard/);
      weechat.type("/away");
      await weechat.shows(/no longer marked as being away/);
    },
    log: [],
  },
  {
    name: "list",
    async run({ irssi, weechat, bot }) {
      irssi.press(STATUS_WINDOW);
      irssi.type("/list -yes");
      await irssi.shows(/#hansard 3 Orders of the day — 議事日程/);
      weechat.press(STATUS_WINDOW);
      weechat.type("/list");
      await weechat.shows(/#hansard\(3\): Orders of the day — 議事日程/);
      bot.client.list();
      await bot.saw("channel list end");
      const [rows] = bot.events("channel list");
      const { channel: listed, num_users, topic } = rows[0];
      if (`${listed} ${num_users} ${topic}` !== `${CHANNEL} 3 ${TOPIC}`) throw new Error("the bot's LIST is off");
    },
    log: [],
  },
];

const lastWords = [
  {
    name: "private message",
    async run({ irssi, bot }) {
      irssi.type("/query abacus between you and me");
      await bot.saw("privmsg", { nick: "lovelace", target: "abacus", message: "between you and me" });
      bot.client.say("lovelace", "my beads are sealed");
      await irssi.shows(/<abacus> my beads are sealed/);
    },
    log: [],
    unlogged: [/between you and me/, /my beads are sealed/],
  },
  {
    name: "long message",
    async run({ irssi, weechat, bot }) {
      await longMessage(weechat, "hopper", bot);
      await irssi.shows(/< ?@hopper> begin/);
      bot.turnPage();
      await longMessage(irssi, "lovelace", bot);
      await weechat.shows(/@lovelace \| begin[\s\S]*end/);
    },
    log: [/hopper.*begin 1\. Grüße/, /hopper.*🎉; end/, /lovelace.*🎉; end/],
  },
  {
    name: "quit",
    async run({ irssi, weechat, bot }) {
      irssi.type("/quit the sitting is closed");
      await weechat.shows(/lovelace \(~ada@\S+\) has quit \(Quit: the sitting is closed\)/);
      await bot.saw("quit", { nick: "lovelace", message: "Quit: the sitting is closed" });
      await irssi.ends();
      // WeeChat asked to be told of this nick.
      weechat.press(STATUS_WINDOW);
      await weechat.shows(/notify: lovelace has (quit|disconnected)|notify: lovelace is offline/);
    },
    log: [/lovelace.*the sitting is closed/],
  },
];

/** Clients cut what does not fit into lines; put together again, nothing may be missing. */
async function longMessage(screen, nick, bot) {
  screen.type(LONG_TEXT);
  await bot.saw("privmsg", { nick, message: /end$/ });
  const pieces = bot.events("privmsg").filter((event) => event.nick === nick);
  const whole = pieces.map(({ message }) => message.trim()).join(" ");
  if (pieces.length < 2 || whole !== LONG_TEXT) throw new Error(`${pieces.length} pieces came as\n${whole}`);
}

export const sitting = {
  name: "sitting",
  what: "irssi and WeeChat over TLS, a bot without",
  programs: ["irssi", "weechat", "tmux"],
  channel: CHANNEL,
  steps: [...arrivals, ...talk, ...rule, ...questions, ...novelties, ...lastWords],

  async open(stage) {
    const { node, certificate } = stage;
    await node.start(stage.folder, certificate);
    const { fingerprint } = certificate;
    stage.show("irssi", openIrssi(stage, { nick: "ada", port: node.ports.tls, fingerprint }));
    stage.show("weechat", openWeechat(stage, { nick: "grace", port: node.ports.tls, fingerprint }));
    stage.show("bot", new Bot({ nick: "tally", port: node.ports.plain, enable_setname: true }));
  },

  /** The first steps open the windows; later ones begin where people talk. */
  beforeStep({ irssi, weechat }, number) {
    if (number > 2) for (const screen of [irssi, weechat]) screen.press(CHANNEL_WINDOW);
  },

  async recall(stage) {
    const { beforeKick, afterKick } = stage.notes;
    const all = { present: ["@lovelace", "@hopper", "+abacus"], absent: [] };
    const rest = { present: ["@lovelace", "@hopper"], absent: ["abacus"] };
    const before = await checkMoment(stage.node.data, CHANNEL, beforeKick, all);
    const after = await checkMoment(stage.node.data, CHANNEL, afterKick, rest);
    stage.keep("at", `${before}\n${after}`);
    console.log("ok  hansard at knows who was there before and after the kick");
  },
};
