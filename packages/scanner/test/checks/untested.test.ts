import { describe, expect, it } from 'vitest';
import { scanFixture, scanFromOutside } from '../fixtures/fixture.ts';
import { STANDARD_PARTS, type AppParts } from '../fixtures/model-app.ts';
import type { Report } from '../../src/index.ts';
import type { Reply } from '../fixtures/serve.ts';

/** The checks that read the descriptor alone. */
const STATIC = ['branding'];

function passedChecks({ checks }: Report): readonly string[] {
  return checks.flatMap(({ id, findings }) => (findings.some(({ status }) => status === 'pass') ? [id] : []));
}

/** An app that serves its descriptor and does the same with every other request. */
function always(reply: Reply): Partial<AppParts> {
  const parts: Partial<AppParts> = {};
  for (const name of ['api', 'lifecycle', 'other', 'page', 'refuse', 'webhook'] as const)
    parts[name] = () => reply;
  return parts;
}

describe('a check passes nothing that it has not tested', () => {
  it('in an app that drops every connection', async () => {
    const report = await scanFromOutside({ parts: always('drop') }, { apis: ['/api/notes'] });
    expect(passedChecks(report)).toEqual(STATIC);
    expect(report.isIncomplete).toBe(true);
  });

  it.each([429, 503])('in an app that responds with %i to everything', async (status) => {
    const report = await scanFromOutside({ parts: always({ status }) }, { apis: ['/api/notes'] });
    expect(passedChecks(report)).toEqual(STATIC);
    expect(report.isIncomplete).toBe(true);
  });

  it('in an app that fails on every token that it does not accept', async () => {
    const parts: Partial<AppParts> = {
      refuse: (request, refusal) =>
        refusal === 'missing' ? STANDARD_PARTS.refuse(request, refusal) : { status: 500, body: 'Oops' },
    };
    const report = await scanFixture({ parts }, { apis: ['/api/notes'] });
    const wrong = new Set(['token-forgery', 'token-expiry', 'tenant-isolation', 'uninstall', 'late-panel']);
    const pages = report.checks.flatMap(({ id, findings }) =>
      findings.some(({ status, url }) => status === 'pass' && url.endsWith('/page')) ? [id] : [],
    );
    expect(pages.filter((id) => wrong.has(id))).toEqual([]);
  });
});
