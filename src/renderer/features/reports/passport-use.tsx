import { Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import type { PassportCheck } from '../../../contract/api/decisions.ts';
import type { Passport } from '../../../contract/passport.ts';
import { useSentences } from '../../app/words/use-sentences.ts';
import { engine } from '../../api/client.ts';
import { Facts } from '../../components/facts.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { PathField } from '../../components/path-field.tsx';
import { Verdict } from '../../components/verdict.tsx';
import { GatePanel } from './gate-panel.tsx';
import { useJobInAddress } from './job-in-address.ts';
import { PassportDecision, PassportProvenance, PassportRatesPanel } from './passport-view.tsx';
import { Section } from './section.tsx';

/** A path is looked up once a person has paused in typing it, in milliseconds. */
const typingPause = 300;

/** What a passport says, whether it belongs to a model and to a key, and the gate with both. */
export function PassportUse({ file, passport }: { file: string; passport: Passport }) {
  const { t } = useTranslation('passport');
  const { data: models, error } = useQuery(engine.models.list.queryOptions());
  const [, navigate] = useLocation();
  const search = new URLSearchParams(useSearch());
  const [key, setKey] = useState('');
  const [typedKey] = useDebouncedValue(key.trim(), typingPause);
  const [gate, setGateId] = useJobInAddress('gate');
  const modelSha256 =
    search.get('model') ??
    models?.find(({ sha256 }) => sha256 === passport.model.sha256)?.sha256 ??
    null;
  const publicKey = typedKey === '' ? null : typedKey;
  return (
    <div className="reports-columns">
      <PassportRatesPanel passport={passport} />
      <div className="reports-column">
        <Section title={t('fit.title')}>
          {error !== null && <FailureNotice error={error} />}
          {models?.length === 0 && <Text size="sm">{t('fit.noModels')}</Text>}
          {models !== undefined && models.length > 0 && (
            <Select
              label={t('fit.model')}
              placeholder={t('fit.choose')}
              value={modelSha256}
              onChange={(value) => {
                // What the gate found with another model must not stand beside this one.
                search.delete('gate');
                search.set('model', value ?? '');
                navigate(`/passport?${search.toString()}`, { replace: true });
              }}
              data={models.map(({ sha256, name }) => ({
                value: sha256,
                label: `${name} (${sha256.slice(0, 8)})`,
              }))}
            />
          )}
          <PathField
            label={t('fit.key')}
            description={t('fit.keyHint')}
            extensions={['pem', 'pub']}
            value={key}
            onChange={(path) => {
              setKey(path);
              setGateId(null);
            }}
          />
          <Check file={file} publicKey={publicKey} modelSha256={modelSha256} />
        </Section>
        <PassportDecision passport={passport} />
        <PassportProvenance passport={passport} />
      </div>
      <GatePanel
        file={file}
        publicKey={publicKey}
        modelSha256={modelSha256}
        job={gate}
        onJob={setGateId}
      />
    </div>
  );
}

function Check(use: { file: string; publicKey: string | null; modelSha256: string | null }) {
  const { publicKey, modelSha256 } = use;
  const { data, error } = useQuery({
    ...engine.decisions.checkPassport.queryOptions({ input: use }),
    enabled: publicKey !== null || modelSha256 !== null,
    staleTime: 0,
  });
  if (error !== null) return <FailureNotice error={error} />;
  return data === undefined ? null : <Findings check={data} />;
}

function Findings({ check: { mismatches, signature } }: { check: PassportCheck }) {
  const { t } = useTranslation('passport');
  const said = useSentences();
  return (
    <div role="status" className="reports-findings">
      {mismatches !== null && (
        <Verdict
          tone={mismatches.length === 0 ? 'better' : 'worse'}
          title={t(mismatches.length === 0 ? 'fit.right' : 'fit.wrong')}
          text={t(mismatches.length === 0 ? 'fit.rightText' : 'fit.wrongText')}
        >
          {mismatches.length > 0 && (
            <Facts
              facts={mismatches.map(
                ({ field, sentence }) => [t(`fit.field.${field}`), said(sentence)] as const,
              )}
            />
          )}
        </Verdict>
      )}
      {signature !== null && (
        <Verdict
          tone={signature.right ? 'better' : 'worse'}
          title={t(signature.right ? 'fit.keyRight' : 'fit.keyWrong')}
          text={signature.sentence === null ? t('signed') : said(signature.sentence)}
        />
      )}
    </div>
  );
}
