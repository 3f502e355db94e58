import { type ComponentType, lazy } from 'react';
import { HomeScreen } from '../features/home/home-screen.tsx';

/** A screen: its name, its address, and what it shows. All but the first are loaded when visited. */
export interface ScreenEntry {
  name:
    | 'home'
    | 'data'
    | 'models'
    | 'threshold'
    | 'training'
    | 'compare'
    | 'review'
    | 'reports'
    | 'activity'
    | 'settings';
  path: string;
  /** Other addresses that it answers. */
  otherPaths?: readonly string[];
  Screen: ComponentType;
}

export const screens: readonly ScreenEntry[] = [
  { name: 'home', path: '/', Screen: HomeScreen },
  {
    name: 'data',
    path: '/data',
    Screen: lazy(async () => ({
      default: (await import('../features/data/data-screen.tsx')).DataScreen,
    })),
  },
  {
    name: 'models',
    path: '/models',
    Screen: lazy(async () => ({
      default: (await import('../features/models/models-screen.tsx')).ModelsScreen,
    })),
  },
  {
    name: 'threshold',
    path: '/threshold',
    Screen: lazy(async () => ({
      default: (await import('../features/threshold/threshold-screen.tsx')).ThresholdScreen,
    })),
  },
  {
    name: 'training',
    path: '/training',
    Screen: lazy(async () => ({
      default: (await import('../features/training/training-screen.tsx')).TrainingScreen,
    })),
  },
  {
    name: 'compare',
    path: '/compare',
    Screen: lazy(async () => ({
      default: (await import('../features/compare/compare-screen.tsx')).CompareScreen,
    })),
  },
  {
    name: 'review',
    path: '/review',
    Screen: lazy(async () => ({
      default: (await import('../features/review/review-screen.tsx')).ReviewScreen,
    })),
  },
  {
    name: 'reports',
    path: '/reports',
    // The desktop window opens passports there.
    otherPaths: ['/passport'],
    Screen: lazy(async () => ({
      default: (await import('../features/reports/reports-screen.tsx')).ReportsScreen,
    })),
  },
  {
    name: 'activity',
    path: '/activity',
    Screen: lazy(async () => ({
      default: (await import('../features/activity/activity-screen.tsx')).ActivityScreen,
    })),
  },
  {
    name: 'settings',
    path: '/settings',
    Screen: lazy(async () => ({
      default: (await import('../features/settings/settings-screen.tsx')).SettingsScreen,
    })),
  },
];
