// A page in headless Chromium talks to the node over WebSocket and TLS, with ada's irssi in the same channel.
import { Chromium } from "../chromium.js";
import { openIrssi } from "../irssi.js";
import { expect } from "../wait.js";
import { WebServer } from "../web-server.js";

const CHANNEL = "#gallery";
const STATUS_WINDOW = "M-1";
const CHANNEL_WINDOW = "M-2";

/** Opens the chat page of a web server as the nick. */
async function openPage(stage, { server, nick, protocol = "text.ircv3.net" }) {
  const at = `wss://127.0.0.1:${stage.node.ports.websocket}`;
  const query = new URLSearchParams({ at, nick, channel: CHANNEL, protocol });
  return stage.show(nick, await stage.chromium.open(nick, `${server.origin}/?${query}`));
}

const steps = [
  {
    name: "connect and join",
    async run(stage) {
      const { irssi, home } = stage;
      const babbage = await openPage(stage, { server: home, nick: "babbage" });
      await babbage.shows(/babbage over text\.ircv3\.net/);
      await babbage.shows(/Welcome to the Hansard network, babbage!~babbage@\S+/);
      await babbage.shows(/JOIN babbage/);
      irssi.type(`/join ${CHANNEL}`);
      await irssi.shows(/\[@babbage\]/);
      await babbage.shows(/JOIN ada/);
    },
    log: [/babbage.*join/i, /ada.*join/i],
  },
  {
    name: "talk",
    async run({ irssi, babbage }) {
      await babbage.type("The engine weaves Muster — узоры 😀");
      await irssi.shows(/<@babbage> The engine weaves Muster — узоры 😀/);
      await babbage.shows(/<babbage> The engine weaves Muster — узоры 😀/);
      irssi.type("Just as the loom weaves Blüten und φύλλα");
      await babbage.shows(/<ada> Just as the loom weaves Blüten und φύλλα/);
      const lines = await babbage.lines();
      expect(/^<< @\S*time=\S+ :ada!\S+ PRIVMSG #gallery :Just/m.test(lines), "the line bears its time", lines);
      expect(/^<< @\S*msgid=\S+ :ada!\S+ PRIVMSG #gallery :Just/m.test(lines), "the line bears its id", lines);
      expect(!/[\r\n]{2}|\r/.test(lines), "a message of WebSocket is one line without its end", lines);
    },
    log: [/babbage.*The engine weaves Muster — узоры 😀/, /ada.*Just as the loom weaves Blüten und φύλλα/],
  },
  {
    name: "rule",
    async run({ irssi, babbage }) {
      await babbage.type(`/TOPIC ${CHANNEL} :Notes on the engine`);
      await irssi.shows(/babbage changed the topic of #gallery to: Notes on the engine/);
      await babbage.type(`/MODE ${CHANNEL} +o ada`);
      await irssi.shows(/mode\/#gallery \[\+o ada\] by babbage/);
      irssi.press(STATUS_WINDOW);
      irssi.type("/whois babbage");
      await irssi.shows(/is using a secure connection[\s\S]*End of \/?WHOIS/);
      await babbage.type("/NONSENSE");
      await babbage.shows(/421 .*NONSENSE/);
    },
    log: [/babbage.*Notes on the engine/, /babbage.*\+o.*ada/],
  },
  {
    name: "a page over binary frames",
    async run(stage) {
      const { irssi, home, babbage } = stage;
      const byron = await openPage(stage, { server: home, nick: "byron", protocol: "binary.ircv3.net" });
      await byron.shows(/byron over binary\.ircv3\.net/);
      await byron.shows(/JOIN byron/);
      await byron.type("Is it poetical? ἆρα ποιητικόν;");
      await irssi.shows(/< byron> Is it poetical\? ἆρα ποιητικόν;/);
      await babbage.shows(/<byron> Is it poetical\? ἆρα ποιητικόν;/);
    },
    log: [/byron.*join/i, /byron.*Is it poetical\? ἆρα ποιητικόν;/],
  },
  {
    name: "a page from elsewhere is refused",
    async run(stage) {
      const mallory = await openPage(stage, { server: stage.elsewhere, nick: "mallory" });
      await mallory.shows(/closed with 1006/);
      await mallory.shows(/not connected/);
    },
    log: [],
    unlogged: [/mallory/],
  },
  {
    name: "tabs are closed",
    async run({ irssi, babbage, byron }) {
      await byron.type("/QUIT :so, we'll go no more a roving");
      await irssi.shows(/byron \[~byron@\S+\] has quit \[Quit: so, we'll go no more a roving\]/);
      await babbage.shows(/QUIT byron/);
      await babbage.shut();
      await irssi.shows(/babbage \[~babbage@\S+\] has quit/);
    },
    log: [/byron.*no more a roving/, /babbage.*quit/i],
  },
];

export const browser = {
  name: "browser",
  what: "a page in headless Chromium over WebSocket and TLS",
  programs: ["irssi", "chromium", "tmux"],
  channel: CHANNEL,
  steps,

  async open(stage) {
    const { node, certificate } = stage;
    stage.home = await new WebServer().open();
    stage.elsewhere = await new WebServer().open();
    stage.closers.push(stage.home, stage.elsewhere);
    await node.start(stage.folder, certificate, { websocket: { origins: [stage.home.origin] } });
    stage.chromium = new Chromium(stage);
    stage.closers.push(stage.chromium);
    stage.show("irssi", openIrssi(stage, { nick: "ada", port: node.ports.tls, fingerprint: certificate.fingerprint }));
    await stage.irssi.shows(/Welcome to the Hansard network/);
  },

  beforeStep({ irssi }, number) {
    if (number > 1) irssi.press(CHANNEL_WINDOW);
  },
};
