import { readBounded } from '@authbeat/core';

/** What a request without a token got. */
export interface ReceivedResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** In milliseconds since the epoch. */
  readonly receivedAtMs: number;
}

/** Sends a request without a token. Resolves with `undefined` when there is no response in time. */
export type Send = (url: string, init?: RequestInit) => Promise<ReceivedResponse | undefined>;

/** Longer responses are cut off. */
const MAX_BYTES = 1024 * 1024;

/** @param timeout in seconds */
export function createSend(timeout: number): Send {
  return async (url, init = {}) => {
    try {
      const signal = AbortSignal.timeout(timeout * 1000);
      const response = await fetch(url, { redirect: 'manual', signal, ...init });
      const receivedAtMs = Date.now();
      const { bytes } = await readBounded(response.body ?? [], MAX_BYTES);
      return {
        status: response.status,
        headers: response.headers,
        text: bytes.toString('utf8'),
        receivedAtMs,
      };
    } catch {
      return undefined;
    }
  };
}
