import { createAddon, type Response } from '../../ace/create-addon.ts';

/** A plain app whose mistakes are the library's own. */
const { app, addon, listen } = createAddon();

app.get('/panel', addon.authenticate(), (_: unknown, response: Response) => {
  response.send('<!doctype html><title>Panel</title><h1>Notes of this issue</h1>');
});
app.get('/settings', addon.authenticate(), (_: unknown, response: Response) => {
  response.send('<!doctype html><title>Settings</title><h1>Settings of this site</h1>');
});
app.get('/api/notes', addon.checkValidToken(), (_: unknown, response: Response) => {
  response.json(['a note']);
});

listen();
