import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A proxy between a store and its database, which can fail as networks do. */
export interface Proxy {
  readonly port: number;
  /** Ends every connection, and every new one at once, until `restore`. */
  cut(): void;
  /** Lets requests through, but no responses, until `restore`. */
  mute(): void;
  /** Lets nothing through, until `restore`; what was sent meanwhile then arrives. */
  hold(): void;
  /** Lets nothing through on the present connections, not even after `restore`. Neither end notices. */
  swallow(): void;
  /** Holds each piece of a response back for so long, as a server with a slow disk does; 0: no longer. */
  delay(durationMs: number): void;
  /** Ends every connection, and makes new ones to another server, as an address that moves does. */
  moveTo(address: Address): void;
  restore(): void;
  /** Ends the connections that were swallowed, at both ends. */
  bury(): void;
  close(): Promise<void>;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

interface Pair {
  readonly sockets: readonly [Socket, Socket];
  readonly connect: () => void;
}

/** Forwards to a port of this machine. */
export async function startProxy(address: Address): Promise<Proxy> {
  let target = address;
  let delayMs = 0;
  const pairs = new Set<Pair>();
  const dead = new Set<Pair>();
  let state: 'open' | 'cut' | 'hold' | 'swallow' = 'open';

  const server = createServer({ pauseOnConnect: true }, (near) => {
    if (state === 'cut') return near.destroy();
    const far = connect(target);
    const responses = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        if (delayMs === 0) done(null, chunk);
        else setTimeout(done, delayMs, null, chunk);
      },
    });
    responses.pipe(near);
    const pair: Pair = {
      sockets: [near, far],
      connect: () => {
        near.pipe(far);
        far.pipe(responses);
      },
    };
    pairs.add(pair);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.on('error', () => {});
      socket.on('close', () => {
        other.destroy();
        pairs.delete(pair);
      });
    }
    if (state === 'open') pair.connect();
    return undefined;
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const interrupt = (next: typeof state): void => {
    state = next;
    for (const { sockets } of pairs) {
      for (const socket of sockets) {
        if (next === 'cut') socket.destroy();
        else socket.unpipe().pause();
      }
    }
  };

  return {
    port: (server.address() as AddressInfo).port,
    cut: () => interrupt('cut'),
    mute: () => {
      for (const { sockets } of pairs) sockets[1].unpipe().pause();
    },
    hold: () => interrupt('hold'),
    swallow: () => interrupt('swallow'),
    delay: (durationMs) => {
      delayMs = durationMs;
    },
    moveTo: (next) => {
      target = next;
      interrupt('cut');
      state = 'open';
    },
    restore: () => {
      if (state === 'hold') for (const { connect } of pairs) connect();
      if (state === 'swallow') for (const pair of pairs) dead.add(pair);
      state = 'open';
    },
    bury: () => {
      for (const { sockets } of dead) for (const socket of sockets) socket.destroy();
      dead.clear();
    },
    close: async () => {
      interrupt('cut');
      server.close();
      await once(server, 'close');
    },
  };
}
