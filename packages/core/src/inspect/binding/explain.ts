import { boundUrl } from '../../qsh/bound-url.ts';
import { isBelow } from '../../qsh/canonical-request.ts';
import { fromBase64, fromHex, toBase64url, toHex } from '../bytes.ts';
import { nameCause, type Cause } from '../causes.ts';
import { sha256Hex } from '../web-crypto.ts';
import { addedParameterCandidates } from './added-candidates.ts';
import type { BindingFacts, Candidate } from './candidate.ts';
import { canonicalsOf } from './canonicals.ts';
import { dialectCandidates } from './dialects.ts';
import { droppedParameterCandidates } from './dropped-candidates.ts';
import { otherRequestCandidates } from './other-request-candidates.ts';
import { methodAndPathCandidates } from './path-candidates.ts';
import { pickTelling } from './precedence.ts';
import { shapeCandidates } from './shapes.ts';
import { changedValueCandidates } from './value-candidates.ts';
import { pathOf, writeTarget, type WireRequest } from './wire.ts';

/** Whether a token belongs to a request, and what it was made for where that is known. */
export interface BindingReading {
  readonly status: 'matches' | 'differs' | 'unchecked';
  /** The canonical request of the request as it arrived. */
  readonly received?: string;
  /** The canonical request that the token was made for, where it was found. */
  readonly signed?: string;
}

export interface CheckedBinding {
  readonly reading: BindingReading;
  readonly causes: readonly Cause[];
}

/** Hashes at a time: enough to keep WebCrypto busy, and few enough to stop early. */
const BATCH = 256;

const SOURCES = [
  methodAndPathCandidates,
  otherRequestCandidates,
  changedValueCandidates,
  dialectCandidates,
  shapeCandidates,
  droppedParameterCandidates,
  addedParameterCandidates,
];

/**
 * Compares a `qsh` with a request. Where it differs, tries what the usual mistakes make of the request: a hash that
 * fits proves what was signed.
 */
export async function checkBinding(qsh: string, facts: BindingFacts): Promise<CheckedBinding> {
  const own = canonicalsOf(facts.request, facts.baseUrl);
  const [received = ''] = own;
  const matching = await firstMatch(qsh, own);
  if (matching !== undefined) {
    const reading = { received: matching, signed: matching };
    const beside = findBeside(facts);
    return beside
      ? { reading: { status: 'differs', ...reading }, causes: [beside] }
      : { reading: { status: 'matches', ...reading }, causes: [] };
  }
  const spelling = await otherSpelling(qsh, own);
  if (spelling) return { reading: { status: 'differs', received, signed: received }, causes: [spelling] };
  const found = await search(qsh, facts);
  const [first] = found;
  if (!first)
    return {
      reading: { status: 'differs', received },
      causes: [nameCause('qsh-unexplained', { certainty: 'possible' })],
    };
  return {
    reading: { status: 'differs', received, signed: first.signed },
    causes: nameFound(found.map(({ candidate }) => candidate)),
  };
}

/** The hash leaves out the path of the base URL, but a server that has one takes no path without it. */
function findBeside({ request, baseUrl, isToHost }: BindingFacts): Cause | undefined {
  if (isToHost || isBelow(request.path, baseUrl)) return undefined;
  const basePath = pathOf(baseUrl);
  return nameCause('path-prefix-removed', {
    message: `The base URL has the path "${basePath}", and the path of the request is not below it.`,
    data: { path: basePath },
  });
}

/** Compares the hash in a ticket with the URL of a request. Only the URL that it was issued for has it. */
export async function checkTicketBinding(
  hash: string,
  request: Pick<WireRequest, 'path' | 'pairs'>,
): Promise<CheckedBinding> {
  const bound = await sha256Hex(boundUrl(writeTarget(request)));
  if (toBase64url(fromHex(bound) ?? new Uint8Array()) === hash)
    return { reading: { status: 'matches' }, causes: [] };
  return {
    reading: { status: 'differs' },
    causes: [nameCause('other-request', { message: 'The ticket was issued for another URL.' })],
  };
}

/** One explanation is certain. Several that lead to the same hash are not: the likelier ones come first. */
function nameFound(candidates: readonly Candidate[]): Cause[] {
  const telling = pickTelling(candidates);
  const certainty = telling.length === 1 ? 'certain' : 'possible';
  return telling.map(({ causeId, message, data }) => nameCause(causeId, { certainty, message, data }));
}

/** Every candidate that leads to the canonical request which was signed. */
async function search(
  qsh: string,
  facts: BindingFacts,
): Promise<{ readonly candidate: Candidate; readonly signed: string }[]> {
  const hashed = new Set<string>();
  for (const source of SOURCES) {
    const texts = source(facts).flatMap(({ canonicals }) => canonicals);
    const signed = await firstMatch(
      qsh,
      [...new Set(texts)].filter((text) => !hashed.has(text)),
    );
    // Once it is known what was signed, what else leads there needs no hash.
    if (signed !== undefined)
      return SOURCES.flatMap((each) => each(facts))
        .filter(({ canonicals }) => canonicals.includes(signed))
        .map((candidate) => ({ candidate, signed }));
    for (const text of texts) hashed.add(text);
  }
  return [];
}

async function firstMatch(qsh: string, texts: readonly string[]): Promise<string | undefined> {
  for (let start = 0; start < texts.length; start += BATCH) {
    const batch = texts.slice(start, start + BATCH);
    const hashes = await Promise.all(batch.map(sha256Hex));
    const index = hashes.indexOf(qsh);
    if (index >= 0) return batch[index];
  }
  return undefined;
}

/** The right hash in upper case or Base64. */
async function otherSpelling(qsh: string, texts: readonly string[]): Promise<Cause | undefined> {
  const bytes = fromHex(qsh) ?? fromBase64(qsh);
  if (bytes?.length !== 32) return undefined;
  if ((await firstMatch(toHex(bytes), texts)) === undefined) return undefined;
  const form = fromHex(qsh) ? 'upper-case hexadecimal' : 'Base64';
  return nameCause('qsh-encoding', { message: `The hash is right, but it is written in ${form}.` });
}
