import { readFileSync } from 'node:fs';
import { createAddon, type Request, type Response } from '../../ace/create-addon.ts';

/** A panel whose script calls the app's API with the token that the page came with, as the template of ACE has it. */
const { app, addon, listen } = createAddon();
const page = readFileSync(new URL('../foo.html', import.meta.url), 'utf8');

app.get('/foo.html', addon.authenticate(), (_: Request, response: Response) => {
  const { ALL_JS_URL = 'https://connect-cdn.atl-paas.net/all.js' } = process.env;
  response.send(
    page
      .replace('${atlassianConnectToken}', String(response.locals['token']))
      .replace('${atlassianConnectAllJsUrl}', ALL_JS_URL),
  );
});
// A page that others link to with the app's own token: "?jwt={{token}}" in ACE's documentation.
app.get('/links.html', addon.authenticate(), (_: Request, response: Response) => {
  const { ALL_JS_URL = 'https://connect-cdn.atl-paas.net/all.js' } = process.env;
  const link = `/details.html?item=7&jwt=${String(response.locals['token'])}`;
  response.send(
    `<!doctype html><title>Links</title><script src="${ALL_JS_URL}"></script><a href="${link}">Details</a>`,
  );
});
app.get('/details.html', addon.checkValidToken(), (request: Request, response: Response) => {
  const { userAccountId = 'anonymous' } = request.context;
  response.send(`<!doctype html><title>Details</title><p>Item 7 of ${userAccountId}</p>`);
});
app.get('/api/me', addon.checkValidToken(), (request: Request, response: Response) => {
  response.json({ account: request.context.userAccountId ?? 'anonymous' });
});

listen();
