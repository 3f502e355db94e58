import './review.css';
import { Redirect, Route, Switch } from 'wouter';
import { EvaluationChoice } from './evaluation-choice.tsx';
import { PairImport } from './pair-import.tsx';
import { PairSetList } from './pair-set-list.tsx';
import { PairSetView } from './pair-set-view.tsx';
import { ReviewView } from './review-view.tsx';

/**
 * Reviews of evaluations, and sets of pairs: `/review`, `/review/EVALUATION/QUEUE`, `/review/pairs`,
 * `/review/pairs/import/JOB`, `/review/pairs/ID`.
 */
export function ReviewScreen() {
  return (
    <Switch>
      <Route path="/review" component={EvaluationChoice} />
      <Route path="/review/pairs" component={PairSetList} />
      <Route path="/review/pairs/import/:job?">
        {({ job }) => <PairImport jobName={job ?? null} />}
      </Route>
      <Route path="/review/pairs/:id">{({ id }) => <PairSetView key={id} name={id} />}</Route>
      <Route path="/review/:id">
        {({ id }) => <Redirect to={`/review/${id}/wrong-pairs`} replace />}
      </Route>
      <Route path="/review/:id/*">
        {({ id, '*': part }) => <ReviewView id={id} part={part} />}
      </Route>
    </Switch>
  );
}
