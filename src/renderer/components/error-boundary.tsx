import { Component, type ReactNode } from 'react';
import { FailureNotice } from './failure-notice.tsx';

/** Keeps a defect of one screen from taking the others with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <FailureNotice error={error} onRetry={() => this.setState({ error: null })} />;
  }
}
