import { fileURLToPath } from 'node:url';
import { build, defaultClientConditions, type InlineConfig } from 'vite';

const EXAMPLE = fileURLToPath(new URL('../../examples/issue-panel', import.meta.url));
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/authbeat-e2e', import.meta.url));
const COOKIE_CLIENT = fileURLToPath(new URL('../fixtures/cookie-client.ts', import.meta.url));
const DPOP_CLIENT = fileURLToPath(new URL('../fixtures/dpop-client.ts', import.meta.url));
const NEVER_RENEWING_CLIENT = fileURLToPath(new URL('../fixtures/never-renewing-client.ts', import.meta.url));
const BEATING_CLIENT = fileURLToPath(new URL('../fixtures/beating-client.ts', import.meta.url));

/** The example's pages, as its users would build them. */
export const PAGES = `${CACHE}/pages`;
/** The same pages with a client that gets one session and never another. */
export const NEVER_RENEWING_PAGES = `${CACHE}/never-renewing-pages`;
/** The same pages with a client whose session is in a cookie. */
export const COOKIE_PAGES = `${CACHE}/cookie-pages`;

/** The same pages with a client whose session is bound to a key of the frame. */
export const DPOP_PAGES = `${CACHE}/dpop-pages`;

/** The same pages as Custom UI of Forge. The app's address is to be put in place of that in the manifest. */
export const FORGE_PAGES = `${CACHE}/forge-pages`;
/** The app's address in the example's manifest. */
export const MANIFEST_BASE_URL = 'https://issue-panel.example.com';

/** Builds them all from source. */
export async function buildPages(): Promise<void> {
  await buildConfigured(configure(PAGES));
  await buildConfigured(configure(NEVER_RENEWING_PAGES, { '@authbeat/client': NEVER_RENEWING_CLIENT }));
  await buildConfigured(configure(DPOP_PAGES, { '@authbeat/client': DPOP_CLIENT }));
  await buildConfigured(configure(COOKIE_PAGES, { '@authbeat/client': COOKIE_CLIENT }));
  await buildConfigured({
    ...configure(FORGE_PAGES),
    mode: 'forge',
    define: { 'import.meta.env.VITE_APP_URL': JSON.stringify(MANIFEST_BASE_URL) },
  });
}

/** Pages that keep a session in different ways, in folders of their own. */
export interface ComparedPages {
  readonly authbeat: string;
  /** With a client that sends a heartbeat every 30 seconds. */
  readonly heartbeat: string;
}

/** Builds pages to compare. */
export async function buildComparedPages(): Promise<ComparedPages> {
  const pages = { authbeat: `${CACHE}/compared-pages`, heartbeat: `${CACHE}/beating-pages` };
  await buildConfigured(configure(pages.authbeat));
  await buildConfigured(configure(pages.heartbeat, { '@authbeat/client': BEATING_CLIENT }));
  return pages;
}

async function buildConfigured(config: InlineConfig): Promise<void> {
  const { NODE_ENV } = process.env;
  await build(config);
  // Vite leaves "production" behind, which the local host refuses to run with.
  if (NODE_ENV === undefined) delete process.env['NODE_ENV'];
  else process.env['NODE_ENV'] = NODE_ENV;
}

function configure(outDir: string, alias: Record<string, string> = {}): InlineConfig {
  const exactly = Object.entries(alias).map(([name, replacement]) => ({
    find: new RegExp(`^${name}$`),
    replacement,
  }));
  return {
    root: EXAMPLE,
    logLevel: 'error',
    resolve: { conditions: ['authbeat-source', ...defaultClientConditions], alias: exactly },
    build: { outDir, emptyOutDir: true },
  };
}
