import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const PAUSE = 100;
const CONNECT_TIMEOUT = 1000;

/**
 * Calls `restarted` whenever the app's port has been closed and opens again. It knocks without sending
 * anything, so that the app's log stays quiet, and only at apps on this machine.
 */
export async function watchForRestarts(
  { hostname, port }: URL,
  signal: AbortSignal,
  restarted: () => Promise<void>,
): Promise<void> {
  if (!/^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname)) return;
  let wasOpen = true;
  while (!signal.aborted) {
    const isOpen = await isListening(hostname.replace(/[[\]]/g, ''), Number(port) || 80);
    if (isOpen && !wasOpen) await restarted();
    wasOpen = isOpen;
    await wait(PAUSE, undefined, { ref: false });
  }
}

async function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT });
    const settle = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}
