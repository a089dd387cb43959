import { configureGlobal } from 'fast-check';

/**
 * Property tests make the same values in every run, so that a change passes or fails by itself. Others are made by
 * `AUTHBEAT_SEED=$RANDOM npm test`.
 */
configureGlobal({ seed: Number(process.env['AUTHBEAT_SEED'] ?? 1) });
