import type { Channel, World } from '../world.ts';

/**
 * Opens the channel by which the app's frames of one tenant and account sign out together. Its name has all three
 * in it, because all sites of a host share one storage partition of the browser.
 */
export function openChannel(
  world: World,
  mount: string,
  subject: string | undefined,
  onSignOut: () => void,
): Channel | undefined {
  try {
    const channel = new world.BroadcastChannel(`${mount} ${subject}`);
    channel.addEventListener('message', onSignOut);
    return channel;
  } catch {
    // Missing or forbidden: each frame then learns of a sign-out by its next request.
    return undefined;
  }
}
