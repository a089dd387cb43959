import { EventEmitter, once } from 'node:events';
import type { Authbeat } from '../../authbeat.ts';
import type { AuthbeatRequest, RequestBody } from '../../request.ts';
import type { Admission, Guard } from '../../verdict.ts';

/** The requests that an adapter passes to Authbeat. */
export interface ObservedRequests {
  /** The URLs so far, each of them once. */
  readonly urls: readonly string[];
  /** How the next body ends that Authbeat reads. */
  readonly nextBody: () => Promise<RequestBody['state']>;
  /** The same Authbeat, with its requests observed. */
  readonly observe: (authbeat: Authbeat) => Authbeat;
}

/** @param patience how long to wait for a body, in seconds */
export function observeRequests(patience: number): ObservedRequests {
  const urls: string[] = [];
  const bodies = new EventEmitter();
  const observed = (request: AuthbeatRequest): AuthbeatRequest => ({
    method: request.method,
    get url() {
      const { url } = request;
      if (!urls.includes(url)) urls.push(url);
      return url;
    },
    get address() {
      return request.address;
    },
    header: (name) => request.header(name),
    async body(limit) {
      const body = await request.body(limit);
      bodies.emit('read', body.state);
      return body;
    },
  });
  const observing =
    <Admitted extends Admission>(guard: Guard<Admitted>): Guard<Admitted> =>
    async (request) =>
      guard(observed(request));
  return {
    urls,
    async nextBody() {
      const signal = AbortSignal.timeout(patience * 1000);
      const [state] = (await once(bodies, 'read', { signal })) as [RequestBody['state']];
      return state;
    },
    observe: (authbeat) => ({
      ...authbeat,
      handle: async (request) => authbeat.handle(observed(request)),
      page: () => observing(authbeat.page()),
      api: (options) => observing(authbeat.api(options)),
      webhook: () => observing(authbeat.webhook()),
      shell: (options) => observing(authbeat.shell(options)),
    }),
  };
}
