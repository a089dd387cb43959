import { expectTypeOf, test } from 'vitest';
import type { ReconnectAttributes } from '../../src/react/index.ts';

test('the reconnect line is an element of JSX', () => {
  const line = (
    <authbeat-reconnect failed="No connection." signedout="Signed out." button="Reconnect" hidden />
  );
  expectTypeOf(line).not.toBeAny();
  expectTypeOf<ReconnectAttributes['button']>().toEqualTypeOf<string | undefined>();
});

test('its texts are strings', () => {
  // @ts-expect-error: a text is a string
  const line = <authbeat-reconnect button={1} />;
  expectTypeOf(line).not.toBeAny();
});
