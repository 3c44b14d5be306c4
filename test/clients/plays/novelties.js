// The part of the sitting that older servers do not have: tags, monitored nicks, quiet lists, TLS only. WeeChat and the
// bot negotiated them, irssi did not: it must see the same talk without them.
import { expect } from "../wait.js";
import { CHANNEL, QUERY_WINDOW, STATUS_WINDOW } from "./places.js";

export const novelties = [
  {
    name: "away is told",
    async run({ irssi, weechat, bot }) {
      weechat.type("/away a short recess");
      await bot.saw("away", { nick: "hopper", message: "a short recess" });
      weechat.type("/away");
      await bot.saw("back", { nick: "hopper" });
      irssi.type("/away");
    },
    log: [],
  },
  {
    name: "typing",
    async run({ irssi, weechat, bot }) {
      bot.client.tagmsg(CHANNEL, { "+typing": "active" });
      await weechat.shows(/\[Typing: abacus\]/);
      weechat.write("I was abou");
      const { tags } = await bot.saw("tagmsg", { nick: "hopper", target: CHANNEL });
      expect(tags["+typing"] === "active", "the bot sees that hopper types", bot.text());
      weechat.press("C-u");
      weechat.write("aba");
      weechat.press("Tab");
      weechat.type("a point of order");
      await bot.saw("privmsg", { nick: "hopper", message: "abacus: a point of order" });
      await irssi.shows(/<@hopper> abacus: a point of order/);
      expect(!/TAGMSG|typing/i.test(irssi.text()), "irssi is not told who types", irssi.text());
    },
    log: [/hopper.*abacus: a point of order/],
  },
  {
    name: "setname",
    async run({ weechat, bot, irssi }) {
      weechat.type("/setname Rear Admiral");
      await bot.saw("user updated", { nick: "hopper", new_gecos: "Rear Admiral" });
      bot.client.raw("SETNAME", "An abacus of wood");
      await weechat.shows(/abacus has changed real name to "An abacus of wood"/);
      irssi.press(STATUS_WINDOW);
      irssi.type("/whois abacus");
      await irssi.shows(/ircname +: An abacus of wood/);
    },
    log: [],
  },
  {
    name: "quiet",
    async run({ irssi, weechat, bot }) {
      weechat.type("/mode -v abacus");
      weechat.type("/quiet *!~tally@*");
      await irssi.shows(/mode\/#hansard \[\+q \*!~tally@\*\] by hopper/);
      bot.client.say(CHANNEL, "nobody hears this");
      await bot.saw("irc error", { error: "cannot_send_to_channel", channel: CHANNEL });
      irssi.type("/msg @#hansard between the two of us");
      await weechat.shows(/between the two of us/);
      weechat.type("/unquiet *!~tally@*");
      await irssi.shows(/mode\/#hansard \[-q \*!~tally@\*\] by hopper/);
      expect(bot.events("privmsg").length === 0, "the bot is no operator", bot.text());
    },
    log: [/hopper.*\+q.*tally/, /hopper.*-q.*tally/],
    unlogged: [/nobody hears this/],
  },
  {
    name: "tls only",
    async run({ irssi, weechat, bot }) {
      bot.client.part(CHANNEL, "back in a moment");
      await bot.saw("part", { nick: "abacus" });
      irssi.type("/mode +z-i");
      await weechat.shows(/Mode #hansard \[\+z-i\] by lovelace/);
      bot.client.join(CHANNEL);
      await bot.reads(/ 489 abacus #hansard :/);
      irssi.type("/mode -z");
      await weechat.shows(/Mode #hansard \[-z\] by lovelace/);
      bot.client.join(CHANNEL);
      await weechat.shows(/abacus \(~tally@\S+\) has joined #hansard/);
      // irssi answers in the window of the conversation with that nick.
      irssi.press(QUERY_WINDOW);
      irssi.type("/whois hopper");
      await irssi.shows(/hopper \[[\s\S]*is using a secure connection/);
      bot.turnPage();
      bot.client.whois("lovelace");
      const { secure } = await bot.saw("whois", { nick: "lovelace" });
      expect(secure, "lovelace is on a secure connection", bot.text());
      bot.turnPage();
      bot.client.whois("abacus");
      const own = await bot.saw("whois", { nick: "abacus" });
      expect(!own.secure, "the bot is not", bot.text());
    },
    log: [/abacus.*back in a moment/, /lovelace.*\+z-i/, /lovelace.*-z/, /abacus.*join/i],
  },
  {
    name: "monitor",
    async run({ weechat }) {
      weechat.press(STATUS_WINDOW);
      weechat.type("/notify add lovelace");
      await weechat.shows(/notify: lovelace \(~ada@\S+\) is connected/);
      weechat.type("/notify add babbage");
      await weechat.shows(/notify: babbage is offline/);
    },
    log: [],
  },
];
