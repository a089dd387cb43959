import { DescriptorError, isRecord, parseDescriptor, type Descriptor } from '@authbeat/core';
import { ScanError } from '../errors.ts';
import { addressOf } from '../values.ts';
import { mediaType, type Probe, type ProbeRequest } from './probe.ts';

/**
 * Fetches and reads a descriptor.
 *
 * @throws {ScanError} that says in one sentence why it cannot be used
 */
export async function loadDescriptor(
  url: string,
  send: (request: ProbeRequest) => Promise<Probe>,
): Promise<Descriptor> {
  const response = await send({ method: 'GET', url, label: 'the descriptor' });
  const notFetched = `The descriptor cannot be fetched from ${addressOf(url)}.`;
  if (response.kind === 'failed') {
    throw new ScanError('descriptor_unanswered', `${notFetched} ${response.reason}`);
  }
  if (response.status !== 200) {
    throw new ScanError('descriptor_refused', `${notFetched} The status is ${response.status}.`);
  }
  if (response.truncated) throw new ScanError('descriptor_too_large', 'The descriptor is larger than 1 MB.');
  return parse(parseJson(response.body, mediaType(response)));
}

function parseJson(text: string, type: string): unknown {
  try {
    // A byte order mark is no part of the JSON (RFC 8259, section 8.1).
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    const hint = type === 'text/html' ? ' It is an HTML page; give the URL of atlassian-connect.json.' : '';
    throw new ScanError('descriptor_not_json', `The descriptor is not JSON.${hint}`);
  }
}

/**
 * Reads a descriptor that is at hand. The base URL replaces its own, which is often a placeholder in a file.
 *
 * @throws {ScanError} `descriptor_unusable`, with every mistake
 */
export function readDescriptor(value: unknown, baseUrl: string): Descriptor {
  return parse(isRecord(value) ? { ...value, baseUrl } : value);
}

function parse(value: unknown): Descriptor {
  try {
    return parseDescriptor(value);
  } catch (error) {
    if (!(error instanceof DescriptorError)) throw error;
    throw new ScanError('descriptor_unusable', 'The descriptor cannot be used:', error.problems);
  }
}
