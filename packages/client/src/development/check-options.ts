import { ClientError } from '../errors.ts';
import type { ClientOptions } from '../options.ts';

const BASE = 'https://page.invalid/';

/** Throws one error that names every option that cannot be used. */
export function checkOptions({ baseUrl, mount, source, origins = [] }: ClientOptions): void {
  const problems = [
    ...(baseUrl === undefined || (URL.canParse(baseUrl) && isPlainAddress(baseUrl))
      ? []
      : ['baseUrl: give the address of the app in full, such as https://app.example.com, without a query']),
    ...(mount === undefined || isPlainAddress(mount)
      ? []
      : ['mount: give a path such as /authbeat, or an address in full, without a query']),
    ...(source === undefined || typeof (source as Partial<typeof source>).obtain === 'function'
      ? []
      : [
          'source: give what a function such as bridge(), forge(), heartbeat(), custom() or firstOf() returns',
        ]),
    ...origins
      .filter((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin)
      .map((origin) => `origins: ${JSON.stringify(origin)} is not an origin such as https://api.example.com`),
  ];
  if (problems.length > 0) throw new OptionsError(problems);
}

/** Options that cannot be used. `problems` has one sentence for each mistake. */
export class OptionsError extends ClientError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('options_invalid');
    this.message = `The options of createClient() are not valid: ${problems.join('; ')}.`;
    this.problems = problems;
  }
}

function isPlainAddress(address: string | URL): boolean {
  // An address that leaves out the scheme is another origin that looks like a path.
  if (!URL.canParse(address, BASE) || /^[/\\]{2}/.test(String(address))) return false;
  const { protocol, search, hash } = new URL(address, BASE);
  return protocol.startsWith('http') && search === '' && hash === '';
}
