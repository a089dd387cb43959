import {
  DescriptorError,
  parseDescriptor,
  readBounded,
  type Descriptor,
  type LifecycleEvent,
} from '@authbeat/core';
import { InstallationError } from '../errors.ts';

const APP_TIMEOUT_MS = 10_000;
const MAX_RESPONSE_SIZE = 1024 * 1024;

/** Where the descriptor of an app comes from: its URL, or a function that reads it. */
export type DescriptorSource = string | (() => Promise<Descriptor>);

/** Reads a descriptor from its source. @throws {InstallationError} @throws {DescriptorError} */
export async function readDescriptor(source: DescriptorSource, closing: AbortSignal): Promise<Descriptor> {
  return typeof source === 'string' ? fetchDescriptor(source, closing) : source();
}

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
      'The URL of the descriptor must begin with http: or https:.',
    );
  const response = await call(descriptorUrl, { headers: { accept: 'application/json' } }, closing);
  const text = await readText(response);
  if (!response.ok)
    throw new InstallationError(
      'app_refused',
      `The app responded with ${response.status} to the request for its descriptor at ${withoutQuery(descriptorUrl)}.`,
      {
        status: response.status,
      },
    );
  try {
    return parseDescriptor(JSON.parse(text));
  } catch (error) {
    if (error instanceof DescriptorError) throw error;
    throw new InstallationError(
      'descriptor_unreadable',
      `The descriptor at ${withoutQuery(descriptorUrl)} is not JSON.`,
      excerptOf(text),
    );
  }
}

/** Queries may hold secrets, and messages must not. */
function withoutQuery(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}

/** A lifecycle call to an app. */
export interface LifecycleCall {
  readonly app: string;
  readonly event: LifecycleEvent;
  readonly url: string;
  readonly token: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Sends a lifecycle call. Returns the status of the app's response, which is 2xx.
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
  const text = await readText(response);
  const reason = reasonOf(text);
  if (response.ok) return response.status;
  throw new InstallationError(
    'app_refused',
    `The app "${app}" responded to "${event}" with ${response.status}${reason === undefined ? '' : ` (${reason})`}.`,
    {
      app,
      event,
      status: response.status,
      ...(reason !== undefined && { reason }),
      ...excerptOf(text),
    },
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
      signal: AbortSignal.any([closing, AbortSignal.timeout(APP_TIMEOUT_MS)]),
    });
  } catch (error) {
    const { origin } = new URL(url);
    const isSlow = error instanceof DOMException && error.name === 'TimeoutError';
    const sentence = isSlow
      ? `The app at ${origin} did not respond within ${APP_TIMEOUT_MS / 1000} s.`
      : `No app responds at ${origin}.`;
    throw new InstallationError('app_unreachable', sentence, data, { cause: error });
  }
}

/** @throws {InstallationError} when the response is larger than 1 MB, or the connection breaks */
async function readText(response: Response): Promise<string> {
  const { bytes, truncated } = await readBounded(response.body ?? [], MAX_RESPONSE_SIZE).catch(
    (cause: unknown) => {
      throw new InstallationError('app_unreachable', "The app's response broke off.", {}, { cause });
    },
  );
  if (truncated)
    throw new InstallationError('descriptor_unreadable', "The app's response is larger than 1 MB.");
  return bytes.toString('utf8');
}

/** The beginning of a response, for people. Tokens and secrets that an app may repeat are left out. */
function excerptOf(text: string): { response?: string } {
  const plain = text
    .replace(/<(style|script)\b[^]*?<\/\1>|<[^>]*>/gi, ' ')
    .replace(/\beyJ[\w.-]+|\bauthbeat-dev-[\w-]+/g, '…')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return plain === '' ? {} : { response: plain.slice(0, 300) };
}

/** The error code in a response, if it has the form of one. Other text of the app stays out of messages. */
function reasonOf(text: string): string | undefined {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'string' && /^[a-z_]{1,50}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}
