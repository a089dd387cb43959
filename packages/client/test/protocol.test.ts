/* The client has no imports: what it says on the wire is compared with the protocol of core here. */
import {
  buildExchangeForm,
  DEFAULT_MOUNT,
  ENDPOINT_PATHS,
  readExchangeRequest,
  REFUSAL_CODES,
  TICKET_FIELDS,
} from '@authbeat/core';
import { expect, test } from 'vitest';
import { refuse } from './harness/backend.ts';
import { ORIGIN } from './harness/frame.ts';
import { simulatePage } from './harness/simulated-page.ts';

const fieldsOf = (body: string): Record<string, string> => Object.fromEntries(new URLSearchParams(body));

test('the exchange request has the path and the form of the protocol', async () => {
  const { backend, advance } = simulatePage();
  await advance(10_000);
  const [first] = backend.arrivals;
  const { grant_type = '', subject_token = '', subject_token_type = '' } = fieldsOf(first?.body ?? '');
  expect(first?.path).toBe(DEFAULT_MOUNT + ENDPOINT_PATHS.session);
  expect(subject_token).not.toBe('');
  expect(readExchangeRequest({ grant_type, subject_token, subject_token_type })).toEqual({
    subjectToken: subject_token,
  });
  expect(first?.body).toBe(buildExchangeForm(subject_token));
});

test('the heartbeat and the sign-out have the paths of the protocol', async () => {
  const { backend, client, advance, outcome } = simulatePage();
  await advance(10_000);
  backend.host = 'fails';
  await advance(900_000);
  await outcome(client.signOut());
  const pathOf = (what: string) => backend.arrivals.find((arrival) => arrival.what === what)?.path;
  expect(pathOf('heartbeat')).toBe(DEFAULT_MOUNT + ENDPOINT_PATHS.heartbeat);
  expect(pathOf('signout')).toBe(DEFAULT_MOUNT + ENDPOINT_PATHS.session);
});

test('the ticket request has the path and the fields of the protocol', async () => {
  const { backend, client, advance, outcome } = simulatePage();
  await advance(10_000);
  backend.api = () => Response.json({ url: '/x?authbeat_ticket=t' });
  await outcome(client.fetchTicketUrl(`${ORIGIN}/x`));
  const { path, body = '' } = backend.arrivals.at(-1) ?? {};
  expect(path).toBe(DEFAULT_MOUNT + ENDPOINT_PATHS.ticket);
  expect(Object.keys(fieldsOf(body))).toEqual(TICKET_FIELDS);
});

test('a request is repeated for the refusal codes of the protocol that a new session helps with', async () => {
  const repeated: string[] = [];
  for (const code of REFUSAL_CODES) {
    const { backend, client, advance, outcome } = simulatePage();
    await advance(10_000);
    backend.api = (token) => (token === 'session-1' ? refuse(code) : Response.json({}));
    await outcome(client.fetch(`${ORIGIN}/api/items`));
    if (backend.count('api') > 1) repeated.push(code);
  }
  expect(repeated).toEqual(['session_missing', 'session_expired', 'session_invalid', 'host_proof_required']);
});
