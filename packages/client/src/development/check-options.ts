import { ClientError } from '../errors.ts';
import type { ClientOptions } from '../options.ts';

const BASE = 'https://page.invalid/';

/** Throws one error that names every option that cannot be used. */
export function checkOptions({ mount, source, origins = [] }: ClientOptions): void {
  const problems = [
    ...(mount === undefined || isPlainAddress(mount)
      ? []
      : ['mount: give a path or an http address, without a query, such as /authbeat']),
    ...(source === undefined || typeof (source as Partial<typeof source>).obtain === 'function'
      ? []
      : ['source: give what bridge(), heartbeat(), ace(), springBoot(), custom() or firstOf() returns']),
    ...origins
      .filter((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin)
      .map(
        (origin) => `origins: ${JSON.stringify(origin)} is no origin; it looks like https://api.example.com`,
      ),
  ];
  if (problems.length > 0) throw new OptionsError(problems);
}

/** Options that cannot be used. `problems` has one sentence for each mistake. */
export class OptionsError extends ClientError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('options_invalid');
    this.message = `The client cannot be made: ${problems.join('; ')}.`;
    this.problems = problems;
  }
}

function isPlainAddress(address: string | URL): boolean {
  if (!URL.canParse(address, BASE)) return false;
  const { protocol, search, hash } = new URL(address, BASE);
  return protocol.startsWith('http') && search === '' && hash === '';
}
