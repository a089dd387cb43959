/** For pages without a bundler: `npm run build` makes one script of it, which sets the global `authbeat`. */
export * from './index.ts';
export { cookie } from './sources/cookie.ts';
export { defineReconnect } from './element/index.ts';
