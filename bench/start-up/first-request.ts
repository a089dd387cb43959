/** Imports the server as an app does, and sends how long that and its first request have taken, in milliseconds. */
const start = performance.now();
const { createAuthbeat } = await import('@authbeat/server');
const { sqliteStore } = await import('@authbeat/server/sqlite');
const { toFetch } = await import('@authbeat/server/fetch');
const imported = performance.now();
const authbeat = createAuthbeat({
  appKey: 'bench',
  baseUrl: 'https://app.example.com',
  sessionKeys: ['a session key of the bench, which is long enough'],
  store: sqliteStore(':memory:'),
});
const respond = toFetch(authbeat).api()(() => new Response());
const { status } = await respond(new Request('https://app.example.com/api/me'));
if (status !== 401) throw new Error(`The first request got ${status}.`);
process.send?.({ importMs: imported - start, firstRequestMs: performance.now() - imported });
await authbeat.close();
