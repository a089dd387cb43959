import type { EntryPoint, EntryPointRole } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';
import { notApplicable, type Finding } from './finding.ts';
import type { CheckContext } from './context.ts';

/** Judges every entry point of some roles, and says so where there is none. */
export async function judgeEntryPoints(
  context: CheckContext,
  roles: readonly EntryPointRole[],
  judge: (entryPoint: EntryPoint) => Promise<Finding>,
): Promise<readonly Finding[]> {
  return judgeEach(context, entryPointsOf(context.surface, ...roles), judge);
}

/** The same for entryPoints that a check has chosen. */
export async function judgeEach(
  { surface }: CheckContext,
  entryPoints: readonly EntryPoint[],
  judge: (entryPoint: EntryPoint) => Promise<Finding>,
): Promise<readonly Finding[]> {
  return entryPoints.length === 0
    ? [notApplicable(surface.declaredAt, 'The descriptor declares nothing that it could be tested on.')]
    : Promise.all(entryPoints.map(judge));
}
