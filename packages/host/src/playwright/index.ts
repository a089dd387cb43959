export { HostPage } from './host-page.ts';
export { localHost } from './fixture.ts';
export type { LocalHostFixtures, LocalHostOptions, StartedApp } from './fixture.ts';
