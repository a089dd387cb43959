import { expectTypeOf, test } from 'vitest';
import {
  ace,
  bridge,
  createClient,
  custom,
  firstOf,
  forge,
  heartbeat,
  hosted,
  relayed,
  springBoot,
} from '../src/index.ts';
import type {
  Client,
  ClientError,
  ClientErrorCode,
  ClientOptions,
  Snapshot,
  Source,
  Status,
} from '../src/index.ts';

test('every option may be left out', () => {
  expectTypeOf(createClient).parameters.toEqualTypeOf<[options?: ClientOptions | undefined]>();
  expectTypeOf(createClient).toBeCallableWith({});
  expectTypeOf(createClient).returns.toEqualTypeOf<Client>();
});

test('fetch is the global fetch', () => {
  expectTypeOf<Client['fetch']>().toEqualTypeOf<
    (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>
  >();
  expectTypeOf<Client['fetch']>().toExtend<typeof globalThis.fetch>();
});

test('states and errors can be switched on', () => {
  expectTypeOf<Snapshot['status']>().toEqualTypeOf<Status>();
  expectTypeOf<Status>().toEqualTypeOf<'starting' | 'active' | 'paused' | 'failed' | 'signedout'>();
  expectTypeOf<ClientError['code']>().toEqualTypeOf<ClientErrorCode>();
  expectTypeOf<Client['on']>().parameter(0).toEqualTypeOf<Status | 'changed' | 'renewed'>();
  expectTypeOf<Client['on']>().parameter(1).toEqualTypeOf<(state: Snapshot) => void>();
});

test('there is no token to hold on to', () => {
  expectTypeOf<Client>().not.toHaveProperty('token');
  expectTypeOf<Snapshot>().not.toHaveProperty('token');
  expectTypeOf<Client['ready']>().toEqualTypeOf<Promise<void>>();
});

test('every source is one', () => {
  for (const source of [ace, bridge, custom, firstOf, forge, heartbeat, hosted, relayed, springBoot]) {
    expectTypeOf(source).returns.toEqualTypeOf<Source>();
  }
  expectTypeOf(ace).parameter(0).toHaveProperty('url');
  // @ts-expect-error ace() cannot guess a route that is guarded
  expectTypeOf(ace).toBeCallableWith({});
});
