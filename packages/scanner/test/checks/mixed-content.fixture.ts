import { html } from '../fixtures/model-app.ts';
import type { Fixture, VulnerableFixture } from '../fixtures/fixture.ts';

export const safe: Fixture = {
  parts: { page: () => html(200, '<script src="https://cdn.example.com/notes.js"></script>') },
};

export const vulnerable: VulnerableFixture = {
  status: 'fail',
  parts: { page: () => html(200, '<script src="http://cdn.example.com/notes.js"></script>') },
};
