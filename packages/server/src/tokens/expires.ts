import { TokenError } from '@authbeat/core';

/** Does this check fail for nothing but the token's age? Every other failure is thrown on. */
export function expires(check: () => void): boolean {
  try {
    check();
    return false;
  } catch (error) {
    if (error instanceof TokenError && error.code === 'token_expired') return true;
    throw error;
  }
}
