import { html } from '../fixtures/model-app.ts';
import type { Fixture, VulnerableFixture } from '../fixtures/fixture.ts';

export const safe: Fixture = {
  parts: {
    page: () =>
      html(200, 'notes', { 'set-cookie': 'connect.sid=1; SameSite=None; Secure; Partitioned; HttpOnly' }),
  },
};

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: {
    page: () => html(200, 'notes', { 'set-cookie': 'connect.sid=1; SameSite=None; Secure; Partitioned' }),
  },
};
