import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { complaintsOf, runCheck } from './run-check.ts';

const SERVER = fileURLToPath(new URL('./ace-app/server.ts', import.meta.url));
const COMMAND = [process.execPath, '--conditions=authbeat-source', SERVER];
const OPTIONS = ['--app-directory', dirname(SERVER), '--api', '/api/notes', '--timeout', '2'];
const EVERYWHERE = ['/api/notes', '/panel', '/settings', '/webhook'];
const PAGES = ['/panel', '/settings'];

describe('a plain app on atlassian-connect-express', () => {
  it('is found, from outside, to have the weaknesses of the library that show there, and no others', async () => {
    const { exitCode, report } = await runCheck(OPTIONS, COMMAND);
    expect(complaintsOf(report)).toEqual({
      // A forged installation with `aud: [5]` is never answered.
      'malformed-tokens': { outcome: 'fail', paths: ['/installed'] },
      // "token.split is not a function"
      'error-disclosure': { outcome: 'warning', paths: ['/panel'] },
      // "Could not find stored client data for <clientKey>"
      'token-disclosure': { outcome: 'warning', paths: EVERYWHERE },
    });
    expect(exitCode).toBe(1);
  });

  it('is found, from inside, to have all of its known weaknesses, and no others', async () => {
    const { exitCode, report } = await runCheck([...OPTIONS, '--install'], COMMAND);
    expect(report.depth).toBe('inside');
    expect(complaintsOf(report)).toEqual({
      // Of the library.
      'api-tokens': { outcome: 'fail', paths: ['/api/notes'] },
      'malformed-tokens': { outcome: 'fail', paths: ['/installed'] },
      'cache-control': { outcome: 'fail', paths: PAGES },
      'referrer-policy': { outcome: 'fail', paths: PAGES },
      'token-expiry': { outcome: 'warning', paths: EVERYWHERE },
      'tenant-isolation': { outcome: 'warning', paths: EVERYWHERE },
      'endless-session': { outcome: 'warning', paths: ['/api/notes'] },
      'late-panel': { outcome: 'warning', paths: PAGES },
      'secret-rotation': { outcome: 'warning', paths: PAGES },
      'framing-policy': { outcome: 'warning', paths: PAGES },
      'error-disclosure': { outcome: 'warning', paths: PAGES },
      'token-disclosure': { outcome: 'warning', paths: EVERYWHERE },
      'tenant-enumeration': { outcome: 'warning', paths: ['/panel', '/settings', '/webhook'] },
      // Of the app: its settings are shown to everybody.
      privilege: { outcome: 'fail', paths: ['/settings'] },
    });
    expect(exitCode).toBe(1);
  });
});
