import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const PAUSE_MS = 100;
const CONNECT_TIMEOUT_MS = 1000;

/**
 * Calls `restarted` each time the port of the app opens after it was closed. It only connects and sends nothing,
 * so that the app logs nothing. It does not watch apps on other machines.
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
    await wait(PAUSE_MS, undefined, { ref: false });
  }
}

async function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_TIMEOUT_MS });
    const settle = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}
