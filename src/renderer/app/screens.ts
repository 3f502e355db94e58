import { type ComponentType, lazy } from 'react';
import { HomeScreen } from '../features/home/home-screen.tsx';

/** A screen: its name, its address, and what it shows. All but the first are loaded when visited. */
export interface ScreenEntry {
  name: 'home' | 'data' | 'models' | 'threshold' | 'training' | 'compare' | 'activity' | 'settings';
  path: string;
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
