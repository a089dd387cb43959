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
app.get('/api/me', addon.checkValidToken(), (request: Request, response: Response) => {
  response.json({ account: request.context.userAccountId ?? 'anonymous' });
});

listen();
