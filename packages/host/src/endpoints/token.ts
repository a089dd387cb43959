import { setTimeout as wait } from 'node:timers/promises';
import { decodeToken } from '@authbeat/core';
import type { BridgeBehaviour } from '../bridge.ts';
import { readContextKeys } from '../content/frame-context.ts';
import { mintByBehaviour } from '../site/context-token.ts';
import { json, refusal, type HostResponse } from '../http/response.ts';
import type { RequestFields, SiteRequest } from '../site/site-request.ts';
import { frameOf, nameModule } from './frames.ts';

/** How `AP.context.getToken()` settles. */
type Outcome =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'silence' };

const WORDS = { token: 'resolved', rejected: 'rejected', silence: 'did not settle' };

/** Serves `AP.context.getToken()` for the user who is signed in, as the behaviour of the bridge asks for. */
export async function issueContextToken(
  { runtime, site }: SiteRequest,
  fields: RequestFields,
): Promise<HostResponse> {
  const { app, module } = fields;
  const installation = site.installation(String(app));
  if (!installation) return refusal(404, 'app_unknown', 'No such app is installed.');
  const { behaviour, delayMs } = runtime.bridge;
  if (behaviour === 'slow') await wait(delayMs, undefined, { signal: runtime.closing });
  const isSignedIn = site.signedIn !== undefined && behaviour !== 'signed-out';
  const outcome: Outcome =
    behaviour === 'silent'
      ? { kind: 'silence' }
      : isSignedIn && installation.state === 'enabled'
        ? { kind: 'token', token: mintByBehaviour(runtime, site, installation, readContextKeys(fields)) }
        : {
            kind: 'rejected',
            reason: isSignedIn
              ? `The app is ${installation.state} in the host.`
              : 'No user is signed in to the host.',
          };
  const name = nameModule(installation, module);
  const frame = frameOf({ runtime, site }, installation, fields);
  const token = outcome.kind === 'token' ? outcome.token : undefined;
  if (token !== undefined) runtime.frames.learn(token, frame.frame);
  const times = token === undefined ? {} : decodeToken(token).claims;
  runtime.timeline.record(
    {
      kind: 'bridge',
      site: site.name,
      sentence: `${name}: AP.context.getToken() ${describeOutcome(outcome, behaviour)}`,
      data: {
        ...frame,
        call: 'getToken',
        outcome: outcome.kind,
        ...(token !== undefined && {
          issuedAtMs: Number(times.iat) * 1000,
          expiresAtMs: Number(times.exp) * 1000,
        }),
      },
    },
    token === undefined ? undefined : { token },
  );
  return json(outcome);
}

function describeOutcome(outcome: Outcome, behaviour: BridgeBehaviour): string {
  const words = WORDS[outcome.kind] + (behaviour === 'fresh' ? '' : ` (${behaviour})`);
  return outcome.kind === 'rejected' ? `${words}. ${outcome.reason}` : `${words}.`;
}
