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
      // A forged installation with `aud: [5]` never gets a response.
      'malformed-tokens': { status: 'fail', paths: ['/installed'] },
      // "token.split is not a function"
      'error-disclosure': { status: 'warning', paths: ['/panel'] },
      // "Could not find stored client data for <clientKey>"
      'token-disclosure': { status: 'warning', paths: EVERYWHERE },
    });
    expect(exitCode).toBe(1);
  });

  it('is found, from inside, to have all of its known weaknesses, and no others', async () => {
    const { exitCode, report } = await runCheck([...OPTIONS, '--install'], COMMAND);
    expect(report.depth).toBe('inside');
    expect(complaintsOf(report)).toEqual({
      // Of the library.
      'api-tokens': { status: 'fail', paths: ['/api/notes'] },
      'malformed-tokens': { status: 'fail', paths: ['/installed'] },
      'cache-control': { status: 'fail', paths: PAGES },
      'referrer-policy': { status: 'fail', paths: PAGES },
      // `checkValidToken()` asks for no `qsh`.
      'token-binding': { status: 'warning', paths: ['/api/notes'] },
      'token-expiry': { status: 'warning', paths: EVERYWHERE },
      'tenant-isolation': { status: 'warning', paths: EVERYWHERE },
      'endless-session': { status: 'warning', paths: ['/api/notes'] },
      'late-panel': { status: 'warning', paths: PAGES },
      'secret-rotation': { status: 'warning', paths: PAGES },
      'framing-policy': { status: 'warning', paths: PAGES },
      'error-disclosure': { status: 'warning', paths: PAGES },
      'token-disclosure': { status: 'warning', paths: EVERYWHERE },
      'tenant-enumeration': { status: 'warning', paths: ['/panel', '/settings', '/webhook'] },
      // Of the app: its settings are shown to everybody.
      privilege: { status: 'fail', paths: ['/settings'] },
    });
    expect(exitCode).toBe(1);
  });
});
