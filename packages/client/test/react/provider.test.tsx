// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act, StrictMode, Suspense, use } from 'react';
import type { ReactNode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import useSWR from 'swr';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Client } from '../../src/client.ts';
import { AuthbeatProvider, useAuthbeat, useAuthbeatFetch, useSession } from '../../src/react/index.ts';
import { ORIGIN } from '../harness/frame.ts';
import { simulatePage } from '../harness/simulated-page.ts';
import type { SimulatedPage } from '../harness/simulated-page.ts';

let simulated: SimulatedPage;
let container: HTMLElement;
const ends: (() => void)[] = [];

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
  simulated = simulatePage();
  container = document.createElement('main');
});

afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function render(page: ReactNode): Promise<void> {
  const root = createRoot(container);
  ends.push(() => act(() => root.unmount()));
  await act(async () => root.render(<StrictMode>{page}</StrictMode>));
}

const later = async (milliseconds: number): Promise<void> => act(async () => simulated.advance(milliseconds));

/** Libraries have timers of their own, besides those of the time line. */
const untilShown = async (text: string): Promise<void> =>
  vi.waitFor(
    async () => {
      await later(100);
      expect(container.textContent).toBe(text);
    },
    { timeout: 30_000, interval: 10 },
  );

const rendered = vi.fn<() => void>();

function Status() {
  rendered();
  return <p>{useSession().status}</p>;
}

const Page = ({ client }: { readonly client: Client }) => (
  <AuthbeatProvider client={client}>
    <Status />
  </AuthbeatProvider>
);

test('shows how the session is doing, in strict mode, with one exchange', async () => {
  await render(<Page client={simulated.client} />);
  expect(container.textContent).toBe('starting');
  await later(1_000);
  expect(container.textContent).toBe('active');
  await act(async () => {
    await Promise.all([simulated.client.signOut(), simulated.advance(1_000)]);
  });
  expect(container.textContent).toBe('signedout');
  expect(simulated.backend.count('exchange')).toBe(1);
});

test('renders no more for renewals, and leaves no listener behind', async () => {
  await render(<Page client={simulated.client} />);
  await later(1_000);
  const before = rendered.mock.calls.length;
  await later(3 * 3_600_000);
  expect(simulated.backend.count('exchange')).toBeGreaterThan(10);
  expect(rendered).toHaveBeenCalledTimes(before);
});

test('is rendered on a server without a request, and the browser finds the same', async () => {
  const server = simulatePage();
  server.client.dispose();
  Object.defineProperty(server.frame, 'document', { value: undefined });
  const html = renderToString(<Page client={server.create()} />);
  expect(html).toBe('<p>starting</p>');
  await server.advance(60_000);
  expect(server.backend.arrivals).toEqual([]);

  container.innerHTML = html;
  const mistakes: unknown[] = [];
  const page = <Page client={simulated.client} />;
  await simulated.advance(1_000);
  await act(async () => {
    const root = hydrateRoot(container, page, { onRecoverableError: (error) => mistakes.push(error) });
    ends.push(() => act(() => root.unmount()));
  });
  expect(container.textContent).toBe('active');
  expect(mistakes).toEqual([]);
});

test('can wait for the session in Suspense', async () => {
  const Content = () => {
    use(useAuthbeat().ready);
    return <p>content</p>;
  };
  await render(
    <AuthbeatProvider client={simulated.client}>
      <Suspense fallback={<p>waiting</p>}>
        <Content />
      </Suspense>
    </AuthbeatProvider>,
  );
  expect(container.textContent).toBe('waiting');
  await untilShown('content');
  expect(simulated.backend.count('exchange')).toBe(1);
});

test('gives the same fetch in every render', async () => {
  const seen = new Set<unknown>();
  const Watch = () => {
    seen.add(useAuthbeatFetch());
    return <p>{useSession().status}</p>;
  };
  await render(
    <AuthbeatProvider client={simulated.client}>
      <Watch />
    </AuthbeatProvider>,
  );
  await later(1_000);
  expect(seen.size).toBe(1);
});

test('TanStack Query works with it as it is', async () => {
  const Items = () => {
    const fetch = useAuthbeatFetch();
    const { data } = useQuery({
      queryKey: ['items'],
      queryFn: async ({ signal }) => {
        const response = await fetch(`${ORIGIN}/api/items`, { signal });
        return (await response.json()) as { token: string };
      },
    });
    return <p>{data?.token ?? 'loading'}</p>;
  };
  await render(
    <QueryClientProvider client={new QueryClient()}>
      <AuthbeatProvider client={simulated.client}>
        <Items />
      </AuthbeatProvider>
    </QueryClientProvider>,
  );
  expect(container.textContent).toBe('loading');
  await untilShown('session-1');
  expect(simulated.backend.count('exchange')).toBe(1);
});

test('SWR works with it as it is', async () => {
  const Items = () => {
    const fetch = useAuthbeatFetch();
    const { data } = useSWR(`${ORIGIN}/api/items`, async (url: string) => {
      const response = await fetch(url);
      return (await response.json()) as { token: string };
    });
    return <p>{data?.token ?? 'loading'}</p>;
  };
  await render(
    <AuthbeatProvider client={simulated.client}>
      <Items />
    </AuthbeatProvider>,
  );
  await untilShown('session-1');
  expect(simulated.backend.count('exchange')).toBe(1);
});

test('a hook without its provider says so', () => {
  expect(() => renderToString(<Status />)).toThrow('provider_missing');
});
