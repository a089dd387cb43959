import type { Framework } from './app.ts';

/** The name of the adapter of each framework, and its entry of `@authbeat/server`. */
const ADAPTERS: Readonly<Record<Framework, readonly [name: string, entry: string]>> = {
  express: ['toExpress', 'express'],
  fastify: ['toFastify', 'fastify'],
  hono: ['toHono', 'hono'],
  next: ['toFetch', 'fetch'],
};

/** How an app mounts the endpoints, by the name of its variable. */
export const MOUNTING: Readonly<Record<Exclude<Framework, 'next'>, (app: string) => string>> = {
  express: (app) => `${app}.use(endpoints());`,
  fastify: (app) => `${app}.addHook('onRequest', endpoints());`,
  hono: (app) => `${app}.use(endpoints());`,
};

/** What the options of an app are made of. All of it is plain text, which no string in source text can end with. */
export interface Facts {
  readonly appKey: string;
  readonly baseUrl: string;
  /** Paths of lifecycle calls that sites know already, by the name of the call. */
  readonly lifecyclePaths: Readonly<Record<string, string>>;
}

/** The file with the options of Authbeat. */
export function optionsFile(framework: Framework, { appKey, baseUrl, lifecyclePaths }: Facts): string {
  const [adapter, entry] = ADAPTERS[framework];
  const options = `{
  appKey: '${appKey}',
  baseUrl: '${baseUrl}',
  // A random text, which \`openssl rand -base64 48\` prints. Keep it out of the repository.
  sessionKeys: [process.env['SESSION_KEY']],
  store: sqliteStore('authbeat.db'),${lifecycleOption(lifecyclePaths)}
  // Under \`authbeat dev\`: the local host in the place of Atlassian's.
  ...fromEnvironment(),
}`;
  const imports = `import { createAuthbeat, fromEnvironment } from '@authbeat/server';
import { ${adapter} } from '@authbeat/server/${entry}';
import { sqliteStore } from '@authbeat/server/sqlite';
`;
  if (framework !== 'next')
    return `${imports}
export const authbeat = createAuthbeat(${options});

export const { endpoints, page, api, webhook, shell } = ${adapter}(authbeat);
`;
  return `${imports}
/** One instance, made on first use: a build needs no keys, and a reload in development makes no second one. */
export function getAuthbeat() {
  globalThis.authbeat ??= createAuthbeat(${options.replaceAll('\n', '\n  ')});
  return toFetch(globalThis.authbeat);
}
`;
}

function lifecycleOption(paths: Facts['lifecyclePaths']): string {
  const fields = Object.entries(paths).map(([event, path]) => `${event}: '${path}'`);
  if (fields.length === 0) return '';
  return `
  // Sites keep the descriptor that they have installed, and call the paths in it.
  lifecyclePaths: { ${fields.join(', ')} },`;
}

/** The declaration of the instance, for TypeScript. */
export const NEXT_GLOBAL = `
declare global {
  var authbeat: import('@authbeat/server').Authbeat | undefined;
}
`;

/** The route of the endpoints in Next.js. */
export function nextRoute(library: string, isTypeScript: boolean): string {
  const types = isTypeScript ? [': Request', ': Promise<Response>'] : ['', ''];
  return `import { getAuthbeat } from '${library}';

async function handle(request${types[0]})${types[1]} {
  return (await getAuthbeat().endpoints()(request)) ?? new Response(null, { status: 404 });
}
export { handle as DELETE, handle as GET, handle as POST };
`;
}
