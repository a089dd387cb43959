import { InstallationError } from '@authbeat/host';
import { expect, it } from 'vitest';
import { explainFailure } from '../../src/dev/explain-failure.ts';

function explain(status: number, response: string) {
  const message = `The app "my-app" responded to "installed" with ${status}.`;
  return explainFailure(
    new InstallationError('app_refused', message, { event: 'installed', status, response }),
  );
}

it('leads to what an app on Authbeat says itself, not to the key server', () => {
  const body = '{"code":"unavailable","docs":"https://authbeat.dev/refusals/unavailable/"}';
  for (const status of [401, 503]) {
    const { cause, needsTrust } = explain(status, body);
    expect(cause).toContain('The line of the app that begins with "[authbeat]" says why.');
    expect(needsTrust).toBe(false);
  }
});

it('names the whitelist of atlassian-connect-express, and how to set it', () => {
  const { cause, needsTrust } = explain(
    401,
    'Host at http://jira.localhost:4100 is not authorized to register as the host does not match the registration whitelist (*.atlassian.net).',
  );
  expect(cause).toContain('Set AC_HOST_WHITELIST=*.localhost in its environment.');
  expect(needsTrust).toBe(false);
});

it('names the key server where the app says nothing of its own', () => {
  expect(explain(401, 'Who are you?')).toMatchObject({
    cause: 'The app does not trust the key server of this host.',
    needsTrust: true,
  });
});

it('tells a descriptor with another address from an app that fails', () => {
  const causeOf = (...parts: ConstructorParameters<typeof InstallationError>) =>
    explainFailure(new InstallationError(...parts)).cause;
  expect(causeOf('app_refused', 'No descriptor.', { status: 404 })).toContain('has another address');
  expect(causeOf('app_refused', 'No descriptor.', { status: 500 })).toBe('The app failed: its log says why.');
  expect(causeOf('descriptor_unreadable', 'Not JSON.', { response: 'Welcome' })).toContain(
    'Give the URL or the file of the descriptor',
  );
});
