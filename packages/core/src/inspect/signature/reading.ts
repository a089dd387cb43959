import type { Cause } from '../causes.ts';

/** What is known of a signature. */
export interface SignatureReading {
  /** `unchecked` where there is no secret or key to check it with. */
  readonly status: 'right' | 'wrong' | 'unchecked';
  /** One sentence. */
  readonly message: string;
  /** The name of the secret or the id of the key that made it. */
  readonly signedBy?: string;
}

/** A reading with its causes. */
export interface CheckedSignature {
  readonly reading: SignatureReading;
  readonly causes: readonly Cause[];
}

export function unchecked(message: string, causes: readonly Cause[] = []): CheckedSignature {
  return { reading: { status: 'unchecked', message }, causes };
}

/** @param causes at least one; the first one says what is wrong */
export function wrong(...causes: readonly [Cause, ...Cause[]]): CheckedSignature {
  return { reading: { status: 'wrong', message: causes[0].message }, causes };
}
