import { createTheme } from '@mantine/core';

/**
 * Mantine's default theme, denser. Its variables come from its style sheet and `app.css`, not from a
 * style element, so that the page needs no inline styles.
 */
export const theme = createTheme({
  primaryColor: 'violet',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle' } },
    TextInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', allowDeselect: false } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    // Without colours of its own, whose contrast would have to be looked after.
    Badge: { defaultProps: { variant: 'default', tt: 'none' } },
    // A name belongs to something that has a role.
    Skeleton: { defaultProps: { role: 'status' } },
    // The lock of scrolling writes a style element, which the page's policy refuses.
    Modal: { defaultProps: { centered: true, lockScroll: false } },
    Drawer: { defaultProps: { lockScroll: false } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
  },
});
