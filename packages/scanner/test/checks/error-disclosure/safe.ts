export { MODEL_APP as safe } from '../../fixtures/fixture.ts';
