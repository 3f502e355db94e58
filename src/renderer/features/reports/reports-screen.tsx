import './reports.css';
import { Route, Switch } from 'wouter';
import { DecisionList } from './decision-list.tsx';
import { DecisionPage } from './decision-page.tsx';
import { PassportPage } from './passport-page.tsx';

/** `/reports` lists the decisions, `/reports/ID` shows one, `/passport?file=PATH` checks a passport. */
export function ReportsScreen() {
  return (
    <Switch>
      <Route path="/reports" component={DecisionList} />
      <Route path="/reports/:id">{({ id }) => <DecisionPage key={id} id={id} />}</Route>
      <Route path="/passport" component={PassportPage} />
    </Switch>
  );
}
