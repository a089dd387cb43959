import { expect, it } from 'vitest';
import { LONGEST, sortLongestFirst } from '../longest-first.ts';
import { listFiles } from '../repository.ts';

it('names long tests that exist', () => {
  expect(listFiles('*.long.test.ts')).toEqual(expect.arrayContaining([...LONGEST]));
});

it('begins with those that take longest, and keeps the order of the others', () => {
  const files = ['e2e/one.test.ts', LONGEST[1], 'e2e/another.test.ts', LONGEST[0]].map((path) => ({
    moduleId: `/repository/${path}`,
  }));
  expect(sortLongestFirst(files)).toEqual([files[3], files[1], files[0], files[2]]);
});
