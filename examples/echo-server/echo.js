// A small IRC server as plain code without sockets: channels, messages, and a user "echo" who says everything back.
const NAME = "echo.example";
const NICK = /^[A-Za-z[\]{}\\|][-A-Za-z0-9[\]{}\\|]{0,29}$/;
const fold = (name) => name.toLowerCase();

export class Echo {
  #users = new Map();
  #channels = new Map();

  /** A client comes; `write` gets each line for it, without its CR LF. Gives what takes its lines, and its end. */
  connect(write) {
    const user = { write, nick: "", name: "", isKnown: false };
    return { take: (line) => this.#take(user, line), close: () => this.#leave(user, "Connection closed") };
  }

  #take(user, line) {
    const [, command = "", rest = ""] = /^(?:@\S+ +)?(?::\S+ +)?(\S+) *(.*)$/.exec(line) ?? [];
    const at = ` ${rest}`.indexOf(" :");
    const words = (at < 0 ? rest : rest.slice(0, at)).split(" ").filter((word) => word !== "");
    const parameters = at < 0 ? words : [...words, rest.slice(at + 1)];
    const verb = command.toUpperCase();
    const handle = this.#verbs[verb];
    if (!user.isKnown && !["NICK", "USER", "PING", "QUIT"].includes(verb)) return this.#reply(user, "451");
    if (handle === undefined) return this.#reply(user, "421", verb.slice(0, 50));
    handle.call(this, user, parameters);
  }

  #verbs = {
    PING: (user, [token]) => (token ? user.write(`:${NAME} PONG ${NAME} :${token}`) : this.#reply(user, "409")),
    NICK: (user, [nick]) => this.#nick(user, nick),
    USER: (user, [name]) => {
      if (user.isKnown) return this.#reply(user, "462");
      if (!name) return this.#reply(user, "461", "USER");
      user.name = name.replace(/[^A-Za-z0-9]/g, "").slice(0, 10) || "user";
      this.#welcome(user);
    },
    JOIN: (user, [name]) => this.#join(user, name),
    PART: (user, [name]) => this.#part(user, name),
    NAMES: (user, [name = "*"]) => this.#names(user, name),
    PRIVMSG: (user, parameters) => this.#message(user, "PRIVMSG", parameters),
    NOTICE: (user, parameters) => this.#message(user, "NOTICE", parameters),
    QUIT: (user, [reason = ""]) => {
      this.#leave(user, `Quit: ${reason}`);
      user.write(`ERROR :Closing link`);
    },
  };

  #reply(user, code, ...words) {
    user.write([`:${NAME}`, code, user.nick || "*", ...words, ":-"].join(" "));
  }

  #source = (user) => `${user.nick}!${user.name}@localhost`;

  #nick(user, nick) {
    if (!nick) return this.#reply(user, "431");
    if (!NICK.test(nick) || fold(nick) === "echo") return this.#reply(user, "432", nick.slice(0, 50));
    if (nick === user.nick) return;
    const bearer = this.#users.get(fold(nick));
    if (bearer && bearer !== user) return this.#reply(user, "433", nick);
    if (user.isKnown) {
      for (const each of new Set([user, ...this.#neighbours(user)])) each.write(`:${this.#source(user)} NICK ${nick}`);
    }
    if (this.#users.get(fold(user.nick)) === user) this.#users.delete(fold(user.nick));
    this.#users.set(fold(nick), user);
    user.nick = nick;
    this.#welcome(user);
  }

  #welcome(user) {
    if (user.isKnown || !user.nick || !user.name) return;
    user.isKnown = true;
    this.#reply(user, "001");
    this.#reply(user, "005", "CASEMAPPING=ascii", "CHANTYPES=#", "PREFIX=(ov)@+", "NICKLEN=30");
    this.#reply(user, "422");
  }

  #channelsOf = (user) => [...this.#channels.values()].filter((channel) => channel.members.has(user));

  #neighbours(user) {
    const all = new Set(this.#channelsOf(user).flatMap((channel) => [...channel.members.keys()]));
    all.delete(user);
    return all;
  }

  #join(user, name) {
    if (!name) return this.#reply(user, "461", "JOIN");
    if (name === "0") return this.#channelsOf(user).forEach((channel) => void this.#part(user, channel.name));
    if (!/^#[^\s,:\0\x07]{1,49}$/.test(name)) return this.#reply(user, "403", name.slice(0, 50));
    const channel = this.#channels.get(fold(name)) ?? { name, members: new Map() };
    if (channel.members.has(user)) return;
    channel.members.set(user, channel.members.size === 0 ? "@" : "");
    this.#channels.set(fold(name), channel);
    for (const member of channel.members.keys()) member.write(`:${this.#source(user)} JOIN ${channel.name}`);
    this.#names(user, name);
  }

  #names(user, name) {
    const channel = this.#channels.get(fold(name));
    const names = [...(channel?.members ?? [])].map(([member, prefix]) => prefix + member.nick);
    if (channel) user.write(`:${NAME} 353 ${user.nick} = ${channel.name} :${names.join(" ")}`);
    this.#reply(user, "366", channel?.name ?? name.slice(0, 50));
  }

  #part(user, name = "") {
    const channel = this.#channels.get(fold(name));
    if (!name) return this.#reply(user, "461", "PART");
    if (channel === undefined) return this.#reply(user, "403", name.slice(0, 50));
    if (!channel.members.has(user)) return this.#reply(user, "442", channel.name);
    for (const member of channel.members.keys()) member.write(`:${this.#source(user)} PART ${channel.name}`);
    channel.members.delete(user);
    if (channel.members.size === 0) this.#channels.delete(fold(name));
  }

  #message(user, verb, [target, text]) {
    // A NOTICE is never answered.
    const refuse = (code, ...words) => (verb === "NOTICE" ? undefined : this.#reply(user, code, ...words));
    if (!target) return refuse("411");
    if (!text) return refuse("412");
    const line = (from, to) => `:${from} ${verb} ${to} :${text}`.slice(0, 510);
    if (fold(target) === "echo") return user.write(line("echo!echo@localhost", user.nick));
    const channel = this.#channels.get(fold(target));
    const receiver = this.#users.get(fold(target));
    if (channel === undefined && !receiver?.isKnown) return refuse("401", target.slice(0, 50));
    const told = channel ? [...channel.members.keys()].filter((member) => member !== user) : [receiver];
    for (const each of told) each.write(line(this.#source(user), channel?.name ?? receiver.nick));
  }

  #leave(user, reason) {
    for (const each of this.#neighbours(user)) each.write(`:${this.#source(user)} QUIT :${reason.slice(0, 200)}`);
    for (const channel of this.#channelsOf(user)) {
      channel.members.delete(user);
      if (channel.members.size === 0) this.#channels.delete(fold(channel.name));
    }
    if (this.#users.get(fold(user.nick)) === user) this.#users.delete(fold(user.nick));
  }
}
