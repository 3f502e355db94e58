import { userInfo } from 'node:os';
import { Option } from 'commander';
import { IsolineError } from '../core/errors.ts';
import type { Proposal, ReviewBandProposal } from '../contract/decision.ts';
import type { Policy, Traffic } from '../contract/policy.ts';
import type { ChooseRequest } from '../engine/decisions/choose-threshold.ts';
import type { Engine } from '../engine/engine.ts';
import type { ReviewBandRequest } from '../engine/decisions/review-band.ts';
import type { CommandCall, IsolineCommand } from './command.ts';
import { printDay, printDecision, printReview } from './decision-text.ts';
import { exitCode } from './exit-code.ts';
import { followJob } from './follow-job.ts';
import { checkDifferentFiles, inputFile, resultFile } from './options.ts';
import { policyHelp, policyOption } from './policy-option.ts';
import { evaluationDescription } from './source-options.ts';
import { trafficOption } from './traffic-option.ts';

interface DecideOptions {
  policy: Policy;
  out: string;
  author: string;
  note: string;
  sign?: string;
  into?: string;
  perDay?: Traffic;
  review?: Policy;
}

/** Chooses a threshold by a policy and writes its passport. */
export const decide: IsolineCommand<DecideOptions> = {
  name: 'decide',
  summary: 'a threshold by a policy, with its passport',
  arguments: [
    {
      name: '<evaluation>',
      description: `${evaluationDescription}; its scores are in the workspace`,
    },
  ],
  options: [
    new Option(
      '--policy <policy>',
      'constraints and at most one objective, joined by commas: see below',
    )
      .makeOptionMandatory()
      .argParser(policyOption('--policy')),
    new Option('--out <file>', 'the passport, a JSON file')
      .makeOptionMandatory()
      .argParser(resultFile('--out')),
    new Option('--author <name>', 'who decides, for the passport').default(userName()),
    new Option('--note <text>', 'why, for the passport').default('', 'none'),
    new Option(
      '--sign <key>',
      'sign the passport with an Ed25519 private key, as PEM (openssl genpkey -algorithm ed25519 -out key.pem)',
    ).argParser(inputFile('--sign')),
    new Option(
      '--into <file>',
      'write a copy of the evaluated model that carries the passport; a new file',
    ).argParser(resultFile('--into')),
    new Option(
      '--per-day <traffic>',
      'say what a day of traffic comes to: COMPARISONS:CFA:CFR:PREVALENCE, comparisons of two images, costs of a false accept and of a false reject, share of genuine comparisons from 0 to 1',
    ).argParser(trafficOption),
    new Option(
      '--review <policy>',
      'say how many pairs a person looks at who gets those from the threshold of this policy up to the decided one; needs --per-day',
    ).argParser(policyOption('--review')),
  ],
  details: policyHelp,
  examples: [
    'isoline decide result.json --policy far=1e-3,worst-class-far=1e-2 --out passport.json',
    'isoline decide result.json --policy cost=10:1:0.01 --out passport.json --sign key.pem',
    'isoline decide result.json --policy far=1e-3,eer --out passport.json --into stamped.onnx',
    'isoline decide result.json --policy threshold=0.62 --out passport.json',
    'isoline decide result.json --policy far=1e-4 --review far=1e-2 --per-day 50000:10:1:0.01 --out passport.json',
  ],
  async run(call: CommandCall<DecideOptions>) {
    const { options, results } = call;
    const { perDay, review } = options;
    if (review !== undefined && perDay === undefined) throw withoutTraffic();
    const evaluationFile = inputFile('The evaluation')(call.arguments[0]!);
    checkDifferentFiles(
      { '--out': options.out, '--into': options.into, '--json': options.json },
      { 'The evaluation': evaluationFile, '--sign': options.sign },
    );
    const { readPrivateKey, signPassport } = await import('../engine/decisions/signature.ts');
    const key = options.sign === undefined ? null : await readPrivateKey(options.sign);
    const { openEngine } = await import('../engine/engine.ts');
    const { partsOf, registerJobKinds } = await import('../engine/job-kinds.ts');
    const { readEvaluationJson } = await import('../engine/evaluation/evaluation-json.ts');
    const { saveDecision } = await import('../engine/decisions/decision-rows.ts');
    const { makePassport, passportBytes } = await import('../engine/decisions/passport.ts');
    const { dayAt } = await import('../engine/decisions/review-band.ts');
    const { writeFileAtomically } = await import('../engine/store/atomic-file.ts');
    const request: ChooseRequest = {
      evaluationId: (await readEvaluationJson(evaluationFile)).provenance.evaluationId,
      policy: options.policy,
      seed: options.seed,
    };
    const engine = openEngine({ workspace: options.workspace, program: 'isoline decide' });
    try {
      registerJobKinds(engine);
      const band =
        review === undefined || perDay === undefined
          ? null
          : await chooseBand(engine, request, review, perDay, call);
      const proposal =
        band?.high ??
        (await followJob<Proposal>(
          engine.jobs,
          engine.jobs.start('choose-threshold', request),
          call,
        ));
      if (proposal.threshold === null) throw withoutThreshold(proposal);
      if (band !== null && band.review === null) throw withoutBand(band);
      const decided = { proposal, author: options.author, note: options.note };
      const hooks = { onProgress: () => undefined, signal: call.signal };
      const parts = partsOf(engine);
      const unsigned = await makePassport(parts, { ...decided, createdAt: Date.now() }, hooks);
      const passport = key === null ? unsigned : signPassport(unsigned, key);
      if (options.into !== undefined) {
        const { writePassportIntoModel } = await import('../engine/decisions/model-passport.ts');
        const { getModel } = await import('../engine/models/model.ts');
        if (passport.model.sha256 === null) throw withoutModel(options.into);
        const model = getModel(engine.db, parts.folder, passport.model.sha256);
        await writePassportIntoModel(passport, model, options.into);
      }
      await writeFileAtomically(options.out, passportBytes(passport));
      const { id } = saveDecision(engine.db, decided);
      await printDecision(proposal, passport, results);
      const day = perDay === undefined ? null : dayAt(proposal, perDay);
      if (perDay !== undefined) await printDay(proposal, day, perDay, results);
      if (band !== null) await printReview(band, results);
      await results.print(`\nPassport: ${options.out}`);
      if (options.into !== undefined) await results.print(`Model with passport: ${options.into}`);
      await results.writeJson({
        schema: 'isoline-decision-1',
        decisionId: id,
        proposal,
        passport,
        ...(perDay === undefined ? {} : { traffic: perDay, day }),
        ...(band === null ? {} : { review: { low: band.low, ...band.review } }),
      });
      return exitCode.done;
    } finally {
      await engine.close();
    }
  },
};

function chooseBand(
  engine: Engine,
  { evaluationId, policy, seed }: ChooseRequest,
  review: Policy,
  traffic: Traffic,
  call: CommandCall<DecideOptions>,
): Promise<ReviewBandProposal> {
  const request: ReviewBandRequest = {
    evaluationId,
    band: { low: review, high: policy },
    traffic,
    seed,
  };
  return followJob<ReviewBandProposal>(
    engine.jobs,
    engine.jobs.start('review-band', request),
    call,
  );
}

function withoutTraffic(): IsolineError {
  return new IsolineError({
    code: 'review-without-traffic',
    sentence: '--review needs --per-day: how much a person has to look at depends on the traffic.',
    next: 'Add --per-day COMPARISONS:CFA:CFR:PREVALENCE.',
    subject: '--review',
  });
}

function withoutBand({ reason }: ReviewBandProposal): IsolineError {
  return new IsolineError({
    code: 'review-band-empty',
    sentence: reason ?? 'Nothing lies between the two thresholds.',
    next: 'Give --review a policy that accepts more than --policy does; no passport was written.',
    subject: '--review',
  });
}

function withoutThreshold({ reason }: Proposal): IsolineError {
  return new IsolineError({
    code: 'policy-without-threshold',
    sentence: reason ?? 'The policy has no threshold on this data.',
    next: 'Change the policy, or evaluate more data; no passport was written.',
  });
}

function withoutModel(file: string): IsolineError {
  return new IsolineError({
    code: 'passport-without-model',
    sentence: `There is no model to write ${file} from: the evaluation is of a matrix.`,
    next: 'Leave --into out, or evaluate a folder with --model.',
    subject: file,
  });
}

/** The user's own name; a machine without users has none. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
