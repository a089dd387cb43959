import { calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';
import { SECRET_CONTENT, startApp } from './support/app.ts';
import {
  bestUse,
  buildRequest,
  DOORS,
  PLACES,
  TABLE,
  type Door,
  type Place,
  type Presenter,
} from './support/door-table.ts';
import { FORGE_APP } from './support/forge-site.ts';
import { createForge, KINDS, VARIANTS } from './support/forge.ts';
import { Prover } from './support/prover.ts';

async function knock(presenter: Presenter, door: Door, token: string, place: Place): Promise<Response> {
  const { url, body, ...request } = await buildRequest(presenter, door, token, place);
  return fetch(presenter.app.baseUrl + url, { ...request, ...(request.method !== 'GET' && { body }) });
}

async function findOpeners(
  presenter: Presenter,
  door: Door,
  documented: readonly string[],
): Promise<string[]> {
  const attempts = KINDS.flatMap((kind) => VARIANTS.map((variant) => ({ kind, variant })));
  // A good token is tried everywhere; one with a fault, wherever this door takes a token at all.
  const reading = PLACES.filter(
    (place) => place === 'JWT' || documented.some((opener) => opener.endsWith(` ${place}`)),
  );
  const openers = await Promise.all(
    attempts.map(async ({ kind, variant }) => {
      const opened: string[] = [];
      for (const place of variant === 'good' ? PLACES : reading) {
        const token = await presenter.forge.token(kind, variant, bestUse(door, place));
        const response = await knock(presenter, door, token, place);
        const body = await response.text();
        if (response.status < 400) opened.push(`${variant} ${kind} ${place}`);
        else if (body.includes(SECRET_CONTENT)) opened.push(`content to ${variant} ${kind} ${place}`);
      }
      return opened;
    }),
  );
  return openers.flat();
}

describe('every token of every kind, in every place of a request', () => {
  it('is the one in the docs, for every door', () => {
    expect([...TABLE.keys()]).toEqual(Object.keys(DOORS));
  });

  it.each(Object.entries(DOORS))('opens the door "%s" exactly where the docs say so', async (name, door) => {
    const app = await startApp({
      senderConstrained: 'optional',
      limits: false,
      forge: { appId: FORGE_APP },
      linkTokens: true,
    });
    const site = await app.installedSite('tenant-a');
    const stranger = await app.installedSite('tenant-b');
    const prover = await Prover.create(app);
    // The exchange brings the nonce for all proofs.
    await prover.signIn(site);
    const forge = createForge(app, site, stranger, await calculateJwkThumbprint(prover.jwk));
    const documented = TABLE.get(name) ?? [];
    expect(new Set(await findOpeners({ app, site, forge, prover }, door, documented))).toEqual(
      new Set(documented),
    );
  });
});
