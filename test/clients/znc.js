// ZNC as a bouncer: it keeps the connection to the node, over TLS, while its own clients come and go.
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { Background, ownFolder } from "./background.js";

/** Trusts the node by its fingerprint alone; keeps what it has played back, so that a second client gets it too. */
const settings = ({ nick, port, ownPort, fingerprint }) => `Version = 1.8.2
ConnectDelay = 0
ServerThrottle = 0

<Listener clients>
  Host = 127.0.0.1
  Port = ${ownPort}
  IPv4 = true
  IPv6 = false
  SSL = false
  AllowIRC = true
  AllowWeb = false
</Listener>

<User ${nick}>
  Admin = true
  Nick = ${nick}
  AltNick = ${nick}_
  Ident = ${nick}
  RealName = Behind a bouncer
  AutoClearChanBuffer = false
  AutoClearQueryBuffer = false
  TimestampFormat = [%H:%M:%S]
  <Pass password>
    Method = plain
    Hash = secret
  </Pass>
  <Network hansard>
    FloodBurst = 100
    FloodRate = 100.00
    JoinDelay = 0
    TrustAllCerts = false
    TrustedServerFingerprint = ${fingerprint.toLowerCase()}
    Server = 127.0.0.1 +${port}
  </Network>
</User>
`;

/** Starts ZNC; gives it with its port and the password with which the user's clients reach the network. */
export async function openZnc({ folder }, to) {
  const ownPort = await freePort();
  const home = ownFolder(`${folder}/znc`, (own) => {
    mkdirSync(`${own}/configs`);
    writeFileSync(`${own}/configs/znc.conf`, settings({ ...to, ownPort }));
  });
  const program = new Background("znc", home, ["znc", "--foreground", "--no-color", "--datadir", home]);
  await program.prints(/Staying open for debugging/);
  return { program, port: ownPort, password: `${to.nick}/hansard:secret` };
}

/** ZNC cannot choose a port by itself. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
