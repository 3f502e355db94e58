import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOutByClass } from '../../core/scores/class-layout.ts';
import { dealIntoGroups, groupBlocks } from './survey-groups.ts';

const groupCount = 8;

test('deals every image once, each class and each group evenly', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 120 }), (labels) => {
      const layout = layOutByClass(labels, 6);
      // One dimension that tells the image's position.
      const embeddings = Float32Array.from(labels.keys());
      const dealt = dealIntoGroups(embeddings, 1, layout);
      const { order, classOf, classStart, classes } = dealt.layout;

      expect([...order].sort((a, b) => a - b)).toEqual([...labels.keys()]);
      expect([...dealt.embeddings]).toEqual([...order]);

      const groupOf = Array.from(dealt.groupEnd, (end) => end);
      const ends = [...new Set(groupOf)];
      for (let c = 0; c < 6; c++) {
        const inGroups = ends.map(
          (end) =>
            groupOf.filter((other, at) => other === end && layout.classOf[order[at]!] === c).length,
        );
        if (ends.length < groupCount) inGroups.push(0);
        expect(Math.max(...inGroups) - Math.min(...inGroups)).toBeLessThanOrEqual(1);
      }

      let impostorPairs = 0;
      let genuinePairs = 0;
      for (let i = 0; i < labels.length; i++) {
        for (let j = i + 1; j < dealt.groupEnd[i]!; j++) {
          const same = layout.classOf[order[i]!] === layout.classOf[order[j]!];
          expect(classOf[i] === classOf[j]).toBe(same);
          if (same) genuinePairs++;
          else impostorPairs++;
        }
      }
      expect(dealt).toMatchObject({ impostorPairs, genuinePairs });
      expect(classStart[classes]).toBe(labels.length);

      // The blocks hold the pairs within groups, each once.
      let inBlocks = 0;
      for (const { row, rows, columnsEnd } of groupBlocks(dealt)) {
        for (let i = row; i < row + rows; i++) {
          expect(dealt.groupEnd[i]).toBe(columnsEnd);
          inBlocks += columnsEnd - i - 1;
        }
      }
      expect(inBlocks).toBe(impostorPairs + genuinePairs);
    }),
    { numRuns: 50 },
  );
});
