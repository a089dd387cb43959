// oxlint-disable-next-line eslint/no-restricted-imports
import type { DetailedHTMLProps, HTMLAttributes } from 'react';

/** The attributes of `<authbeat-reconnect>`: its texts. */
export interface ReconnectAttributes extends HTMLAttributes<HTMLElement> {
  /** Shown when host or server give no session. */
  readonly failed?: string;
  /** Shown when the user has signed out, or the session was revoked. */
  readonly signedout?: string;
  /** The label of the button. */
  readonly button?: string;
}

export type ReconnectProps = DetailedHTMLProps<ReconnectAttributes, HTMLElement>;

declare module 'react' {
  // Type checkers look for elements in this namespace.
  // oxlint-disable-next-line typescript/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'authbeat-reconnect': ReconnectProps;
    }
  }
}
