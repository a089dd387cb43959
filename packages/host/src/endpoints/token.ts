import { setTimeout as wait } from 'node:timers/promises';
import { mintByBehaviour } from '../app/context-token.ts';
import { json, refusal, type Reply } from '../http/reply.ts';
import type { SiteRequest } from '../http/route.ts';
import { nameModule } from './frames.ts';

/** How a call of `AP.context.getToken()` ends. */
type Outcome =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'silence' };

const WORDS = { token: 'answered', rejected: 'refused', silence: 'no answer' };

/** Answers `AP.context.getToken()` for the person who is signed in, as the bridge is told to behave. */
export async function answerToken(
  { world, site }: SiteRequest,
  { app, module, issue }: Readonly<Record<string, unknown>>,
): Promise<Reply> {
  const installation = site.installation(String(app));
  if (!installation) return refusal(404, 'app_unknown', 'No such app is installed.');
  const { behaviour, delay } = world.bridge;
  if (behaviour === 'slow') await wait(delay, undefined, { signal: world.closing });
  const isSignedIn = site.signedIn !== undefined && behaviour !== 'signed-out';
  const outcome: Outcome =
    behaviour === 'silent'
      ? { kind: 'silence' }
      : isSignedIn && installation.state === 'enabled'
        ? { kind: 'token', token: mintByBehaviour(world, site, installation, issue) }
        : { kind: 'rejected', reason: 'Nobody is signed in to the host.' };
  const name = nameModule(installation, module);
  const moduleKey = String(module).slice(0, 200);
  world.timeline.record({
    kind: 'bridge',
    site: site.name,
    sentence: `${name}: AP.context.getToken() ${WORDS[outcome.kind]}${behaviour === 'answers' ? '' : ` (${behaviour})`}.`,
    data: { call: 'getToken', app: installation.descriptor.key, module: moduleKey, outcome: outcome.kind },
  });
  return json(outcome);
}
