import { DescriptorError, parseDescriptor, type Descriptor, type LifecycleEvent } from '@authbeat/core';
import { InstallationError } from '../errors.ts';

const APP_TIMEOUT = 10_000;
const LARGEST_ANSWER = 1024 * 1024;

/**
 * Fetches an app's descriptor.
 *
 * @throws {InstallationError} `app_unreachable`, `app_refused` or `descriptor_unreadable`
 * @throws {DescriptorError} when it is JSON but cannot be used
 */
export async function fetchDescriptor(descriptorUrl: string, closing: AbortSignal): Promise<Descriptor> {
  if (!URL.canParse(descriptorUrl) || !/^https?:$/.test(new URL(descriptorUrl).protocol))
    throw new InstallationError(
      'descriptor_unreadable',
      "The descriptor's address is not an http or https URL.",
    );
  const response = await call(descriptorUrl, { headers: { accept: 'application/json' } }, closing);
  const text = await readBounded(response);
  if (!response.ok)
    throw new InstallationError('app_refused', `The app answered ${response.status} for its descriptor.`, {
      status: response.status,
    });
  try {
    return parseDescriptor(JSON.parse(text));
  } catch (error) {
    if (error instanceof DescriptorError) throw error;
    throw new InstallationError('descriptor_unreadable', 'The descriptor is not JSON.');
  }
}

/** One lifecycle call as it goes out. */
export interface LifecycleCall {
  readonly app: string;
  readonly event: LifecycleEvent;
  readonly url: string;
  readonly token: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Delivers a lifecycle call and returns the app's status, which is 2xx.
 *
 * @throws {InstallationError} `app_unreachable` or `app_refused`
 */
export async function callLifecycle(
  { app, event, url, token, body }: LifecycleCall,
  closing: AbortSignal,
): Promise<number> {
  const response = await call(
    url,
    {
      method: 'POST',
      headers: { authorization: `JWT ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    },
    closing,
    { app, event },
  );
  const reason = reasonOf(await readBounded(response));
  if (response.ok) return response.status;
  throw new InstallationError(
    'app_refused',
    `The app "${app}" answered ${response.status}${reason === undefined ? '' : ` (${reason})`} to "${event}".`,
    { app, event, status: response.status, ...(reason !== undefined && { reason }) },
  );
}

async function call(
  url: string,
  request: RequestInit,
  closing: AbortSignal,
  data: { app?: string; event?: string } = {},
): Promise<Response> {
  try {
    return await fetch(url, {
      redirect: 'manual',
      ...request,
      signal: AbortSignal.any([closing, AbortSignal.timeout(APP_TIMEOUT)]),
    });
  } catch (error) {
    const { origin } = new URL(url);
    throw new InstallationError('app_unreachable', `No app answers at ${origin}.`, data, { cause: error });
  }
}

/** Reads an answer, and stops at the largest that a descriptor may be. */
async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > LARGEST_ANSWER)
        throw new InstallationError('descriptor_unreadable', "The app's answer is larger than 1 MB.");
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof InstallationError) throw error;
    throw new InstallationError('app_unreachable', "The app's answer broke off.", {}, { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The stable code in an answer of Authbeat and its like; anything else stays out of messages. */
function reasonOf(text: string): string | undefined {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'string' && /^[a-z_]{1,50}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}
