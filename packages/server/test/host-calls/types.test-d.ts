import { describe, expectTypeOf, it } from 'vitest';
import { trustAccountId, type AccountId, type HostApi, type Principal } from '../../src/index.ts';

describe('the account of a call as a user', () => {
  it('is that of a principal, and no text of a request', () => {
    type Account = Parameters<HostApi['asUser']>[0];
    expectTypeOf<NonNullable<Principal['accountId']>>().toExtend<Account>();
    expectTypeOf<string>().not.toExtend<Account>();
    expectTypeOf<unknown>().not.toExtend<Account>();
    // An anonymous user has none.
    expectTypeOf<Principal['accountId']>().not.toExtend<Account>();
    expectTypeOf(trustAccountId).returns.toEqualTypeOf<AccountId>();
  });

  it('is text for everything else', () => {
    expectTypeOf<AccountId>().toExtend<string>();
  });
});

describe('the fetch of a host', () => {
  it('stands in for the global one', () => {
    expectTypeOf<HostApi['fetch']>().toExtend<typeof fetch>();
  });
});
