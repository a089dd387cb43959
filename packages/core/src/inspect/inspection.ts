import type { BindingReading } from './binding/explain.ts';
import type { Cause } from './causes.ts';
import type { DoorReading } from './doors.ts';
import type { InputForm, Place } from './input/request.ts';
import type { SignatureReading } from './signature/reading.ts';
import type { NamedValue } from './token/claims.ts';
import type { KindDecision } from './token/kind.ts';

/** Everything that the inspector found out. Plain data: JSON keeps all of it. It holds no secret. */
export interface Inspection {
  /** What the input was taken for. */
  readonly form: InputForm;
  /** When the tokens were looked at, in seconds since the epoch. */
  readonly at: number;
  /** One for each token of the input, in its order. */
  readonly tokens: readonly TokenInspection[];
  /** What is wrong with the input as a whole: it holds no token, say. */
  readonly causes: readonly Cause[];
}

/** One token, and the request that it stands in. */
export interface TokenInspection {
  /** Shortened, unless `showTokens` is set. */
  readonly token: string;
  readonly place: Place;
  /** The parameter or header that it stands in; absent for a bare token. */
  readonly name?: string;
  /** The request as the app received it; absent where there is none. Tokens are left out of the URL. */
  readonly request?: { readonly method: string; readonly url: string; readonly baseUrl: string };
  readonly kind: KindDecision;
  /** Empty where it cannot be read. */
  readonly header: readonly NamedValue[];
  /** Empty where they cannot be read. */
  readonly claims: readonly NamedValue[];
  readonly signature: SignatureReading;
  /** Absent for kinds that are bound to no request. */
  readonly binding?: BindingReading;
  /** Which doors accept it. Empty for what is no JWT. */
  readonly doors: readonly DoorReading[];
  /** What is wrong, the most telling first. */
  readonly causes: readonly Cause[];
}
