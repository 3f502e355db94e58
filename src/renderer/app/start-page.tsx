import { useState } from 'react';

declare global {
  interface Window {
    /** What the preload script offers. */
    isolineShell: { copyText: (text: string) => Promise<void> };
  }
}

const commands = [
  {
    command: 'npx isoline demo',
    does: 'runs the whole job on the built-in sample and model',
  },
  {
    command: 'npx isoline evaluate FOLDER --model MODEL.onnx --html REPORT.html',
    does: 'evaluates a folder with one sub-folder per class, and writes the report',
  },
  {
    command: 'npx isoline doctor',
    does: 'says what this machine can run',
  },
];

/** What Isoline is, and how to run it: this version evaluates from the command line. */
export function StartPage() {
  return (
    <main>
      <h1>Isoline</h1>
      <p className="lead">One similarity threshold that holds for every class.</p>
      <p>
        Isoline measures an embedding model on your labelled images: the false accept and false
        reject rate of every class at one threshold, and how far the classes lie apart. All
        processing stays on this machine.
      </p>
      <p>
        In this version evaluation runs from the command line, in the folder of the checkout; this
        window does not run it yet.
      </p>
      <ul>
        {commands.map(({ command, does }) => (
          <li key={command}>
            <code>{command}</code> <CopyButton text={command} />
            <span>{does}</span>
          </li>
        ))}
      </ul>
    </main>
  );
}

function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      aria-label={`Copy ${text}`}
      onClick={() => void window.isolineShell.copyText(text).then(() => setCopied(true))}
    >
      {copied ? 'Copied' : 'Copy'}
    </button>
  );
}
