import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Passport } from '../../contract/passport.ts';
import { IsolineError } from '../../core/errors.ts';
import { canonicalJson } from './canonical-json.ts';

/** The bytes that a signature is over: the canonical JSON of the passport without its signature. */
function signedBytes(passport: Passport): Buffer {
  return Buffer.from(canonicalJson({ ...passport, signature: undefined }));
}

/**
 * Signs a passport with an Ed25519 key; an older signature is replaced.
 *
 * @param privateKey from `readPrivateKey`
 */
export function signPassport(passport: Passport, privateKey: KeyObject): Passport {
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return {
    ...passport,
    signature: {
      algorithm: 'Ed25519',
      publicKey: publicKey.toString('base64'),
      value: sign(null, signedBytes(passport), privateKey).toString('base64'),
    },
  };
}

/**
 * Checks that a signed passport is unchanged since someone signed it; with a key, that it was the
 * owner of that key.
 *
 * @param publicKey from `readPublicKey`; null: whoever signed
 * @throws IsolineError (input) `passport-not-signed`, `passport-other-key`,
 *   `passport-signature-broken`
 */
export function checkSignature(
  passport: Passport,
  source: string,
  publicKey: KeyObject | null = null,
): void {
  const { signature } = passport;
  if (signature === undefined) {
    throw refusal('passport-not-signed', source, `${source} is not signed.`);
  }
  const own = Buffer.from(signature.publicKey, 'base64');
  if (publicKey?.export({ type: 'spki', format: 'der' }).equals(own) === false) {
    throw refusal('passport-other-key', source, `${source} is signed with another key.`);
  }
  let isRight = false;
  try {
    const key = createPublicKey({ key: own, format: 'der', type: 'spki' });
    isRight =
      key.asymmetricKeyType === 'ed25519' &&
      verify(null, signedBytes(passport), key, Buffer.from(signature.value, 'base64'));
  } catch {
    // A key that is none signs nothing.
  }
  if (!isRight) {
    throw refusal(
      'passport-signature-broken',
      source,
      `${source} was changed after it was signed: its signature does not fit.`,
    );
  }
}

/** Whether the owner of a key has signed a passport; what speaks against it as a sentence. */
export function signatureBy(
  passport: Passport,
  source: string,
  publicKey: KeyObject,
): { right: boolean; sentence: string | null } {
  try {
    checkSignature(passport, source, publicKey);
    return { right: true, sentence: null };
  } catch (error) {
    if (!(error instanceof IsolineError)) throw error;
    return { right: false, sentence: error.sentence };
  }
}

function refusal(code: string, source: string, sentence: string): IsolineError {
  return new IsolineError({
    code,
    sentence,
    next: 'Ask whoever gave it for the passport as it was signed.',
    subject: source,
  });
}

/**
 * Reads an Ed25519 private key, PEM, not encrypted.
 *
 * @throws IsolineError (input) `key-unreadable`
 */
export function readPrivateKey(file: string): Promise<KeyObject> {
  return readKey(file, 'private', (pem) => createPrivateKey(pem));
}

/**
 * Reads an Ed25519 public key, PEM.
 *
 * @throws IsolineError (input) `key-unreadable`
 */
export function readPublicKey(file: string): Promise<KeyObject> {
  return readKey(file, 'public', (pem) => {
    // Node would derive the public key of a private one: a key that must not be lying about here.
    if (pem.includes('PRIVATE KEY')) throw new Error('it is a private key');
    return createPublicKey(pem);
  });
}

async function readKey(
  file: string,
  kind: 'private' | 'public',
  parse: (pem: string) => KeyObject,
): Promise<KeyObject> {
  try {
    const key = parse(await readFile(file, 'utf8'));
    if (key.asymmetricKeyType === 'ed25519') return key;
    throw new Error(`it is of the type ${String(key.asymmetricKeyType)}`);
  } catch (error) {
    throw new IsolineError({
      code: 'key-unreadable',
      sentence: `${file} is no Ed25519 ${kind} key in PEM that can be read (${(error as Error).message}).`,
      next:
        kind === 'private'
          ? 'Make one with openssl genpkey -algorithm ed25519.'
          : 'Make one from the private key with openssl pkey -pubout.',
      subject: file,
      cause: error,
    });
  }
}
