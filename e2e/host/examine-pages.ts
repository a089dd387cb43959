import { AxeBuilder } from '@axe-core/playwright';
import type { HostVisit } from './host-visit.ts';

/**
 * Opens pages on a narrow screen, in light and dark. Returns what axe finds, and which pages are wider than the screen.
 * The frames belong to apps.
 */
export async function examinePages({ host, page }: HostVisit, paths: readonly string[]): Promise<string[]> {
  const problems: string[] = [];
  await page.setViewportSize({ width: 390, height: 800 });
  for (const path of paths) {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(host.hostBaseUrl + path);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Not into frames: those without scripts would never respond.
      const axe = new AxeBuilder({ page }).setLegacyMode().exclude('iframe');
      const { violations } = await axe.analyze();
      problems.push(
        ...violations.map(
          ({ id, nodes }) => `${path}, ${colorScheme}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`,
        ),
      );
    }
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (overflow > 0) problems.push(`${path}: ${overflow} px wider than the screen`);
  }
  return problems;
}
