import { expect, test } from 'vitest';
import { sentenceIn } from './sentences.ts';

test('numbers follow the language, and what is not known stays as it is', () => {
  expect(sentenceIn('de', 'insufficient data: 1,599 impostor pairs can show FAR >= 0.00063')).toBe(
    'Zu wenige Daten: 1.599 fremde Paare können eine FAR ab 0,00063 zeigen.',
  );
  expect(
    sentenceIn(
      'de',
      'FAR 0.012 (1,574 of 398,585), lower limit 0.01 (over classes, one-sided, 97.5 %): above 0.00125, the target FAR 0.001 with a tolerance of 0.25.',
    ),
  ).toBe(
    'FAR 0,012 (1.574 von 398.585), untere Grenze 0,01 (über Klassen, einseitig, 97,5 %): über 0,00125, das ist die angestrebte FAR 0,001 mit einem Spielraum von 0,25.',
  );
  expect(sentenceIn('de', 'A later version says this.')).toBe('A later version says this.');
  expect(sentenceIn('de', 'The class "36.5" is named by nobody.')).toContain('36.5');
  expect(sentenceIn('de', 'The dataset has no class "36.5".')).toBe(
    'Der Datensatz hat keine Klasse „36.5“.',
  );
});
