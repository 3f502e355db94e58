import { ActionIcon, Button, Menu } from '@mantine/core';
import type { DataColumn } from './data-table.tsx';

/** A column of names. */
export function nameColumn<Row>(
  key: string,
  header: string,
  width: string,
  value: (row: Row) => string,
): DataColumn<Row> {
  return { key, header, value, width };
}

/** A column of figures, one below the other. */
export function figureColumn<Row>(
  key: string,
  header: string,
  width: string,
  value: (row: Row) => number | null,
  format: (figure: number) => string,
): DataColumn<Row> {
  const cell = (row: Row): string | null => {
    const figure = value(row);
    return figure === null ? null : format(figure);
  };
  return { key, header, value, cell, width, align: 'right' };
}

/** The one thing that can be done with a row, as a button at its end. */
export function buttonColumn<Row>(
  action: string,
  nameOf: (row: Row) => string,
  choose: (row: Row) => void,
): DataColumn<Row> {
  return {
    key: 'action',
    header: '',
    label: action,
    cell: (row) => (
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        aria-label={`${action}: ${nameOf(row)}`}
        onClick={() => choose(row)}
      >
        {action}
      </Button>
    ),
    width: '110px',
  };
}

/** What can be done with a row, in a menu at its end. */
export function menuColumn<Row>(
  label: string,
  nameOf: (row: Row) => string,
  items: readonly { name: string; choose: (row: Row) => void }[],
): DataColumn<Row> {
  return {
    key: 'actions',
    header: '',
    label,
    cell: (row) => (
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="sm" aria-label={nameOf(row)}>
            ⋯
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {items.map(({ name, choose }) => (
            <Menu.Item key={name} onClick={() => choose(row)}>
              {name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    ),
    width: '44px',
  };
}
