import './reports.css';
import { Route, Switch, useLocation } from 'wouter';
import { NotFound } from '../../components/not-found.tsx';
import { DecisionList } from './decision-list.tsx';
import { DecisionPage } from './decision-page.tsx';
import { PassportPage } from './passport-page.tsx';

/** `/reports` lists the decisions, `/reports/ID` shows one, `/passport?file=PATH` checks a passport. */
export function ReportsScreen() {
  const [location] = useLocation();
  return (
    <Switch>
      <Route path="/reports" component={DecisionList} />
      <Route path="/reports/:id">{({ id }) => <DecisionPage key={id} id={id} />}</Route>
      <Route path="/passport" component={PassportPage} />
      <Route>
        <NotFound what="decision" name={location.slice('/reports/'.length)} />
      </Route>
    </Switch>
  );
}
