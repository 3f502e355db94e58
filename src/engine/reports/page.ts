import { Markup, html } from './html.ts';
import type { Content } from './html.ts';

/**
 * A self-contained page. Its policy lets nothing in even if a name should slip through unescaped.
 *
 * @param styles the style sheet.
 */
export function page(title: string, styles: string, body: readonly Content[]): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${new Markup(styles)}
        </style>
      </head>
      <body>
        <main>${body.map((part) => html`${part} `)}</main>
      </body>
    </html> `.text;
}
