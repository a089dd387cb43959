import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { spreadOf, type Spread } from '../statistics.ts';
import { measureInstall, type Install } from './install.ts';

export interface StartUp {
  /** Absent before `npm run build`: what an app imports is the built package. */
  readonly importMs?: Spread;
  readonly firstRequestMs?: Spread;
  readonly installs: readonly Install[];
}

const PACKAGES = ['@authbeat/server', '@authbeat/client', 'authbeat'];

export async function measureStartUp(rounds: number): Promise<StartUp> {
  const installs = PACKAGES.map((name) => measureInstall(name));
  if (!existsSync(new URL('../../packages/server/dist/index.js', import.meta.url))) return { installs };
  const times = [];
  for (let round = 0; round < rounds; round += 1) times.push(await startOnce());
  return {
    importMs: spreadOf(times.map(({ importMs }) => importMs)),
    firstRequestMs: spreadOf(times.map(({ firstRequestMs }) => firstRequestMs)),
    installs,
  };
}

interface Times {
  readonly importMs: number;
  readonly firstRequestMs: number;
}

async function startOnce(): Promise<Times> {
  // Without the condition that picks the sources.
  const child = fork(new URL('first-request.ts', import.meta.url), { execArgv: [] });
  const [times] = (await once(child, 'message')) as [Times];
  child.disconnect();
  return times;
}
