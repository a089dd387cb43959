import type { KeyObject } from 'node:crypto';
import {
  mintHostToken,
  mintLifecycleToken,
  verifyHostToken,
  verifyLifecycleToken,
  type ClaimSet,
  type HostTokenKind,
} from '../../src/index.ts';
import { rsaKeys, SECRET } from '../keys.ts';
import { describeRefusal } from '../tokens.ts';

export const NOW = 1_800_000_000;
export const BASE_URL = 'https://app.example.com/jira';
export const KEYS = rsaKeys();
export const KINDS = ['iframe', 'context', 'webhook', 'lifecycle'] as const;

/** The request at the door of each kind. A context token is bound to none. */
export const REQUESTS = {
  iframe: { method: 'GET', url: '/jira/panel?issue=AB-1' },
  context: { method: 'POST', url: '/jira/authbeat/session' },
  webhook: { method: 'POST', url: '/jira/hooks/issue?user=1' },
  lifecycle: { method: 'POST', url: '/jira/authbeat/installed' },
} as const;

const now = (): number => NOW * 1000;

/** A genuine token of a kind. */
export async function mint(
  kind: HostTokenKind,
  options: { readonly claims?: ClaimSet; readonly privateKey?: KeyObject } = {},
): Promise<string> {
  const { claims = {}, privateKey = KEYS.privateKey } = options;
  const common = { clientKey: 'tenant-a', now, claims, request: REQUESTS[kind], baseUrl: BASE_URL };
  return kind === 'lifecycle'
    ? mintLifecycleToken(common, { kid: 'install-key', privateKey })
    : mintHostToken({ kind, accountId: 'alice', ...common }, SECRET);
}

/** Presents a token at the door of a kind: `accepted`, or how it was refused. */
export async function present(
  token: string,
  kind: HostTokenKind,
  {
    secrets = [SECRET],
    pem = KEYS.pem,
    url = REQUESTS[kind].url,
  }: { readonly secrets?: readonly string[]; readonly pem?: string | undefined; readonly url?: string } = {},
): Promise<string> {
  const request = { method: REQUESTS[kind].method, url };
  try {
    await (kind === 'lifecycle'
      ? verifyLifecycleToken(token, () => pem, { request, baseUrl: BASE_URL, now })
      : verifyHostToken(token, secrets, { kind, request, baseUrl: BASE_URL, now }));
    return 'accepted';
  } catch (error) {
    return describeRefusal(error);
  }
}
