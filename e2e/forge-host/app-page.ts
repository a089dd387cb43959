import * as forge from '@forge/bridge';

// What the tests call in the page of the app.
Object.assign(globalThis, { forge });
document.documentElement.dataset['ready'] = '';
