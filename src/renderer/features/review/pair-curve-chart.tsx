import { useTranslation } from 'react-i18next';
import type { PairEvaluation } from '../../../contract/api/pairs.ts';
import { DetectionCurve } from '../../charts/detection-curve.tsx';
import { palette } from '../../charts/palette.ts';
import { formatCount } from '../../components/format.ts';

/** FRR against FAR over a list of pairs (probit axes), or the receiver operating characteristic. */
export function PairCurveChart({ result }: { result: PairEvaluation }) {
  const { t } = useTranslation('pairs');
  const { genuinePairs, impostorPairs, curve } = result;
  return (
    <DetectionCurve
      titles={{ det: t('evaluate.curve'), roc: t('evaluate.curveRoc') }}
      fileNames={{ det: 'pairs-det', roc: 'pairs-roc' }}
      summary={t('evaluate.summary', {
        genuine: formatCount(genuinePairs),
        impostor: formatCount(impostorPairs),
      })}
      formLabel={t('evaluate.form')}
      curve={curve}
      genuinePairs={genuinePairs}
      impostorPairs={impostorPairs}
      height={260}
      colour={palette.threshold}
    />
  );
}
