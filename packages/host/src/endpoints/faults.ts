import { AuthbeatError } from '@authbeat/core';
import type { IncomingMessage } from 'node:http';
import { describeFault, parseFault } from '../faults/parse.ts';
import { json, refusal, text, type HostResponse } from '../http/response.ts';
import type { RequestFields, SiteRequest } from '../site/site-request.ts';

/** The parameter of a page's URL that starts a fault; `none` lifts all of them. */
const PARAMETER = 'fault';

/** Starts a fault (`start`), or lifts one (`lift`), or all (neither). Says which are active. */
export async function changeFaults(
  { faults, site }: SiteRequest,
  { start, lift }: RequestFields,
): Promise<HostResponse> {
  try {
    if (typeof start === 'string') await faults.start(parseFault(start), site);
    else await faults.lift(typeof lift === 'string' ? describeFault(lift).id : undefined);
  } catch (error) {
    if (error instanceof AuthbeatError) return refusal(400, error.code, error.message);
    throw error;
  }
  return json({ active: faults.active });
}

/** Says which faults are active. */
export function listFaults({ faults }: SiteRequest): HostResponse {
  return json({ active: faults.active });
}

/**
 * Starts the faults in the URL of a page, and redirects to the page without them, so that a reload does not start them
 * again. `undefined` for a URL without faults.
 */
export async function startFaultsOfUrl(
  { faults, site, url }: SiteRequest,
  { headers }: Pick<IncomingMessage, 'headers'>,
): Promise<HostResponse | undefined> {
  const texts = url.searchParams.getAll(PARAMETER);
  if (texts.length === 0) return undefined;
  // Another site must not break this one by a link.
  if (!['none', 'same-origin', undefined].includes(headers['sec-fetch-site']?.toString()))
    return refusal(
      403,
      'cross_origin',
      'Faults are started by the address bar and by pages of this site only.',
    );
  try {
    const started = texts
      .filter((fault) => fault !== 'none')
      .map((fault) => faults.check(parseFault(fault), site));
    if (texts.includes('none')) await faults.lift();
    for (const fault of started) await faults.start(fault, site);
  } catch (error) {
    if (error instanceof AuthbeatError) return text(error.message, 400);
    throw error;
  }
  const plain = new URL(url);
  plain.searchParams.delete(PARAMETER);
  return { ...text('', 303), headers: { location: plain.pathname + plain.search } };
}
